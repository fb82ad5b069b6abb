import type { ObjectCall } from '../../api/objects';
import { placeTo } from '../../location/use-place';
import { shaped } from '../../api/shaped';
import { useClock, useMay, useWords } from '../../panel';
import { visible } from '../../text/visible';
import { Method, Status } from '../../ui/badge';
import { HandlerName } from '../../ui/handler-name';
import { PersonLink } from '../../ui/person-link';
import { Text } from '../../ui/text';
import { DifferenceTable } from '../record/difference-table';
import * as styles from './object.module.css';
import * as panels from '../../ui/panel.module.css';

export function CallOfObject({
  call,
  before,
  query,
}: {
  call: ObjectCall;
  before: ObjectCall | undefined;
  query: string;
}) {
  const words = useWords();
  const clock = useClock();
  const may = useMay();
  const record = shaped(call.record);
  const inExplorer = (params: Record<string, string>) => placeTo('/', { q: query, ...params });
  return (
    <li class={panels.panel}>
      <p class={styles.head}>
        <time dateTime={record.created_time}>{clock.exact(record.created_time)}</time>
        <Status record={record} /> <Method method={record.method} />
        <a class="link" href={inExplorer({ record: record._id })}>
          {record.event_name ? <Text value={record.event_name} /> : <HandlerName of={record} />}
        </a>
        <PersonLink id={record.user_id} withId />
        {before && may.bodies && (
          <a class={`link ${styles.compare}`} href={inExplorer({ compare: before.record._id, record: record._id })}>
            {words('compareWithBefore')}
          </a>
        )}
      </p>
      {call.changes === null ? (
        <p class="muted">{words('bodiesForbidden')}</p>
      ) : call.changes.length === 0 ? (
        <p class="muted">{words('nothingChanged')}</p>
      ) : (
        <Changes changes={call.changes} />
      )}
    </li>
  );
}

function Changes({ changes }: { changes: NonNullable<ObjectCall['changes']> }) {
  const words = useWords();
  return (
    <DifferenceTable before={words('valueBefore')} after={words('valueAfter')}>
      {changes.map(({ path, before, after }) => (
        <tr key={path} data-kind="changed">
          <th scope="row" dir="ltr">
            <Text value={path} />
          </th>
          <td dir="ltr">{visible(textOf(before))}</td>
          <td dir="ltr">{visible(textOf(after))}</td>
        </tr>
      ))}
    </DifferenceTable>
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
