import { METHODS } from 'node:http';
import type { QueryCondition, QueryField } from '../query/activity-query.js';
import { userIdOf } from '../../storage/stored-user.js';
import { type HandlerIdentity, HandlerConditions, is } from '../query/handler-conditions.js';
import { formatQuery } from '../query/parse/format-query.js';
import { ACTIVITY_OUTCOMES } from '../../record/activity-log.js';

/** One value of a facet. @publicApi */
export interface FacetValue {
  /**
   * The record's value; `null` if it has none. For `status` the first digit of the code, or `'event'` for custom
   * events; for `duration` the lower bound of a bucket in milliseconds.
   */
  value: string | number | null;
  /** Number of counted records with this value. */
  count: number;
  /** The conditions that select it, as query text. */
  query: string;
}

/** The values of one field among matching records, and the range that was counted. @publicApi */
export interface Facet {
  /** The most frequent first; `duration` in ascending order. */
  values: FacetValue[];
  /** Number of records counted. */
  counted: number;
  /** Of the counted, those whose value no query finds: other writers stored another type or an unknown name, or there is no duration. */
  unlisted: number;
  /** Whether all matching records were counted. */
  complete: boolean;
  /** If incomplete: time of the oldest record counted, or the time that was reached. */
  looked_back_to?: Date;
}

/** Name of a facet. @publicApi */
export type FacetName = 'status' | 'method' | 'name' | 'user' | 'country' | 'outcome' | 'duration';

/** The facets of a query. @publicApi */
export type Facets = Record<FacetName, Facet>;

export interface Group {
  _id: unknown;
  count: number;
}

interface FacetRule {
  readonly own: readonly QueryField[];
  readonly fields: readonly string[];
  readonly by: unknown;
  /** `undefined` for what no query finds, such as a name that is no text. */
  readonly valueOf: (group: unknown) => FacetValue['value'] | undefined;
  /** @param groups among which the conditions have to find one */
  readonly conditionsAmong: (
    groups: readonly Group[],
  ) => (value: FacetValue['value'], group: unknown) => readonly QueryCondition[];
}

const MS_A_SECOND = 1_000;
const BUCKETS = [0, 10, 50, 100, 500, 1_000, 5_000] as const;

const textOrNone = (value: unknown): string | null | undefined => {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'string' ? value : undefined;
};

/** `undefined` where either name is no text. */
function handlerOf(group: unknown): HandlerIdentity | undefined {
  const { namespace, url_name } = group as Partial<Record<keyof HandlerIdentity, unknown>>;
  const handler = { namespace: textOrNone(namespace), url_name: textOrNone(url_name) };
  return handler.namespace === undefined || handler.url_name === undefined ? undefined : (handler as HandlerIdentity);
}

const ofOneIn = (known: readonly string[]) => (value: unknown) => {
  const text = textOrNone(value);
  return typeof text === 'string' && !known.includes(text) ? undefined : text;
};

/** Status class of custom events. */
export const EVENT = 'event';
/** Status that is no number. */
const NO_CLASS = -1;

const ofField = (field: QueryField, stored: string, valueOf: FacetRule['valueOf'] = textOrNone): FacetRule => ({
  own: [field],
  fields: [stored],
  by: `$${stored}`,
  valueOf,
  conditionsAmong: () => (value) => [is(field, value)],
});

