import { METHODS } from 'node:http';
import { ACTIVITY_OUTCOMES } from '../../../record/activity-log.js';
import { userIdOf } from '../../../storage/stored-user.js';
import type { QueryCondition, QueryField } from '../../query/activity-query.js';
import { type HandlerIdentity, HandlerConditions, is } from '../../query/handler-conditions.js';
import type { FacetName, FacetValue, Group } from './facet.types.js';

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
