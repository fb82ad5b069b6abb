import { Query } from 'mingo';
import { allOf } from '../../http/paging/paging.js';
import type { Dimension, DimensionValue } from '../../storage/tally/dimension.js';
import type { DimensionFilter } from '../../storage/port/statistics.js';
import type { ActivityUserId } from '../../record/activity-log.js';
import type { ActivityQuery, QueryCondition, QueryField } from '../query/activity-query.js';
import type { QueryPlan } from '../query/plan/query-plan.js';
import { fieldsOf } from '../query/plan/plan-resolution.js';
import { toFilter } from '../query/plan/to-filter.js';
import { DEFAULT_BUDGET_MS } from '../records/records.service.js';
import type { StatisticsFilter } from '../statistics/statistics-source.js';

const OF_ROUTES: ReadonlySet<QueryField> = new Set(['name', 'controller', 'route', 'method']);

/** Counts by route have these fields and no names of events. */
const isRouteField = (field: string): boolean => ['namespace', 'url_name', 'route', 'method'].includes(field);

const OF_ONE_FIELD: Partial<Record<QueryField, { dimension: Dimension; stored: string }>> = {
  user: { dimension: 'user', stored: 'user_id' },
  status: { dimension: 'status', stored: 'status_code' },
  country: { dimension: 'country', stored: 'country' },
  method: { dimension: 'method', stored: 'method' },
  outcome: { dimension: 'outcome', stored: 'outcome' },
};

const TIMES: ReadonlySet<QueryField> = new Set(['from', 'to', 'since']);

/** Converts a query for statistics, without time and words; names the dimension if it concerns only one. */
export function statisticsFilterOf(query: ActivityQuery, { filters }: QueryPlan, now: Date): StatisticsFilter {
  if (filters.length === 0) return {};
  const only = dimensionOf(query, now);
  return { records: allOf(filters), ...(only ? { only } : { budgetMs: DEFAULT_BUDGET_MS }) };
}

function dimensionOf({ conditions }: ActivityQuery, now: Date): DimensionFilter | undefined {
  const others = conditions.filter(({ field }) => !TIMES.has(field));
  const fields = new Set(others.map(({ field }) => field));
  const [first, ...further] = fields;
  const filter = toFilter({ conditions: others }, now);
  const one = first !== undefined && further.length === 0 ? OF_ONE_FIELD[first] : undefined;
  if (one) {
    const among = one.dimension === 'user' ? valuesOf(others, 'user') : undefined;
    return { ...matching(filter, one.dimension, (value) => ({ [one.stored]: value })), ...(among && { among }) };
  }
  const isOfRoutes = [...fields].every((field) => OF_ROUTES.has(field)) && fieldsOf(filter).every(isRouteField);
  if (!isOfRoutes) return undefined;
  const among = valuesOf(others, 'name')?.flatMap((name) => urlNamesOf(String(name)));
  return { ...matching(filter, 'route', (value) => value as object), ...(among && { among }) };
}

/** The values that a field must have according to a condition; other values need not be read. */
function valuesOf(conditions: readonly QueryCondition[], field: QueryField): ActivityUserId[] | undefined {
  const condition = conditions.find((each) => each.field === field && !each.negated);
  const values = condition?.terms.map((term) => (term.operator === 'equals' ? term.value : undefined));
  return values?.every((value) => typeof value === 'string' || typeof value === 'number') ? values : undefined;
}

/** A dotted name is a handler with its controller, or an event name. */
const urlNamesOf = (name: string): { url_name: string }[] =>
  [name, name.slice(name.lastIndexOf('.') + 1)].map((urlName) => ({ url_name: urlName }));

/** Applies the filter to a record that contains only this value. */
function matching(
  filter: Record<string, unknown>,
  dimension: Dimension,
  record: (value: DimensionValue) => object,
): DimensionFilter {
  const query = new Query<object>(filter, { scriptEnabled: false });
  return { dimension, includes: (value) => query.test(record(value)) };
}
