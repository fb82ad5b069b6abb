import { useMemo } from 'preact/hooks';
import { useRecord } from '../../api/questions';
import type { Activity } from '../../api/record-types';
import { shaped } from '../../api/shaped';
import { useClock, useWords } from '../../panel';
import { differences } from '../../text/difference';
import { differenceTree } from '../../text/difference-tree';
import { isEvent, Method, Status } from '../../ui/badge';
import { Dialog } from '../../ui/dialog';
import { useFormats } from '../../ui/format';
import { HandlerName } from '../../ui/handler-name';
import { Failure, Skeleton } from '../../ui/states';
import { Text } from '../../ui/text';
import { parsed } from './body';
import { DifferenceRows } from './difference-rows';
import { DifferenceTable } from './difference-table';
import { IconButton } from '../../ui/icon-button';
import * as differenceStyles from './difference.module.css';
import * as styles from './comparison.module.css';

export default function Comparison({
  first,
  second,
  onSwap,
  onClose,
}: {
  first: string;
  second: string;
  onSwap(): void;
  onClose(): void;
}) {
  const words = useWords();
  const left = useRecord(first);
  const right = useRecord(second);
  const error = left.error ?? right.error;
  return (
    <Dialog title={words('comparison')} onClose={onClose} size="wide">
      {left.data && right.data ? (
        <Compared before={left.data} after={right.data} onSwap={onSwap} />
      ) : error ? (
        <Failure error={error} />
      ) : (
        <Skeleton />
      )}
    </Dialog>
  );
}

/** Two calls are never made at the same time and for as long: that is told apart from what differs. */
const comparable = (record: Activity): Activity => ({
  ...record,
  created_time: '',
  execution_time: null,
  body: parsed(record.body),
  response: parsed(record.response),
});

function Compared({ before, after, onSwap }: { before: Activity; after: Activity; onSwap(): void }) {
  const words = useWords();
  const changes = useMemo(() => differences(comparable(before), comparable(after)), [before, after]);
  const tree = useMemo(() => differenceTree(changes), [changes]);
  return (
    <div class={styles.comparison}>
      <div class={styles.heads}>
        <Head label={words('recordA')} record={shaped(before)} />
        <IconButton icon="swap" label={words('swap')} onClick={onSwap} />
        <Head label={words('recordB')} record={shaped(after)} />
      </div>
      <Times before={shaped(before)} after={shaped(after)} />
      <p class="muted" role="status">
        {changes.length === 0 ? words('comparisonSame') : words('differencesFound', { count: changes.length })}
      </p>
      {tree.length > 0 && (
        <DifferenceTable before={words('recordA')} after={words('recordB')}>
          <DifferenceRows differences={tree} />
        </DifferenceTable>
      )}
    </div>
  );
}

function Head({ label, record }: { label: string; record: Activity }) {
  return (
    <div class={styles.head}>
      <span class="muted">{label}</span>
      <span class={styles.name}>
        <Status record={record} /> <Method method={record.method} />{' '}
        {record.event_name ? <Text value={record.event_name} /> : <HandlerName of={record} />}
      </span>
    </div>
  );
}

function Times({ before, after }: { before: Activity; after: Activity }) {
  const words = useWords();
  const clock = useClock();
  const formats = useFormats();
  const apart = Date.parse(after.created_time) - Date.parse(before.created_time);
  const span = formats.span(Math.abs(apart));
  const distance = apart === 0 ? words('sameTime') : words(apart > 0 ? 'laterBy' : 'earlierBy', { span });
  const took = ({ execution_time: time, ...record }: Activity) =>
    formats.duration(time === null || isEvent(record) ? null : time * 1_000);
  return (
    <table class={`${differenceStyles.difference} difference-times`}>
      <caption class="visually-hidden">{words('times')}</caption>
      <tbody>
        <tr>
          <th scope="row">{words('fieldTime')}</th>
          <td>{clock.exact(before.created_time)}</td>
          <td>
            {clock.exact(after.created_time)}
            {!Number.isNaN(apart) && <span class={differenceStyles.kind}>{distance}</span>}
          </td>
        </tr>
        <tr>
          <th scope="row">{words('fieldDuration')}</th>
          <td>{took(before)}</td>
          <td>{took(after)}</td>
        </tr>
      </tbody>
    </table>
  );
}
