import type { ActivityUserId } from '../../record/activity-log.js';
import type { ActivityFilter } from './activity-filter.js';
import type { Dimension, DimensionValue, RouteIdentity } from '../tally/dimension.js';
import type { Tallies } from '../tally/tally.js';

/** A filter that selects only values of one dimension. @publicApi */
export interface DimensionFilter {
  /** The dimension that the filter selects from. */
  dimension: Dimension;
  /** Whether calls with this value count. */
  includes(value: DimensionValue): boolean;
  /**
   * The only values that `includes` accepts, if few and known: a user, or the routes of a handler (`url_name` is
   * enough). Allows reading less.
   */
  among?: readonly (Pick<RouteIdentity, 'url_name'> | ActivityUserId | null)[];
}

/** A query for {@link ActivityStatistics.query}. @publicApi */
export interface StatisticsQuery {
  /** Edges of the slots: two or more, ascending; each slot excludes its end. */
  edges: readonly Date[];
  /** The dimension to group by: calls without a value count under `null`, those of other types under `OtherType`. */
  by: Dimension;
  /** Records to count. Default: all. */
  filter?: ActivityFilter;
  /** Same as `filter`, if it concerns one dimension: such queries are answered from roll-ups. */
  only?: DimensionFilter;
  /** Whether percentiles are needed. Default: false. */
  durations?: boolean;
  /** Whether the number of distinct users is needed. Default: false. */
  users?: boolean;
  /** Time limit for counting from the records, milliseconds. Default: 1,000. */
  budgetMs?: number;
}

/** A time span, end excluded. @publicApi */
export interface Span {
  /** Start, included. */
  from: Date;
  /** End, excluded. */
  to: Date;
}

/** Result of {@link ActivityStatistics.query}. @publicApi */
export interface StatisticsResult {
  /** One entry for each slot. */
  slots: Tallies[];
  /** Spans not counted within the budget, in time order; empty if the answer is exact. */
  missing: Span[];
}

/** State of a store's roll-ups. @publicApi */
export interface RollupHealth {
  /** Number of minutes, hours and days to be counted again. */
  waiting: { minutes: number; hours: number; days: number };
  /** Start of the oldest pending minute; `null` if none is pending. A minute stays pending until 30 seconds after its last write. */
  oldest: Date | null;
  /** Milliseconds by which the oldest mark is overdue; 0 if none is. */
  lag_ms: number;
  /** Everything from here on is rolled up; `null` before the first run. */
  covered_from: Date | null;
  /** Process that does the work, and the end of its lease by the server's clock; `null` if there is none. */
  lease: { owner: string; until: Date } | null;
  /** Why this process cannot mark its writes, whose minutes are counted from the records meanwhile; `null` if it can. */
  problem: string | null;
}

/** Roll-ups that cannot be read although the store responds; statistics are counted from the records. @publicApi */
export interface RollupProblem {
  /** The problem, with its remedy. */
  problem: string;
}

/** Progress of a rebuild. @publicApi */
export interface RebuildProgress {
  /** Start of the hour just counted; hours go from newest to oldest. */
  hour: Date;
  /** Start of the whole span. */
  from: Date;
  /** End of the whole span, excluded. */
  to: Date;
  /** Records counted so far. */
  records: number;
}

/** Counts calls over time. @publicApi */
export interface ActivityStatistics {
  /** Answers a query within its budget. @throws StoreUnavailableError */
  query(query: StatisticsQuery): Promise<StatisticsResult>;
}

/** Statistics from roll-ups that are maintained with the records. @publicApi */
export interface MaintainedStatistics extends ActivityStatistics {
  /** Does pending work unless another process does; resolves when done or when `signal` aborts. @throws StoreUnavailableError */
  maintain(signal?: AbortSignal): Promise<void>;
  /** Releases the work, so that another process need not wait. @throws StoreUnavailableError */
  release(): Promise<void>;
  /**
   * Marks a span whose records change or are deleted for a recount. Call it before the change, in case the process
   * ends, and again after a change that took more than a few seconds. @throws StoreUnavailableError
   */
  invalidate(span: Span): Promise<void>;
  /**
   * Recounts a span from the records, by default all; safe at any time. Resolves to `null` without records.
   * @throws StoreUnavailableError
   */
  rebuild(span?: Partial<Span>, onProgress?: (progress: RebuildProgress) => void): Promise<RebuildProgress | null>;
  /** Returns the state of the roll-ups. @throws StoreUnavailableError */
  health(): Promise<RollupHealth | RollupProblem>;
}
