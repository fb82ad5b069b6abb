import type { ActivityUserId } from '../../record/activity-log.js';
import type { ActivityFilter } from './activity-filter.js';
import type { Dimension, DimensionValue, RouteIdentity } from '../tally/dimension.js';
import type { Tallies } from '../tally/tally.js';

/** Says that a filter asks for nothing but certain values of one dimension. @publicApi */
export interface DimensionFilter {
  /** The dimension that the filter is about. */
  dimension: Dimension;
  /** Whether calls with this value count. */
  includes(value: DimensionValue): boolean;
  /**
   * Values of which it includes no others, where they are few and known: a user, or the routes of a handler (of which
   * `url_name` is enough). Then little has to be read.
   */
  among?: readonly (Pick<RouteIdentity, 'url_name'> | ActivityUserId | null)[];
}

/** A question that {@link ActivityStatistics.ask} answers. @publicApi */
export interface StatisticsQuestion {
  /** Instants that part the time asked about into slots: ascending, two or more; each slot is without its end. */
  edges: readonly Date[];
  /** The dimension by whose values calls are counted. */
  by: Dimension;
  /** Which records count. Default: all. */
  filter?: ActivityFilter;
  /** The same as `filter`, where it is a matter of one dimension: such questions are answered from roll-ups. */
  only?: DimensionFilter;
  /** Whether percentiles are wanted. Default: false. */
  durations?: boolean;
  /** Whether the number of different users is wanted. Default: false. */
  users?: boolean;
  /** Time for what has to be counted from the records, milliseconds. Default: 1,000. */
  budgetMs?: number;
}

/** A span of time, without its end. @publicApi */
export interface Span {
  /** Start, included. */
  from: Date;
  /** End, not included. */
  to: Date;
}

/** What {@link ActivityStatistics.ask} found. @publicApi */
export interface StatisticsAnswer {
  /** One for each slot. */
  slots: Tallies[];
  /** What could not be counted within the budget, in order of time; empty when the answer is exact. */
  missing: Span[];
}

/** State of the roll-ups of a store that keeps them. @publicApi */
export interface RollupHealth {
  /** Minutes, hours and days that wait to be counted anew. */
  waiting: { minutes: number; hours: number; days: number };
  /** Start of the oldest minute that waits. Minutes wait until 30 seconds after they were last written. */
  oldest: Date | null;
  /** Milliseconds since something was marked that waits longer than it should; 0 when all is in step. */
  lag_ms: number;
  /** Everything from here on is rolled up; `null` before the first run. */
  covered_from: Date | null;
  /** Process that does the work now, and until when by the server's clock. */
  lease: { owner: string; until: Date } | null;
  /** Why this process cannot mark what it writes; its minutes are counted from the records until it can. `null` if all is well. */
  problem: string | null;
}

/** Roll-ups that cannot be read although the store answers; statistics are counted from the records. @publicApi */
export interface RollupProblem {
  /** What is wrong, with the remedy. */
  problem: string;
}

/** How far a rebuild has come. @publicApi */
export interface RebuildProgress {
  /** Start of the hour just done; it goes from the newest to the oldest. */
  hour: Date;
  /** Start of the whole span. */
  from: Date;
  /** End of the whole span, not included. */
  to: Date;
  /** Records counted so far. */
  records: number;
}

/** Counts calls over time. @publicApi */
export interface ActivityStatistics {
  /** @throws StoreUnavailableError */
  ask(question: StatisticsQuestion): Promise<StatisticsAnswer>;
}

/** Statistics that are kept up to date beside the records. @publicApi */
export interface MaintainedStatistics extends ActivityStatistics {
  /** Does what is due, if no other process does; resolves when done or `signal` says so. @throws StoreUnavailableError */
  maintain(signal?: AbortSignal): Promise<void>;
  /** Gives the work up, so that another process need not wait. @throws StoreUnavailableError */
  release(): Promise<void>;
  /**
   * Has a span counted anew because records of it are changed or deleted. Call it before, so that it holds should the
   * process end meanwhile, and again after a change that took longer than a few seconds. @throws StoreUnavailableError
   */
  invalidate(span: Span): Promise<void>;
  /**
   * Counts a span anew from the records, by default everything; safe at any time. `null` where there are no records.
   * @throws StoreUnavailableError
   */
  rebuild(span?: Partial<Span>, onProgress?: (progress: RebuildProgress) => void): Promise<RebuildProgress | null>;
  /** @throws StoreUnavailableError */
  health(): Promise<RollupHealth | RollupProblem>;
}
