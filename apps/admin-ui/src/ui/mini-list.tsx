import type { Activity } from '../api/record-types';
import { milliseconds, shaped } from '../api/shaped';
import { useClock } from '../panel';
import { isEvent, Method, Status } from './badge';
import { useFormats } from './format';
import { HandlerName } from './handler-name';
import { Link } from './link';
import { Text } from './text';

export function MiniList({ records, hrefOf }: { records: readonly Activity[]; hrefOf(id: string): string }) {
  const clock = useClock();
  const formats = useFormats();
  return (
    <ul class="mini-list">
      {records.map(shaped).map((record) => (
        <li key={record._id}>
          <Link kind="mini-row" href={hrefOf(record._id)}>
            <time dateTime={record.created_time} title={clock.exact(record.created_time)}>
              {clock.timeOfDay(record.created_time)}
            </time>
            <Status record={record} />
            <Method method={record.method} />
            <span class="mini-name">
              {record.event_name ? (
                <Text value={record.event_name} />
              ) : (
                <HandlerName namespace={record.namespace} urlName={record.url_name} />
              )}
              <span class="path" dir="ltr">
                <Text value={record.url_path ?? ''} />
              </span>
            </span>
            <span class="mini-duration">{isEvent(record) ? '' : formats.duration(milliseconds(record))}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
