import type { ComponentChildren } from 'preact';
import type { Activity } from '../../api/record-types';
import type { MessageKey } from '../../i18n/translate';
import { Country, isEvent, Method, Status } from '../../ui/badge';
import { Duration } from '../../ui/duration';
import { PersonLink } from '../../ui/person-link';
import { Text } from '../../ui/text';
import { TimeAgo } from '../../ui/time';
import type { SortColumn } from './use-sort';

type Value = string | number | null;

export interface Column {
  id: string;
  /** Label of the column; a payload key is its own label. */
  label: MessageKey | { claim: string };
  /** Width in pixels in a wide list and in a narrow one; 0 where the column is left out. */
  widths: readonly [number, number];
  /** Width in pixels while times are absolute. */
  absolute?: readonly [number, number];
  sort?: SortColumn;
  /** Query field and value that a filter by this cell uses. */
  filter?: { field: string; value(record: Activity): Value };
  cell(record: Activity, p95: number | undefined): ComponentChildren;
}

const textOf = (value: unknown): Value =>
  typeof value === 'string' || typeof value === 'number' ? value : value === undefined ? null : JSON.stringify(value);

const written = (value: unknown): ComponentChildren => {
  const text = textOf(value);
  return text === null || text === 'null' ? <span class="muted">–</span> : <Text value={String(text)} />;
};

const plain = (
  id: string,
  label: MessageKey,
  field: keyof Activity & string,
  filter: string,
  width: number,
): Column => ({
  id,
  label,
  widths: [width, width],
  filter: { field: filter, value: (record) => textOf(record[field]) },
  cell: (record) => written(record[field]),
});

/** The row renders the main cell, which takes the remaining width. */
export const MAIN = 'handler';

const BUILT_IN: readonly Column[] = [
  {
    id: 'status',
    label: 'columnStatus',
    widths: [58, 54],
    sort: 'status',
    filter: { field: 'status', value: ({ status_code: code }) => code },
    cell: (record) => <Status record={record} />,
  },
  {
    id: 'method',
    label: 'columnMethod',
    widths: [60, 56],
    filter: { field: 'method', value: ({ method }) => method },
    cell: ({ method }) => <Method method={method} />,
  },
  { id: MAIN, label: 'columnHandler', widths: [180, 140], cell: () => null },
  {
    id: 'person',
    label: 'columnPerson',
    widths: [132, 80],
    filter: { field: 'user', value: ({ user_id: id }) => id ?? null },
    cell: ({ user_id: id }) => <PersonLink id={id} tabIndex={-1} />,
  },
  {
    id: 'country',
    label: 'columnCountry',
    widths: [58, 0],
    filter: { field: 'country', value: ({ country }) => country },
    cell: ({ country }) => <Country name={country} />,
  },
  {
    id: 'duration',
    label: 'columnDuration',
    widths: [112, 104],
    absolute: [112, 92],
    sort: 'duration',
    cell: (record, p95) => !isEvent(record) && <Duration seconds={record.execution_time} p95={p95} />,
  },
  {
    id: 'time',
    label: 'columnTime',
    widths: [104, 92],
    absolute: [160, 150],
    sort: 'time',
    cell: ({ created_time: time }) => <TimeAgo time={time} />,
  },
  plain('address', 'fieldAddress', 'client_ip_address', 'ip', 132),
  plain('route', 'columnRoute', 'route', 'route', 160),
  plain('outcome', 'facetOutcome', 'outcome', 'outcome', 96),
  plain('trace', 'fieldTrace', 'trace_id', 'trace', 120),
];

/** Query field and value of a cell. */
export const filterOf = ({ id, filter }: Column): Column['filter'] => (id === MAIN ? OF_HANDLER : filter);

const OF_HANDLER: Column['filter'] = {
  field: 'name',
  value: ({ namespace, url_name: name }) => (name === null || namespace === null ? name : `${namespace}.${name}`),
};

export const DEFAULT_COLUMNS: readonly string[] = BUILT_IN.slice(0, 7).map(({ id }) => id);

const CLAIM = 'claim:';
export const claimColumn = (claim: string): string => CLAIM + claim;
export const claimsOf = (ids: readonly string[]): string[] =>
  ids.filter((id) => id.startsWith(CLAIM)).map((id) => id.slice(CLAIM.length));

/** `undefined` for a column that this version, or this application, does not know. */
export function columnOf(id: string, claims: readonly ClaimField[]): Column | undefined {
  const claim = claims.find((each) => claimColumn(each.claim) === id);
  if (!claim) return BUILT_IN.find((column) => column.id === id);
  return {
    id,
    label: { claim: claim.claim },
    widths: [120, 90],
    filter: { field: claim.name, value: (record) => textOf(record[claim.claim]) },
    cell: (record) => written(record[claim.claim]),
  };
}

export interface ClaimField {
  /** Field of the record. */
  claim: string;
  /** Field of a query. */
  name: string;
}

/** All columns, the shown ones first, in their order. */
export function allColumns(shown: readonly string[], claims: readonly ClaimField[]): Column[] {
  const ids = [...BUILT_IN.map(({ id }) => id), ...claims.map(({ claim }) => claimColumn(claim))];
  return [...shown, ...ids.filter((id) => !shown.includes(id))].flatMap((id) => columnOf(id, claims) ?? []);
}
