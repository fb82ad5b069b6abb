import type { AuditLine } from '../../api/audit-types';
import { placeTo } from '../../location/use-place';
import { useMay, useWords } from '../../panel';
import { visible } from '../../text/visible';
import { useFormats } from '../../ui/format';
import { PersonLink } from '../../ui/person-link';
import { Text } from '../../ui/text';
import { Moment } from '../../ui/time';
import { ACTIONS } from './actions';
import * as styles from './audit.module.css';
import * as tables from '../../ui/table.module.css';

export function AuditTable({ lines }: { lines: readonly AuditLine[] }) {
  const words = useWords();
  return (
    <div class={tables.box}>
      <table class={`${tables.table} ${styles.table}`}>
        <thead>
          <tr>
            <th>{words('auditAction')}</th>
            <th>{words('auditTime')}</th>
            <th>{words('auditAdministrator')}</th>
            <th>{words('auditSubject')}</th>
            <th>{words('auditQuestion')}</th>
            <th class="number">{words('auditRecords')}</th>
            <th>{words('auditAddress')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={line._id} line={line} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ line }: { line: AuditLine }) {
  const words = useWords();
  const formats = useFormats();
  const { action, administrator_id: administrator, actor_id: actor, count, reason } = line;
  const name = Object.hasOwn(ACTIONS, action) ? words(ACTIONS[action]) : visible(action);
  return (
    <tr>
      <th scope="row" class={tables.main}>
        <span>{name}</span>
        {count > 1 && (
          <small class="muted" title={words('auditRepeated', { count })}>
            {' '}
            ×{formats.number(count)}
          </small>
        )}
        {reason !== undefined && (
          <small class={`${styles.note} muted`}>{words('auditReason', { reason: visible(reason) })}</small>
        )}
      </th>
      <td data-label={words('auditTime')}>
        <Moment time={line.created_time} />
      </td>
      <td data-label={words('auditAdministrator')}>
        <span>
          <Person id={administrator} />
          {actor !== undefined && (
            <small class={`${styles.note} muted`}>{words('auditActor', { actor: visible(String(actor)) })}</small>
          )}
        </span>
      </td>
      <td data-label={words('auditSubject')}>
        <Subject line={line} />
      </td>
      <td class={styles.question} data-label={words('auditQuestion')}>
        <Question line={line} />
      </td>
      <td class="number" data-label={words('auditRecords')}>
        <Outcome line={line} />
      </td>
      <td data-label={words('auditAddress')}>
        {line.client_ip_address === null ? '–' : <bdi dir="ltr">{visible(line.client_ip_address)}</bdi>}
      </td>
    </tr>
  );
}

/** With how many records an act ended, or whether it was done. */
function Outcome({ line: { end, records } }: { line: AuditLine }) {
  const words = useWords();
  const formats = useFormats();
  if (!end) return records === null ? '–' : formats.number(records);
  const refused = end.outcome?.['refused'];
  if (typeof refused === 'string') return words('auditRefused', { cause: visible(refused) });
  if (end.records === null) return words(end.complete ? 'auditDone' : 'auditNotDone');
  return words(end.complete ? 'auditSent' : 'auditCut', { records: formats.number(end.records) });
}

function Person({ id }: { id: string | number }) {
  return useMay().view ? <PersonLink id={id} withId /> : <Text value={String(id)} />;
}

function Subject({ line: { subject, subject_id: id } }: { line: AuditLine }) {
  const words = useWords();
  if (subject === undefined) return <span class="muted">–</span>;
  if (id !== undefined) return <Person id={id} />;
  return (
    <span class="muted" dir="ltr" title={words('auditForgotten')}>
      <Text value={subject} />
    </span>
  );
}

function Question({ line: { query, parameters = {}, record_id: record } }: { line: AuditLine }) {
  const { view } = useMay();
  const texts = [query ?? '', ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)].filter(Boolean);
  if (record !== undefined)
    return view ? (
      <a class="link" href={placeTo('/', { record })}>
        <Text value={record} />
      </a>
    ) : (
      <Text value={record} />
    );
  if (texts.length === 0) return <span class="muted">–</span>;
  const text = texts.join(' ');
  return (
    <code dir="ltr" title={visible(text)}>
      <Text value={text} />
    </code>
  );
}
