import { useEffect, useRef } from 'preact/hooks';
import type { Activity } from '../api/record-types';
import { milliseconds, shaped } from '../api/shaped';
import { useClock } from '../panel';
import { isEvent, Method, Status } from './badge';
import { useFormats } from './format';
import { HandlerName } from './handler-name';
import { Link } from './link';
import { Text } from './text';
import * as paths from './path.module.css';
import * as styles from './mini.module.css';

interface MiniListProps {
  records: readonly Activity[];
  hrefOf(id: string): string;
  /** The record that is open: it is shown in its place, leads nowhere, and times carry milliseconds. */
  current?: string;
}

export function MiniList({ records, hrefOf, current }: MiniListProps) {
  return (
    <ul class={styles.list}>
      {records.map(shaped).map((record) => (
        <li key={record._id}>
          {record._id === current ? (
            <Current record={record} />
          ) : (
            <Link kind={styles.row} href={hrefOf(record._id)}>
              <Cells record={record} isExact={current !== undefined} />
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

function Current({ record }: { record: Activity }) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => ref.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <span ref={ref} class={`${styles.row} ${styles.current}`} aria-current="true">
      <Cells record={record} isExact />
    </span>
  );
}

function Cells({ record, isExact }: { record: Activity; isExact: boolean }) {
  const clock = useClock();
  const formats = useFormats();
  const { created_time: time } = record;
  return (
    <>
      <time dateTime={time} title={clock.exact(time)}>
        {isExact ? clock.millisecond(time) : clock.timeOfDay(time)}
      </time>
      <Status record={record} />
      <Method method={record.method} />
      <span class={styles.name}>
        {record.event_name ? <Text value={record.event_name} /> : <HandlerName of={record} />}
        <span class={paths.path} dir="ltr">
          <Text value={record.url_path ?? ''} />
        </span>
      </span>
      <span class={styles.duration}>{isEvent(record) ? '' : formats.duration(milliseconds(record))}</span>
    </>
  );
}
