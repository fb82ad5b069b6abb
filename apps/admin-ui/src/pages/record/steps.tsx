import { useAskRelated } from '../../api/questions';
import type { Activity, Related } from '../../api/record-types';
import type { MessageKey } from '../../i18n/translate';
import { go } from '../../location/use-place';
import { useWords } from '../../panel';
import { announce } from '../../ui/toast';
import { IconButton } from '../../ui/icon-button';
import * as styles from './steps.module.css';

export type Of = keyof Related['neighbors'];
export type Direction = keyof Related['neighbors'][Of];

const STEPS: Readonly<Record<Of, Readonly<Record<Direction, MessageKey>>>> = {
  person: { previous: 'earlierOfPerson', next: 'laterOfPerson' },
  session: { previous: 'earlierOfSession', next: 'laterOfSession' },
};

export function useStep(id: string, hrefOf: (id: string) => string): (of: Of, direction: Direction) => Promise<void> {
  const words = useWords();
  const ask = useAskRelated();
  return async (of, direction) => {
    const related = await ask(id).catch(() => undefined);
    const found = related?.neighbors[of][direction];
    if (found) go(hrefOf(found._id));
    else announce(related ? words('noSuchStep', { step: words(STEPS[of][direction]) }) : words('errorTitle'));
  };
}

const hasSession = ({ sid, jti }: Activity): boolean => typeof sid === 'string' || typeof jti === 'string';

/** The record before and the one after, asked for when they are wanted: each answer is in the audit trail. */
export function Steps({ record, hrefOf }: { record: Activity; hrefOf(id: string): string }) {
  const hasPerson = record.user_id !== null && record.user_id !== undefined;
  if (!hasPerson) return null;
  return (
    <>
      <Pair of="person" label="fieldUser" record={record} hrefOf={hrefOf} />
      {hasSession(record) && <Pair of="session" label="session" record={record} hrefOf={hrefOf} />}
    </>
  );
}

function Pair({
  of,
  label,
  record,
  hrefOf,
}: {
  of: Of;
  label: MessageKey;
  record: Activity;
  hrefOf(id: string): string;
}) {
  const words = useWords();
  const step = useStep(record._id, hrefOf);
  const button = (direction: Direction, icon: 'left' | 'right') => {
    const text = words(STEPS[of][direction]);
    return (
      <IconButton
        icon={icon}
        size={14}
        label={text}
        keys={of === 'person' ? `Shift ${direction === 'previous' ? '↓' : '↑'}` : undefined}
        onClick={() => void step(of, direction)}
      />
    );
  };
  return (
    <span class={styles.steps} role="group" aria-label={words(label)}>
      {button('previous', 'left')}
      <span aria-hidden="true">{words(label)}</span>
      {button('next', 'right')}
    </span>
  );
}
