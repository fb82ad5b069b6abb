import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import { RecordStatistics } from '../../storage/statistics/record-statistics.js';
import type { ActivityStatistics, DimensionFilter } from '../../storage/port/statistics.js';
import type { Tally } from '../../storage/tally/tally.js';

/** Which calls a statistic is about. @publicApi */
export interface StatisticsFilter {
  /** In MongoDB's query language. Default: all. */
  records?: ActivityFilter;
  /** The same, where it asks for nothing but values of one dimension; then roll-ups answer. */
  only?: DimensionFilter;
  /** Time for what has to be counted from the records, milliseconds. Default: 1,000. */
  budgetMs?: number;
}

/** A filter as part of a question. */
export const asked = ({ records, only, budgetMs }: StatisticsFilter) => ({ filter: records, only, budgetMs });

/** Calls without a status, and by the first digit of it. @publicApi */
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

/** Of calls, those answered with 4xx or 5xx: 0 to 1. */
export const errorShare = ({ calls, errors }: Pick<Tally, 'calls' | 'errors'>): number =>
  calls === 0 ? 0 : errors / calls;

export const statisticsOf = (store: ActivityStore): ActivityStatistics =>
  store.statistics ?? new RecordStatistics(store);
