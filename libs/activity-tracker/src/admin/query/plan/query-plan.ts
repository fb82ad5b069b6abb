import type { ActivityFilter, IndexKey } from '../../../storage/port/activity-store.js';
import { INDEXES, indexOf } from '../../../storage/port/indexes.js';
import type { ActivityQuery, QueryCondition } from '../activity-query.js';
import { isTimeField } from '../parse/fields.js';
import { type TextMatcher, textMatcher } from './text-match.js';
import { conditionFilter } from './to-filter.js';

/** How a query is answered. */
export interface QueryPlan {
  /** Every condition but time and words; each holds. */
  readonly filters: readonly ActivityFilter[];
  /** Earliest `created_time`, inclusive. */
  readonly from: Date | undefined;
  /** Latest `created_time`, inclusive. */
  readonly to: Date | undefined;
  /** Tells whether a record holds the words asked for; absent where none are. */
  readonly matchesText: TextMatcher | undefined;
  /**
   * What it takes to find the matches in order of time. `index`: an index holds them in order and nothing else is read.
   * `narrowed`: an index leads to candidates in order. `time`: the whole log is walked through by time.
   */
  readonly access: 'index' | 'narrowed' | 'time';
  /** The index to walk through; absent where each that fits gives the order of time, and the store knows best. */
  readonly index?: IndexKey;
}

/** Values of one index that are merged in order of time; beyond, MongoDB sorts in memory. */
export const MAX_MERGED = 200;
/** Fields whose values each have an index in order of time. */
const INDEXED = new Set(INDEXES.map(({ key }) => Object.keys(key)[0]!).filter((field) => field !== 'created_time'));
/** Fields whose index leaves out the records that lack them. */
const WITHOUT_NULL = new Set(
  INDEXES.flatMap(({ partialFilterExpression }) => Object.keys(partialFilterExpression ?? {})),
);

/** @param now against which `since` is meant */
export function planQuery(query: ActivityQuery, now: Date): QueryPlan {
  const times = query.conditions.filter(({ field }) => isTimeField(field));
  const others = query.conditions.filter(({ field }) => !isTimeField(field) && field !== 'text');
  const filters = others.map((condition) => conditionFilter(condition, now));
  const matchesText = textMatcher(query);
  return {
    filters,
    ...span(times, now),
    matchesText,
    ...wayTo(filters, matchesText !== undefined),
  };
}

export function wayTo(filters: readonly ActivityFilter[], byText: boolean): Pick<QueryPlan, 'access' | 'index'> {
  if (filters.length === 0) return { access: byText ? 'time' : 'index', index: indexOf() };
  const merged = filters.filter(isMerged);
  if (merged.length === 0) return { access: 'time', index: indexOf() };
  const access = filters.length === 1 && !byText && !('$or' in filters[0]!) ? 'index' : 'narrowed';
  // Of several indexes that begin with the user, only one is in order of time.
  if (!merged.some(isAbout('user_id'))) return { access };
  return { access, index: indexOf('user_id', ...(merged.some(isAbout('url_name')) ? ['url_name'] : [])) };
}

const isAbout =
  (field: string) =>
  (filter: ActivityFilter): boolean =>
    Object.hasOwn(filter, field);

/** Whether an index gives a filter's matches in order of time. */
function isMerged(filter: ActivityFilter): boolean {
  const { $or: alternatives } = filter as { $or?: ActivityFilter[] };
  if (alternatives) return alternatives.every(isMerged);
  return Object.entries(filter).some(([field, value]) => INDEXED.has(field) && isPoints(field, value));
}

function isPoints(field: string, value: unknown): boolean {
  if (value === null) return !WITHOUT_NULL.has(field);
  if (typeof value === 'string') return true;
  const values = (value as { $in?: unknown[] }).$in;
  if (!Array.isArray(values) || values.length > MAX_MERGED) return false;
  return !(WITHOUT_NULL.has(field) && values.includes(null));
}

/** A negated time condition is the time on the other side of it. */
function span(conditions: readonly QueryCondition[], now: Date): Pick<QueryPlan, 'from' | 'to'> {
  let [from, to] = [-Infinity, Infinity];
  for (const { field, negated, terms } of conditions) {
    const [term] = terms;
    if (term?.operator !== 'equals') continue;
    const time = field === 'since' ? now.getTime() - Number(term.value) : Number(term.value);
    const isLower = (field === 'to') === negated;
    if (isLower) from = Math.max(from, negated ? time + 1 : time);
    else to = Math.min(to, negated ? time - 1 : time);
  }
  return {
    from: Number.isFinite(from) ? new Date(from) : undefined,
    to: Number.isFinite(to) ? new Date(to) : undefined,
  };
}
