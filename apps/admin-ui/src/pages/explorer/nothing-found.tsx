import type { NothingFoundAnswer } from '../../api/record-types';
import { useClock, useWords } from '../../panel';
import { visible } from '../../text/visible';
import * as styles from './nothing-found.module.css';
import * as buttons from '../../ui/button.module.css';

export function NothingFound({ answer, onQuery }: { answer: NothingFoundAnswer; onQuery(query: string): void }) {
  const words = useWords();
  const clock = useClock();
  const { searched, from, to, close, compared } = answer;
  const times = {
    from: from === null ? words('firstRecord') : clock.short(from),
    to: to === null ? words('now') : clock.short(to),
  };
  return (
    <span class={styles.searched}>
      <span>{words('searchedFor', times)}</span> <code dir="ltr">{visible(searched)}</code>
      {close.length > 0 && (
        <span class={styles.close}>
          {words('closeValues', { count: compared })}
          {close.map(({ condition, instead, query }) => (
            <button
              key={condition}
              type="button"
              class={`${buttons.button} ${buttons.small} ${buttons.code}`}
              title={words('insteadOf', { condition })}
              onClick={() => onQuery(query)}
            >
              <bdi dir="ltr">{visible(instead)}</bdi>
            </button>
          ))}
        </span>
      )}
    </span>
  );
}
