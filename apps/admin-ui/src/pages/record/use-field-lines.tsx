import type { ComponentChildren } from 'preact';
import { useUsualDurations } from '../../api/questions';
import type { Activity } from '../../api/record-types';
import type { MessageKey } from '../../i18n/translate';
import { useKeptTime } from '../../location/use-kept-time';
import { go, placeTo } from '../../location/use-place';
import { useClock, useWords } from '../../panel';
import { condition, withTime } from '../../query/scan';
import { DEFAULT_QUERY } from '../../query/default-query';
import { Country, isEvent, Status, useOutcome } from '../../ui/badge';
import { Duration } from '../../ui/duration';
import { HandlerName } from '../../ui/handler-name';
import { Link } from '../../ui/link';
import type { Action } from '../../ui/menu';
import { ObjectLink, objectIn } from '../../ui/object-link';
import { personPlace, PersonLink } from '../../ui/person-link';
import { Text } from '../../ui/text';
import { Address } from './body';

export interface Line {
  key: MessageKey;
  content: ComponentChildren;
  field?: string;
  value?: string | number | null | undefined;
  more?: Action[];
}

/** The lines of a record, each with the query field and value that find similar records. */
export function useFieldLines(record: Activity): Line[] {
  const identity = useIdentityLines(record);
  const called = useCalledLines(record);
  const rest = useResultLines(record);
  return [...identity, ...called, ...rest];
}

const optional = (line: Line | false | undefined): Line[] => (line ? [line] : []);

function OrNone({ value }: { value: string | null | undefined }) {
  const words = useWords();
  return value === null || value === undefined ? <span class="muted">{words('none')}</span> : <Text value={value} />;
}

function useIdentityLines(record: Activity): Line[] {
  const words = useWords();
  const time = useKeptTime();
  const { user_id: id, event_name: event } = record;
  const openPerson = (): Action[] =>
    id === null || id === undefined
      ? []
      : [{ id: 'person', label: words('openPerson'), icon: 'people', run: () => go(personPlace(id, time)) }];
  return [
    { key: 'fieldUser', content: <PersonLink id={id} withId />, field: 'user', value: id, more: openPerson() },
    { key: 'columnStatus', content: <Status record={record} />, field: 'status', value: record.status_code },
    ...optional(
      event ? { key: 'fieldEvent', content: <Text value={event} />, field: 'event', value: event } : undefined,
    ),
  ];
}

function useCalledLines(record: Activity): Line[] {
  const words = useWords();
  const { namespace, url_name, route, api, url_path } = record;
  const handler = url_name === null ? null : namespace === null ? url_name : `${namespace}.${url_name}`;
  const name = <HandlerName of={record} />;
  const time = useKeptTime();
  const callsOf = (handler: string) =>
    placeTo('/', { q: withTime(condition('name', handler), time['q'] ?? DEFAULT_QUERY) });
  const object = objectIn(record['resource']);
  return [
    {
      key: 'fieldHandler',
      content: handler === null ? name : <Link href={callsOf(handler)}>{name}</Link>,
      field: 'name',
      value: handler,
      more:
        handler === null
          ? []
          : [{ id: 'route', label: words('openRoute'), icon: 'routes', run: () => go(callsOf(handler)) }],
    },
    { key: 'fieldRoute', content: <OrNone value={route} />, field: 'route', value: route },
    ...optional(
      object && {
        key: 'fieldObject',
        content: <ObjectLink {...object} />,
        field: 'resource',
        value: `${object.type}/${object.id}`,
      },
    ),
    {
      key: 'fieldUrl',
      content: api ? (
        <span dir="ltr">
          <Address text={api} />
        </span>
      ) : (
        <OrNone value={url_path} />
      ),
    },
  ];
}

function useResultLines(record: Activity): Line[] {
  const clock = useClock();
  const outcome = useOutcome();
  const usual = useUsualDurations();
  const { created_time: time, client_ip_address: address, country, trace_id: trace } = record;
  return [
    { key: 'fieldTime', content: <time dateTime={time}>{clock.exact(time)}</time> },
    {
      key: 'fieldDuration',
      content: isEvent(record) ? (
        <OrNone value={null} />
      ) : (
        <Duration seconds={record.execution_time} p95={usual(record)} />
      ),
    },
    { key: 'fieldOutcome', content: outcome(record.outcome), field: 'outcome', value: record.outcome },
    { key: 'fieldAddress', content: <OrNone value={address} />, field: 'ip', value: address },
    { key: 'fieldCountry', content: <Country name={country} wide />, field: 'country', value: country },
    { key: 'fieldDevice', content: <OrNone value={userAgent(record.headers)} /> },
    { key: 'fieldTrace', content: <OrNone value={trace} />, field: 'trace', value: trace ?? null },
    { key: 'fieldId', content: <code>{record._id}</code> },
  ];
}

function userAgent(headers: unknown): string | null {
  if (typeof headers !== 'object' || headers === null) return null;
  const entry = Object.entries(headers).find(([name]) => isUserAgent(name));
  return typeof entry?.[1] === 'string' ? entry[1] : null;
}

/** The Django package writes it in another form. */
const isUserAgent = (name: string): boolean => /^(?:http_)?user[-_]agent$/i.test(name);
