import { useRelated } from '../../api/questions';
import type { Activity, Related } from '../../api/record-types';
import type { MessageKey } from '../../i18n/translate';
import { useWords } from '../../panel';
import { MiniList } from '../../ui/mini-list';
import { Shown } from '../../ui/states';
import * as styles from './related.module.css';
import * as tabStyles from '../../ui/tab.module.css';

const LISTS = [
  ['nearby', 'samePerson'],
  ['session', 'sameSession'],
  ['trace', 'sameTrace'],
] as const satisfies readonly (readonly [string, MessageKey])[];

interface Props {
  record: Activity;
  hrefOf(id: string): string;
}

export function RelatedRecords(props: Props) {
  return (
    <Shown answer={useRelated(props.record._id)} rows={6}>
      {(related) => <Lists {...props} related={related} />}
    </Shown>
  );
}

function Lists({ related, record, hrefOf }: Props & { related: Related }) {
  const words = useWords();
  const lists = LISTS.map(([name, key]) => ({ key, others: related[name] ?? [] })).filter(
    ({ others }) => others.length > 0,
  );
  if (lists.length === 0) return <p class="muted">{words('noRelated')}</p>;
  return (
    <div class={styles.related}>
      {lists.map(({ key, others }) => (
        <section key={key}>
          <h3>
            {words(key)} <span class={tabStyles.badge}>{others.length}</span>
          </h3>
          <MiniList records={inPlace(record, others)} current={record._id} hrefOf={hrefOf} />
        </section>
      ))}
    </div>
  );
}

/** With the record itself among the others, newest first. */
const inPlace = (record: Activity, others: readonly Activity[]): Activity[] =>
  [...others, record].sort(
    (one, other) => compare(other.created_time, one.created_time) || compare(other._id, one._id),
  );

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
