import type { ActivityFilter, ActivityStore } from '../../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../../storage/port/store-errors.js';
import { MAX_MERGED, type QueryPlan, wayTo } from './query-plan.js';

/** Fields with few distinct values in any log, each with an index. */
const FEW_VALUES: ReadonlySet<string> = new Set(['status_code', 'country', 'namespace', 'url_name']);
const OF_A_RANGE: ReadonlySet<string> = new Set(['client_ip_address', 'user_id', 'actor_id']);
/** More distinct values than any log has. */
const BEYOND_ALL = 2 ** 31 - 1;
const MAX_TIME_MS = 100;

/** Replaces a range, pattern or negation by the list of its values: an index returns those in time order, but not a range. */
export async function resolvePlan(store: ActivityStore, plan: QueryPlan): Promise<QueryPlan> {
  if (plan.access !== 'time') return plan;
  const filters = await Promise.all(plan.filters.map(async (filter) => (await asList(store, filter)) ?? filter));
  const { from, to, matchesText } = plan;
  return { filters, from, to, matchesText, ...wayTo(filters, matchesText !== undefined) };
}

async function asList(store: ActivityStore, filter: ActivityFilter): Promise<ActivityFilter | undefined> {
  const [field, ...others] = new Set(fieldsOf(filter));
  if (field === undefined || others.length > 0) return undefined;
  const group = { $group: { _id: `$${field}` } };
  let stages: Record<string, unknown>[];
  // The limit prevents MongoDB from filtering first, which would read every index entry instead of every value.
  if (FEW_VALUES.has(field)) stages = [group, { $limit: BEYOND_ALL }, { $match: renamed(filter) }];
  // The index of names of events has no records without one, so it lists no values for conditions that find those.
  else if (field === 'event_name' && !findsAbsent(filter))
    stages = [{ $match: { event_name: { $gt: '' } } }, group, { $limit: BEYOND_ALL }, { $match: renamed(filter) }];
  // Addresses and users are many; only those within a range may be few.
  else if (OF_A_RANGE.has(field) && !findsAbsent(filter)) stages = [{ $match: filter }, group];
  else return undefined;
  try {
    const values = await store.aggregate<{ _id: unknown }>([...stages, { $limit: MAX_MERGED + 1 }], {
      maxTimeMs: MAX_TIME_MS,
    });
    return values.length > MAX_MERGED ? undefined : { [field]: { $in: values.map(({ _id }) => _id) } };
  } catch (error) {
    if (error instanceof StoreTimeoutError) return undefined;
    throw error;
  }
}

function findsAbsent(filter: ActivityFilter): boolean {
  return Object.entries(filter).some(([key, value]) => {
    if (key === '$nor') return true;
    if (key.startsWith('$')) return (value as ActivityFilter[]).some(findsAbsent);
    const { $nin, $in = [] } = (value ?? { $in: [null] }) as { $nin?: unknown; $in?: unknown[] };
    return $nin !== undefined || $in.includes(null);
  });
}

export function fieldsOf(filter: ActivityFilter): string[] {
  return Object.entries(filter).flatMap(([key, value]) =>
    key.startsWith('$') ? (value as ActivityFilter[]).flatMap(fieldsOf) : [key],
  );
}

function renamed(filter: ActivityFilter): ActivityFilter {
  return Object.fromEntries(
    Object.entries(filter).map(([key, value]) =>
      key.startsWith('$') ? [key, (value as ActivityFilter[]).map(renamed)] : ['_id', value],
    ),
  );
}
