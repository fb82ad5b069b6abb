import { allOf, NEWEST_FIRST } from '../../http/paging/paging.js';
import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import type { Span } from '../../storage/port/statistics.js';
import { Pace } from '../../storage/pace.js';
import type { ActivityQuery, QueryCondition } from '../query/activity-query.js';
import { resolvePlan } from '../query/plan/plan-resolution.js';
import { planQuery, type QueryPlan } from '../query/plan/query-plan.js';
import { statisticsOf } from '../statistics/statistics-source.js';
import { newestInTime } from '../../storage/newest-in-time.js';
import { timeFilter } from '../records/log-reader.js';
import { lookBackInSlices } from '../records/slices.js';
import { type ErrorGroup, ErrorGroups, type ErrorRecord } from './error-groups.js';
import { errorStages } from './error-stages.js';

const MAX_RECORDS = 5_000;
const MAX_GROUPS = 50;
/** Time limit for searches without an index. Milliseconds. */
const BUDGET_MS = 250;

/** Errors of a period in groups. @publicApi */
export interface ErrorGroupList {
  /** The largest first, at most 50. */
  groups: ErrorGroup[];
  /** Number of all groups. */
  count: number;
  /** Number of errors that were grouped: the newest, at most 5,000. */
  counted: number;
  /** Whether these are all errors of the period. */
  complete: boolean;
  /** Present if they are not: the time of the oldest, or the time that was reached. */
  looked_back_to?: Date;
  /** Whether messages tell groups apart; without the right to bodies, route and status do. */
  by_message: boolean;
}

interface Found {
  records: ErrorRecord[];
  lookedBackTo: Date | undefined;
}

export class ErrorGroupsService {
  constructor(
    private readonly store: ActivityStore,
    private readonly clock: () => number = Date.now,
  ) {}

  /** @throws StoreUnavailableError */
  async groups(
    query: ActivityQuery,
    { from, to }: Span,
    { withMessages }: { withMessages: boolean },
  ): Promise<ErrorGroupList> {
    const errors = (conditions: readonly QueryCondition[]) => {
      const plan = planQuery({ conditions: [...query.conditions, ...conditions] }, new Date(this.clock()));
      // The end of a span is excluded, and that of a plan is not.
      return this.newest({ ...plan, from, to: new Date(to.getTime() - 1) }, withMessages);
    };
    const { records, lookedBackTo } = await this.mayHaveGraphqlErrors({ from, to })
      .then((may) => Promise.all([errors([ERRORS]), ...(may ? [errors(GRAPHQL_ERRORS)] : [])]))
      .then(newestOf);
    const groups = new ErrorGroups();
    const pace = new Pace();
    for (const record of records) {
      groups.add(record);
      await pace.spend();
    }
    return {
      groups: groups.largest(MAX_GROUPS),
      count: groups.size,
      counted: records.length,
      complete: lookedBackTo === undefined,
      ...(lookedBackTo && { looked_back_to: lookedBackTo }),
      by_message: withMessages,
    };
  }

  /** No index finds them: search only if the figures count some. */
  private async mayHaveGraphqlErrors({ from, to }: Span): Promise<boolean> {
    const { slots, missing } = await statisticsOf(this.store).query({ edges: [from, to], by: 'outcome' });
    return missing.length > 0 || slots[0]!.get('errors') !== undefined;
  }

  private async newest(asked: QueryPlan, withMessages: boolean): Promise<Found> {
    const plan = await resolvePlan(this.store, asked);
    if (plan.access !== 'index') return this.newestBySlices(plan, withMessages);
    return newestInTime(
      MAX_RECORDS,
      (limit, maxTimeMs) => this.read(plan, timeFilter(plan), { limit, maxTimeMs, withMessages }),
      () => this.newestBySlices(plan, withMessages),
    );
  }

  private async newestBySlices(plan: QueryPlan, withMessages: boolean): Promise<Found> {
    const records: ErrorRecord[] = [];
    const walk = { plan, budgetMs: BUDGET_MS, clock: this.clock };
    const lookedBackTo = await lookBackInSlices(this.store, walk, async ({ filter, maxTimeMs }) => {
      const limit = MAX_RECORDS - records.length;
      const part = await this.read(plan, filter, { limit, maxTimeMs, withMessages });
      records.push(...part.records);
      return part;
    });
    return { records, lookedBackTo };
  }

  private async read(
    { filters, index }: QueryPlan,
    time: ActivityFilter,
    { limit, maxTimeMs, withMessages }: { limit: number; maxTimeMs: number; withMessages: boolean },
  ): Promise<Found> {
    const records = await this.store.aggregate<ErrorRecord>(
      [{ $match: allOf([...filters, time]) }, { $sort: NEWEST_FIRST }, { $limit: limit }, ...errorStages(withMessages)],
      { maxTimeMs, ...(index && { index }) },
    );
    return { records, lookedBackTo: records.length < limit ? undefined : records.at(-1)?.created_time };
  }
}

const ERRORS: QueryCondition = {
  field: 'status',
  negated: false,
  terms: [{ operator: 'range', from: 400, to: 599 }],
};
const GRAPHQL_ERRORS: readonly QueryCondition[] = [
  { ...ERRORS, negated: true },
  { field: 'outcome', negated: false, terms: [{ operator: 'equals', value: 'errors' }] },
];

/** Merges in time order, newest first, down to the time that all of them reached. */
function newestOf(parts: readonly Found[]): Found {
  const reached = parts.flatMap(({ lookedBackTo }) => lookedBackTo ?? []).sort((a, b) => b.getTime() - a.getTime())[0];
  const all = parts
    .flatMap(({ records }) => records)
    .filter(({ created_time }) => !reached || created_time >= reached)
    .sort((a, b) => b.created_time.getTime() - a.created_time.getTime());
  const records = all.slice(0, MAX_RECORDS);
  return { records, lookedBackTo: all.length > records.length ? records.at(-1)!.created_time : reached };
}
