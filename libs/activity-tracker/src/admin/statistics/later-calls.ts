import { allOf, COUNT_CAP } from '../../http/paging/paging.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import type { StatisticsFilter } from './statistics-source.js';

const COUNT_MS = 100;

/** Calls dated after now, by a clock that is ahead: lists have them, statistics up to now do not. @publicApi */
export interface LaterCalls {
  /** End of the statistics. */
  from: Date;
  /** Number of matching calls from then on, counted to 10,001; 0 if the query has an end. */
  calls: number;
}

/** Statistics with the calls after them; `null` if those cannot be counted in time. */
export type WithLater<Statistics> = Statistics & { later: LaterCalls | null };

/** Resolves to `null` if they cannot be counted in time. @throws StoreUnavailableError */
export async function laterCalls(
  store: ActivityStore,
  from: Date,
  { records }: StatisticsFilter,
): Promise<LaterCalls | null> {
  const later = allOf([...(records ? [records] : []), { created_time: { $gte: from } }]);
  try {
    return { from, calls: await store.count(later, COUNT_CAP + 1, { maxTimeMs: COUNT_MS }) };
  } catch (error) {
    if (error instanceof StoreTimeoutError) return null;
    throw error;
  }
}
