import { useEffect, useState } from 'preact/hooks';
import { AUDIT_ACTIONS, type AuditAction, type AuditLine } from '../api/audit-types';
import { useAudit } from '../api/questions';
import type { MessageKey } from '../i18n/translate';
import { formatPlace } from '../location/place';
import { useParams } from '../location/use-place';
import { useMay, useWords } from '../panel';
import { visible } from '../text/visible';
import { useFormats } from '../ui/format';
import { Icon } from '../ui/icon';
import { More } from '../ui/more';
import { Page } from '../ui/page';
import { PersonLink } from '../ui/person-link';
import { Shown, State } from '../ui/states';
import { Text } from '../ui/text';
import { Moment } from '../ui/time';
import { useDebounced } from '../ui/use-debounced';

const ACTIONS: Record<AuditAction, MessageKey> = {
  list: 'actionList',
  facets: 'actionFacets',
  record: 'actionRecord',
  related: 'actionRelated',
  people: 'actionPeople',
  person: 'actionPerson',
  sessions: 'actionSessions',
  timeline: 'actionTimeline',
  statistics: 'actionStatistics',
  live: 'actionLive',
  export: 'actionExport',
  admin_history: 'actionAdminHistory',
  subject_access: 'actionSubjectAccess',
  erase: 'actionErase',
  hold: 'actionHold',
  audit: 'actionAudit',
};
const PERIODS = { '24h': 'auditDay', '7d': 'auditWeek', '30d': 'auditMonth', all: 'auditAlways' } as const;

/** Who read what of whom: the audit trail. */
export function Audit() {
  const words = useWords();
  const [params, change] = useParams();
  const { action = '', administrator = '', subject = '' } = params;
  const since = Object.hasOwn(PERIODS, params['since'] ?? '') ? params['since']! : '7d';
  const answer = useAudit({ action, administrator, subject, since: since === 'all' ? '' : since });
  const isFiltered = action !== '' || administrator !== '' || subject !== '' || since !== 'all';

  return (
    <Page
      title={words('audit')}
      lead={words('auditLead')}
      tools={
        <>
          <TextFilter
            label={words('auditAdministrator')}
            value={administrator}
            onChange={(text) => change({ administrator: text || null }, { replace: true })}
          />
          <TextFilter
            label={words('auditSubject')}
            value={subject}
            onChange={(text) => change({ subject: text || null }, { replace: true })}
          />
          <Choice
            label={words('auditAction')}
            value={action}
            options={[
              ['', words('auditAllActions')],
              ...AUDIT_ACTIONS.map((each) => [each, words(ACTIONS[each])] as const),
            ]}
            onChange={(next) => change({ action: next || null })}
          />
          <Choice
            label={words('auditPeriod')}
            value={since}
            options={Object.entries(PERIODS).map(([period, key]) => [period, words(key)] as const)}
            onChange={(next) => change({ since: next === '7d' ? null : next })}
          />
        </>
      }
    >
      <Shown answer={answer} rows={10}>
        {({ pages }) => {
          const lines = pages.flatMap(({ results }) => results);
          if (lines.length > 0) return <Table lines={lines} />;
          return (
            <State
              icon="lock"
              title={words('auditNoneTitle')}
              actions={
                isFiltered && (
                  <button
                    type="button"
                    class="button"
                    onClick={() => change({ action: null, administrator: null, subject: null, since: 'all' })}
                  >
                    {words('auditShowAll')}
                  </button>
                )
              }
            >
              {words('auditNoneLead')}
            </State>
          );
        }}
      </Shown>
      <More answer={answer} label={words('auditOlder')} />
    </Page>
  );
}

function TextFilter({ label, value, onChange }: { label: string; value: string; onChange(text: string): void }) {
  const [text, setText] = useState(value);
  const wanted = useDebounced(text.trim(), 250);
  useEffect(() => {
    if (wanted !== value) onChange(wanted);
  }, [wanted]);
  // Back and forward change the address, not the field.
  useEffect(() => {
    if (value !== wanted) setText(value);
  }, [value]);
  return (
    <label class="search-field">
      <Icon name="search" />
      <input
        class="input"
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </label>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onChange(value: string): void;
}) {
  return (
    <label class="field-inline select-field">
      <span>{label}</span>
      <select class="input" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Table({ lines }: { lines: readonly AuditLine[] }) {
  const words = useWords();
  return (
    <div class="table-box">
      <table class="table table-audit">
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
  const name = Object.hasOwn(ACTIONS, action) ? words(ACTIONS[action as AuditAction]) : visible(action);
  return (
    <tr>
      <th scope="row" class="cell-main">
        <span>{name}</span>
        {count > 1 && (
          <small class="muted" title={words('auditRepeated', { count })}>
            {' '}
            ×{formats.number(count)}
          </small>
        )}
        {reason !== undefined && (
          <small class="audit-note muted">{words('auditReason', { reason: visible(reason) })}</small>
        )}
      </th>
      <td data-label={words('auditTime')}>
        <Moment time={line.created_time} />
      </td>
      <td data-label={words('auditAdministrator')}>
        <span>
          <Person id={administrator} />
          {actor !== undefined && (
            <small class="audit-note muted">{words('auditActor', { actor: visible(String(actor)) })}</small>
          )}
        </span>
      </td>
      <td data-label={words('auditSubject')}>
        <Subject line={line} />
      </td>
      <td class="cell-question" data-label={words('auditQuestion')}>
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

/** A link for readers who may see the page behind it. */
function Person({ id }: { id: string | number }) {
  return useMay().view ? <PersonLink id={id} /> : <Text value={String(id)} />;
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
      <a class="link" href={formatPlace({ path: '/', params: { record } })}>
        <Text value={record} />
      </a>
    ) : (
      <Text value={record} />
    );
  if (texts.length === 0) return <span class="muted">–</span>;
  return (
    <code dir="ltr">
      <Text value={texts.join(' ')} />
    </code>
  );
}
