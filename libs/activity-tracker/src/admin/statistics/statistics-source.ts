import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import { RecordStatistics } from '../../storage/statistics/record-statistics.js';
import type { ActivityStatistics, DimensionFilter } from '../../storage/port/statistics.js';
import type { Tally } from '../../storage/tally/tally.js';

/** Selects the calls of a statistic. @publicApi */
export interface StatisticsFilter {
  /** Filter in MongoDB's query language. Default: all. */
  records?: ActivityFilter;
  /** Same filter, if it selects values of one dimension; roll-ups then answer. */
  only?: DimensionFilter;
  /** Time limit for counting from the records, milliseconds. Default: 1,000. */
  budgetMs?: number;
}

export const asked = ({ records, only, budgetMs }: StatisticsFilter) => ({ filter: records, only, budgetMs });

/** Calls without a status, and by its first digit. @publicApi */
export interface CallsByClass {
  none: number;
  '1xx': number;
  '2xx': number;
  '3xx': number;
  '4xx': number;
  '5xx': number;
}

export function byClass({ classes }: Pick<Tally, 'classes'>): CallsByClass {
  const [none, one, two, three, four, five] = classes as [number, number, number, number, number, number];
  return { none, '1xx': one, '2xx': two, '3xx': three, '4xx': four, '5xx': five };
}

/** Share of calls with a 4xx or 5xx status: 0 to 1. */
export const errorShare = ({ calls, errors }: Pick<Tally, 'calls' | 'errors'>): number =>
  calls === 0 ? 0 : errors / calls;

/** Figures of the calls that a tally holds. @publicApi */
export interface CallFigures {
  calls: number;
  /** False if the number of users is an estimate, within about 2 %. */
  users_exact: boolean;
  /** Number of calls with a 4xx or 5xx status. */
  errors: number;
  /** Share of calls with errors, 0 to 1. */
  error_share: number;
  by_class: CallsByClass;
  /** Milliseconds, within 4 %. */
  p50: number | null;
  p95: number | null;
}

export function callFigures(tally: Tally): CallFigures {
  const { calls, errors, users, durations } = tally;
  return {
    calls,
    users_exact: users?.isExact ?? true,
    errors,
    error_share: errorShare(tally),
    by_class: byClass(tally),
    p50: durations?.percentile(0.5) ?? null,
    p95: durations?.percentile(0.95) ?? null,
  };
}

export const statisticsOf = (store: ActivityStore): ActivityStatistics =>
  store.statistics ?? new RecordStatistics(store);
