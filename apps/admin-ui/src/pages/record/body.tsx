import type { Activity } from '../../api/record-types';
import { useWords } from '../../panel';
import { isOmitted, type Omitted } from '../../text/marker';
import { safeLink } from '../../text/safe-link';
import { visible } from '../../text/visible';
import { isEvent, Method, Note, Status } from '../../ui/badge';
import { useFormats } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { JsonTree } from '../../ui/json-tree';
import { Text } from '../../ui/text';
import * as buttons from '../../ui/button.module.css';
import * as pairStyles from '../../ui/pairs.module.css';
import * as styles from './body.module.css';

const OMISSIONS = {
  type: 'omittedType',
  stream: 'omittedStream',
  unreadable: 'omittedUnreadable',
  'too-large': 'omittedTooLarge',
  pressure: 'omittedPressure',
  retention: 'omittedRetention',
} as const;

export function Body({
  record,
  field,
  label,
  onSearch,
}: {
  record: Activity;
  field: 'body' | 'response';
  label: string;
  onSearch(text: string): void;
}) {
  const words = useWords();
  const formats = useFormats();
  const value = parsed(record[field]);
  const cut = record.truncated?.[field];
  return (
    <div class={styles.body}>
      {!isEvent(record) && (
        <p class={styles.line} dir="ltr">
          {field === 'body' ? (
            <>
              <Method method={record.method} /> <Address text={record.api ?? record.url_path ?? ''} />
            </>
          ) : (
            <Status record={record} />
          )}
        </p>
      )}
      {field === 'body' && <Parameters api={record.api} />}
      {cut !== undefined && (
        <Note kind="warning">
          <Icon name="cut" /> {words('truncatedBody', { size: formats.bytes(cut) })}
        </Note>
      )}
      {value === null || value === undefined || value === '' ? (
        <p class="muted">{words('withoutBody')}</p>
      ) : isOmitted(value) ? (
        <Note kind="info">
          {words(omission(value), { type: visible(value.type ?? '?'), size: formats.bytes(value.size) })}
        </Note>
      ) : (
        <JsonTree value={value} label={label} root={[field]} onSearch={onSearch} />
      )}
    </div>
  );
}

const omission = ({ omitted }: Omitted) => OMISSIONS[omitted as keyof typeof OMISSIONS] ?? 'omittedType';

/** Where bodies are stored as text, JSON in it is shown as what it is. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

export function Address({ text }: { text: string }) {
  const words = useWords();
  const link = safeLink(text);
  return (
    <span class={styles.address}>
      <Text value={text} />
      {link && (
        <a
          class={buttons.icon}
          href={link}
          target="_blank"
          rel="noopener noreferrer nofollow"
          aria-label={words('newWindow')}
          title={words('newWindow')}
        >
          <Icon name="open" size={13} />
        </a>
      )}
    </span>
  );
}

function Parameters({ api }: { api: string | null }) {
  const search = api?.split('#')[0]?.split('?').slice(1).join('?');
  if (!search) return null;
  const entries = [...new URLSearchParams(search)];
  if (entries.length === 0) return null;
  return (
    <dl class={pairStyles.pairs} dir="ltr">
      {entries.map(([name, value], index) => (
        <div key={index}>
          <dt>
            <Text value={name} />
          </dt>
          <dd>
            <Text value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