export const FACETS: Readonly<Record<FacetName, FacetRule>> = {
  status: {
    own: ['status'],
    fields: ['status_code', 'method'],
    by: {
      $cond: [
        { $eq: [{ $ifNull: ['$status_code', null] }, null] },
        { $cond: [{ $in: [{ $ifNull: ['$method', null] }, [null, '']] }, EVENT, null] },
        { $cond: [{ $isNumber: '$status_code' }, { $floor: { $divide: ['$status_code', 100] } }, NO_CLASS] },
      ],
    },
    valueOf: (group) => {
      if (group === EVENT || group === null) return group;
      return Number(group) >= 1 && Number(group) <= 9 ? Number(group) : undefined;
    },
    // A custom event has no method, unlike a call without a response.
    conditionsAmong: () => (value) => {
      if (value === EVENT) return [is('status', null), is('method', null)];
      if (value === null) return [is('status', null), { ...is('method', null), negated: true }];
      return [{ field: 'status', negated: false, terms: [{ operator: 'class', value: Number(value) }] }];
    },
  },
  method: ofField('method', 'method', ofOneIn(METHODS)),
  name: {
    own: ['name', 'route'],
    fields: ['namespace', 'url_name'],
    by: { namespace: '$namespace', url_name: '$url_name' },
    valueOf: (group) => {
      const handler = handlerOf(group);
      if (!handler || handler.url_name === null) return handler && null;
      return handler.namespace === null ? handler.url_name : `${handler.namespace}.${handler.url_name}`;
    },
    conditionsAmong: (groups) => {
      const conditions = new HandlerConditions(groups.flatMap(({ _id }) => handlerOf(_id) ?? []));
      return (_, group) => conditions.of(handlerOf(group)!);
    },
  },
  user: {
    ...ofField('user', 'user_id'),
    // 7 and '7' are the same user.
    valueOf: (stored) => {
      const id = userIdOf(stored);
      return typeof id === 'number' ? String(id) : id;
    },
  },
  country: ofField('country', 'country'),
  outcome: ofField('outcome', 'outcome', ofOneIn(ACTIVITY_OUTCOMES)),
  duration: {
    own: ['duration'],
    fields: ['execution_time'],
    by: {
      $cond: [
        { $and: [{ $isNumber: '$execution_time' }, { $gte: ['$execution_time', 0] }] },
        BUCKETS.slice(0, -1).reduceRight<unknown>(
          (above, least, index) => ({
            $cond: [{ $lt: ['$execution_time', BUCKETS[index + 1]! / MS_A_SECOND] }, least, above],
          }),
          BUCKETS.at(-1),
        ),
        null,
      ],
    },
    valueOf: (group) => (typeof group === 'number' ? group : undefined),
    conditionsAmong: () => (value) => {
      const end = BUCKETS[BUCKETS.indexOf(value as (typeof BUCKETS)[number]) + 1];
      return [
        { field: 'duration', negated: false, terms: [{ operator: '>=', value: Number(value) }] },
        ...(end === undefined
          ? []
          : [{ field: 'duration', negated: false, terms: [{ operator: '<', value: end }] } as const]),
      ];
    },
  },
};

export const FACET_NAMES = Object.keys(FACETS) as FacetName[];

export function facetStages(names: readonly FacetName[]): Record<string, unknown>[] {
  const fields = new Set(['created_time', ...names.flatMap((name) => FACETS[name].fields)]);
  return [
    { $project: Object.fromEntries([...fields].map((field) => [field, 1])) },
    {
      $facet: {
        ...Object.fromEntries(names.map((name) => [name, [{ $group: { _id: FACETS[name].by, count: { $sum: 1 } } }]])),
        all: [{ $group: { _id: null, count: { $sum: 1 }, oldest: { $min: '$created_time' } } }],
      },
    },
  ];
}

export type FacetCounts = Partial<Record<FacetName, Group[]>> & { all: [] | [{ count: number; oldest: Date }] };

export function listed(name: FacetName, groups: readonly Group[], limit: number): Pick<Facet, 'values' | 'unlisted'> {
  const { valueOf, conditionsAmong } = FACETS[name];
  const conditionsOf = conditionsAmong(groups);
  const byQuery = new Map<string, FacetValue>();
  let unlisted = 0;
  for (const { _id, count } of groups) {
    const value = valueOf(_id);
    if (value === undefined) {
      unlisted += count;
      continue;
    }
    const query = formatQuery({ conditions: conditionsOf(value, _id) });
    const known = byQuery.get(query);
    if (known) known.count += count;
    else byQuery.set(query, { value, count, query });
  }
  const values = [...byQuery.values()];
  if (name === 'duration') return { values: values.sort((a, b) => Number(a.value) - Number(b.value)), unlisted };
  values.sort((a, b) => b.count - a.count || String(a.value).localeCompare(String(b.value)));
  return { values: values.slice(0, limit), unlisted };
}
