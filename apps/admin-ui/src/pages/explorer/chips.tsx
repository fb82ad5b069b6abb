import { negating, removing } from '../../query/edit';
import { isTime, scan } from '../../query/scan';
import { useWords } from '../../panel';
import { visible } from '../../text/visible';
import { Icon } from '../../ui/icon';
import * as buttons from '../../ui/button.module.css';
import * as styles from './chip.module.css';

export function Chips({ query, onChange }: { query: string; onChange(query: string): void }) {
  const words = useWords();
  const pieces = scan(query).filter((piece) => !isTime(piece));
  if (pieces.length === 0) return null;
  return (
    <ul class={styles.list} aria-label={words('conditions')}>
      {pieces.map((piece) => {
        const text = visible(piece.text);
        return (
          <li key={piece.start} class={`${styles.chip} ${piece.negated ? styles.negated : ''}`}>
            <button
              type="button"
              class={styles.text}
              title={words('negateCondition', { condition: text })}
              aria-label={words('negateCondition', { condition: text })}
              onClick={() => onChange(negating(query, piece))}
            >
              <bdi dir="ltr">{text}</bdi>
            </button>
            <button
              type="button"
              class={styles.remove}
              aria-label={words('removeCondition', { condition: text })}
              onClick={() => onChange(removing(query, piece))}
            >
              <Icon name="close" size={12} />
            </button>
          </li>
        );
      })}
      {pieces.length > 1 && (
        <li>
          <button
            type="button"
            class={`${buttons.button} ${buttons.quiet} ${buttons.small}`}
            onClick={() =>
              onChange(
                scan(query)
                  .filter(isTime)
                  .map(({ text }) => text)
                  .join(' '),
              )
            }
          >
            {words('clearFilters')}
          </button>
        </li>
      )}
    </ul>
  );
}
