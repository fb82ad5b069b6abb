import type { ComponentChildren } from 'preact';
import { useUsualDurations } from '../../api/questions';
import type { Activity } from '../../api/record-types';
import type { MessageKey } from '../../i18n/translate';
import { formatPlace } from '../../location/place';
import { go } from '../../location/use-place';
import { useClock, useWords } from '../../panel';
import { condition } from '../../query/scan';
import { visible } from '../../text/visible';
import { Country, isEvent, Status, useOutcome } from '../../ui/badge';
import { Duration } from '../../ui/duration';
import { HandlerName } from '../../ui/handler-name';
import { JsonTree } from '../../ui/json-tree';
import { Link } from '../../ui/link';
import type { Action } from '../../ui/menu';
import { ObjectLink, objectIn } from '../../ui/object-link';
import { personPlace, PersonLink } from '../../ui/person-link';
import { Text } from '../../ui/text';
import { Address } from './body';
import { Pivot } from './pivot';

/** Shown elsewhere, or by its own line; whatever else a record holds comes from the token. */
const KNOWN = new Set([
  '_id',
  'user_id',
  'url_name',
  'namespace',
  'route',
  'url_path',
  'api',
  'method',
  'headers',
  'body',
  'response',
  'status_code',
  'created_time',
  'execution_time',
  'client_ip_address',
  'country',
  'outcome',
  'trace_id',
  'event_name',
  'resource',
  'response_headers',
  'truncated',
  'masked_when_shown',
]);

const OF_EVENTS: ReadonlySet<MessageKey> = new Set([
  'fieldUser',
  'columnStatus',
  'fieldEvent',
  'fieldTime',
  'fieldTrace',
  'fieldId',
]);

interface Line {
  key: MessageKey;
  content: ComponentChildren;
  field?: string;
  value?: string | number | null | undefined;
  more?: Action[];
}

export function Fields({ record, query, onQuery }: { record: Activity; query: string; onQuery(query: string): void }) {
  const words = useWords();
  const clock = useClock();
  const outcome = useOutcome();
  const usual = useUsualDurations();
  const object = objectIn(record['resource']);
  const handler =
    record.url_name === null
      ? null
      : record.namespace === null
        ? record.url_name
        : `${record.namespace}.${record.url_name}`;
  const agent = userAgent(record.headers);
  const text = (value: string | null | undefined) =>
    value === null || value === undefined ? <span class="muted">{words('none')}</span> : <Text value={value} />;
  const lines: Line[] = [
    {
      key: 'fieldUser',
      content: <PersonLink id={record.user_id} />,
      field: 'user',
      value: record.user_id,
      more:
        record.user_id === null || record.user_id === undefined
          ? []
          : [{ id: 'person', label: words('openPerson'), icon: 'people', run: () => go(personPlace(record.user_id!)) }],
    },
    {
      key: 'columnStatus',
      content: <Status record={record} />,
      field: 'status',
      value: record.status_code,
    },
    ...(record.event_name
      ? [
          {
            key: 'fieldEvent' as const,
            content: <Text value={record.event_name} />,
            field: 'event',
            value: record.event_name,
          },
        ]
      : []),
    {
      key: 'fieldHandler',
      content:
        handler === null ? (
          <HandlerName namespace={record.namespace} urlName={record.url_name} />
        ) : (
          <Link href={callsOf(handler)}>
            <HandlerName namespace={record.namespace} urlName={record.url_name} />
          </Link>
        ),
      field: 'name',
      value: handler,
      more:
        handler === null
          ? []
          : [
              {
                id: 'route',
                label: words('openRoute'),
                icon: 'routes',
                run: () => go(callsOf(handler)),
              },
            ],
    },
    { key: 'fieldRoute', content: text(record.route), field: 'route', value: record.route },
    ...(object
      ? [
          {
            key: 'fieldObject' as const,
            content: <ObjectLink {...object} />,
            field: 'resource',
            value: `${object.type}/${object.id}`,
          },
        ]
      : []),
    {
      key: 'fieldUrl',
      content: record.api ? (
        <span dir="ltr">
          <Address text={record.api} />
        </span>
      ) : (
        text(record.url_path)
      ),
    },
    { key: 'fieldTime', content: <time dateTime={record.created_time}>{clock.exact(record.created_time)}</time> },
    {
      key: 'fieldDuration',
      content: isEvent(record) ? text(null) : <Duration seconds={record.execution_time} p95={usual(record)} />,
    },
    { key: 'fieldOutcome', content: outcome(record.outcome), field: 'outcome', value: record.outcome },
    { key: 'fieldAddress', content: text(record.client_ip_address), field: 'ip', value: record.client_ip_address },
    { key: 'fieldCountry', content: <Country name={record.country} wide />, field: 'country', value: record.country },
    { key: 'fieldDevice', content: text(agent) },
    { key: 'fieldTrace', content: text(record.trace_id), field: 'trace', value: record.trace_id ?? null },
    { key: 'fieldId', content: <code>{record._id}</code> },
  ];
  // What an event lacks by its nature need not be said line by line.
  const shown = isEvent(record) ? lines.filter(({ key }) => OF_EVENTS.has(key)) : lines;
  const payload = Object.entries(record).filter(([name]) => !KNOWN.has(name));
  const plain = payload.filter((entry): entry is [string, string | number | boolean] => typeof entry[1] !== 'object');
  const deep = payload.filter(([, value]) => typeof value === 'object' && value !== null);
  return (
    <>
      <dl class="fields">
        {shown.map(({ key, content, field, value, more = [] }) => (
          <div key={key} class="field-line">
            <dt>{words(key)}</dt>
            <dd>
              <span class="field-value">{content}</span>
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
          <div key={name} class="field-line">
            <dt>
              <code>
                <Text value={name} />
              </code>
            </dt>
            <dd>
              <span class="field-value">
                <Text value={String(value)} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
      {deep.length > 0 && <JsonTree value={Object.fromEntries(deep)} label={words('tabOverview')} />}
    </>
  );
}

const callsOf = (handler: string): string =>
  formatPlace({ path: '/', params: { q: `${condition('name', handler)} since:7d` } });

function userAgent(headers: unknown): string | null {
  if (typeof headers !== 'object' || headers === null) return null;
  const entry = Object.entries(headers).find(([name]) => isUserAgent(name));
  return typeof entry?.[1] === 'string' ? entry[1] : null;
}

/** The Django package writes it in its own way. */
const isUserAgent = (name: string): boolean => /^(?:http_)?user[-_]agent$/i.test(name);
