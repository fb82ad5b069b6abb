import type { ActivityFilter, IndexKey } from '../../../storage/port/activity-store.js';
import { INDEXES, indexOf } from '../../../storage/port/indexes.js';
import type { ActivityQuery, QueryCondition } from '../activity-query.js';
import { isTimeField } from '../parse/time-fields.js';
import { type TextMatcher, textMatcher } from './text-match.js';
import { conditionFilter } from './to-filter.js';

export interface QueryPlan {
  readonly filters: readonly ActivityFilter[];
  readonly from: Date | undefined;
  readonly to: Date | undefined;
  readonly matchesText: TextMatcher | undefined;
  /** `index` returns exactly the matches in time order, `narrowed` candidates; `time` scans the whole log. */
  readonly access: 'index' | 'narrowed' | 'time';
  /** The index to use; absent if every suitable one returns time order, so that the store chooses. */
  readonly index?: IndexKey;
}

/** Values of one index that are merged in time order; above that, MongoDB sorts in memory. */
export const MAX_MERGED = 200;
/** Fields with an index in time order for each value. */
const INDEXED = new Set(
  ['_id', ...INDEXES.map(({ key }) => Object.keys(key)[0]!)].filter((field) => field !== 'created_time'),
);
/** Fields whose index omits records without a value. */
const WITHOUT_NULL = new Set(
  INDEXES.flatMap(({ partialFilterExpression }) => Object.keys(partialFilterExpression ?? {})),
);

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
  // Of several indexes that start with the user, only one is in time order.
  if (!merged.some(isAbout('user_id'))) return { access };
  return { access, index: indexOf('user_id', ...(merged.some(isAbout('url_name')) ? ['url_name'] : [])) };
}

const isAbout =
  (field: string) =>
  (filter: ActivityFilter): boolean =>
    Object.hasOwn(filter, field);

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

/** A negated time condition selects the other side of the instant. */
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
