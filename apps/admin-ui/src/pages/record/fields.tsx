import { ORIGIN_FIELDS, TARGET_FIELDS } from '../../library';
import type { Activity } from '../../api/record-types';
import type { MessageKey } from '../../i18n/translate';
import { useWords } from '../../panel';
import { visible } from '../../text/visible';
import { isEvent } from '../../ui/badge';
import { JsonTree } from '../../ui/json-tree';
import { Text } from '../../ui/text';
import { Pivot } from './pivot';
import { useFieldLines } from './use-field-lines';
import * as styles from './field.module.css';

/** Shown in sections of the drawer. */
const SECTIONS = ['headers', 'response_headers', 'body', 'response', 'truncated', 'masked_when_shown'];
/** Each has a line. */
const LINES = ['_id', 'user_id', 'status_code', 'created_time', 'execution_time', 'event_name', 'resource'];
/** All other fields of a record are from the token. */
const KNOWN = new Set<string>([...SECTIONS, ...LINES, ...TARGET_FIELDS, ...ORIGIN_FIELDS]);

const OF_EVENTS: ReadonlySet<MessageKey> = new Set([
  'fieldUser',
  'columnStatus',
  'fieldEvent',
  'fieldTime',
  'fieldTrace',
  'fieldId',
]);

export function Fields({ record, query, onQuery }: { record: Activity; query: string; onQuery(query: string): void }) {
  const words = useWords();
  const lines = useFieldLines(record);
  // What an event lacks by its nature need not be said line by line.
  const shown = isEvent(record) ? lines.filter(({ key }) => OF_EVENTS.has(key)) : lines;
  const payload = Object.entries(record).filter(([name]) => !KNOWN.has(name));
  const plain = payload.filter((entry): entry is [string, string | number | boolean] => typeof entry[1] !== 'object');
  const deep = payload.filter(([, value]) => typeof value === 'object' && value !== null);
  return (
    <>
      <dl>
        {shown.map(({ key, content, field, value, more = [] }) => (
          <div key={key} class={styles.line}>
            <dt>{words(key)}</dt>
            <dd>
              <span class={styles.value}>{content}</span>
              {field && value !== undefined && (
                <Pivot
                  label={`${words(key)}: ${visible(String(value ?? words('none')))}`}
                  field={field}
                  value={value}
                  more={more}
                  query={query}
                  onQuery={onQuery}
                />
              )}
            </dd>
          </div>
        ))}
        {plain.map(([name, value]) => (
          <PayloadLine key={name} name={name} value={String(value)} />
        ))}
      </dl>
      {deep.length > 0 && <JsonTree value={Object.fromEntries(deep)} label={words('tabOverview')} />}
    </>
  );
}

function PayloadLine({ name, value }: { name: string; value: string }) {
  return (
    <div class={styles.line}>
      <dt>
        <code>
          <Text value={name} />
        </code>
      </dt>
      <dd>
        <span class={styles.value}>
          <Text value={value} />
        </span>
      </dd>
    </div>
  );
}
