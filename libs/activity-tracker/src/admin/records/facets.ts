import type { QueryCondition, QueryField } from '../query/activity-query.js';
import { formatQuery } from '../query/parse/format-query.js';

/** One value of a facet. @publicApi */
export interface FacetValue {
  /**
   * As records carry it; `null` where they carry none. For `status` the hundreds of the code, `'event'` for what was no
   * call; for `duration` the least of a bucket in milliseconds.
   */
  value: string | number | null;
  /** Records among those counted. */
  count: number;
  /** The conditions that select it, as query text. */
  query: string;
}

/** The values of one field among the records that match, and how far back they were counted. @publicApi */
export interface Facet {
  /** The most frequent first; `duration` in ascending order. */
  values: FacetValue[];
  /** Records that were counted. */
  counted: number;
  /** Whether those are all that match. */
  complete: boolean;
  /** Where not: the time of the oldest that was counted, or up to which was looked. */
  looked_back_to?: Date;
}

/** @publicApi */
export type FacetName = 'status' | 'method' | 'name' | 'user' | 'country' | 'outcome' | 'duration';

/** The facets of a query. @publicApi */
export type Facets = Record<FacetName, Facet>;

/** A value as the store groups it, with its count. */
export interface Group {
  _id: unknown;
  count: number;
}

interface FacetRule {
  /** Conditions that the facet itself leads to: it is counted as if they were not there. */
  readonly own: readonly QueryField[];
  /** Fields of the record that it takes. */
  readonly fields: readonly string[];
  /** Groups records, in MongoDB's language. */
  readonly by: unknown;
  readonly valueOf: (group: unknown) => FacetValue['value'];
  readonly conditionsOf: (value: FacetValue['value'], group: unknown) => readonly QueryCondition[];
}

const MS_A_SECOND = 1_000;
/** Least milliseconds of each bucket. */
const BUCKETS = [0, 10, 50, 100, 500, 1_000, 5_000] as const;

const plain = (value: unknown): FacetValue['value'] =>
  typeof value === 'string' || typeof value === 'number' ? value : null;

const is = (field: QueryField, value: FacetValue['value']): readonly QueryCondition[] => [
  { field, negated: false, terms: [value === null ? { operator: 'none' } : { operator: 'equals', value }] },
];

const not = (conditions: readonly QueryCondition[]): readonly QueryCondition[] =>
  conditions.map((condition) => ({ ...condition, negated: true }));

/** Stands among the status classes for records that no request made. */
const EVENT = 'event';

const ofField = (field: QueryField, stored: string): FacetRule => ({
  own: [field],
  fields: [stored],
  by: `$${stored}`,
  valueOf: plain,
  conditionsOf: (value) => is(field, value),
});

/** The rules, in the order of the panel. */
export const FACETS: Readonly<Record<FacetName, FacetRule>> = {
  status: {
    own: ['status'],
    fields: ['status_code', 'method'],
    by: {
      $cond: [
        { $eq: [{ $ifNull: ['$status_code', null] }, null] },
        { $cond: [{ $eq: [{ $ifNull: ['$method', null] }, null] }, EVENT, null] },
        { $floor: { $divide: ['$status_code', 100] } },
      ],
    },
    valueOf: plain,
    // What was told from code is no call without an answer: it has no method either.
    conditionsOf: (value) => {
      if (value === EVENT) return [...is('status', null), ...is('method', null)];
      if (value === null) return [...is('status', null), ...not(is('method', null))];
      return [{ field: 'status', negated: false, terms: [{ operator: 'class', value: Number(value) }] }];
    },
  },
  method: ofField('method', 'method'),
  name: {
    own: ['name', 'route'],
    fields: ['namespace', 'url_name'],
    by: { namespace: '$namespace', url_name: '$url_name' },
    valueOf: (group) => {
      const { namespace, url_name } = group as { namespace?: string | null; url_name?: string | null };
      return url_name == null ? null : namespace == null ? url_name : `${namespace}.${url_name}`;
    },
    conditionsOf: (value) => is('name', value),
  },
  user: {
    ...ofField('user', 'user_id'),
    // 7 and '7' are one user.
    valueOf: (id) => (plain(id) === null ? null : String(id)),
  },
  country: ofField('country', 'country'),
  outcome: ofField('outcome', 'outcome'),
  duration: {
    own: ['duration'],
    fields: ['execution_time'],
    by: BUCKETS.slice(0, -1).reduceRight<unknown>(
      (above, least, index) => ({
        $cond: [{ $lt: ['$execution_time', BUCKETS[index + 1]! / MS_A_SECOND] }, least, above],
      }),
      BUCKETS.at(-1),
    ),
    valueOf: plain,
    conditionsOf: (value) => {
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

/** Stages that count these facets over the records they get. */
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

/** What {@link facetStages} give. */
export type FacetCounts = Partial<Record<FacetName, Group[]>> & { all: [] | [{ count: number; oldest: Date }] };

/** Values with their counts, those of the same value put together, the most frequent first. */
export function valuesOf(name: FacetName, groups: readonly Group[], limit: number): FacetValue[] {
  const { valueOf, conditionsOf } = FACETS[name];
  const byValue = new Map<FacetValue['value'], FacetValue>();
  for (const { _id, count } of groups) {
    const value = valueOf(_id);
    const known = byValue.get(value);
    if (known) known.count += count;
    else byValue.set(value, { value, count, query: formatQuery({ conditions: conditionsOf(value, _id) }) });
  }
  const values = [...byValue.values()];
  if (name === 'duration') return values.sort((a, b) => Number(a.value) - Number(b.value));
  return values.sort((a, b) => b.count - a.count || String(a.value).localeCompare(String(b.value))).slice(0, limit);
}
