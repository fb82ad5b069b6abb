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

export const statisticsOf = (store: ActivityStore): ActivityStatistics =>
  store.statistics ?? new RecordStatistics(store);
