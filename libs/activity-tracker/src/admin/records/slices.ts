import type { Cursor, RecordPosition } from '../../http/paging/cursor.js';
import { NEWEST_FIRST, OLDEST_FIRST } from '../../http/paging/paging.js';
import { Types } from 'mongoose';
import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import type { QueryPlan } from '../query/plan/query-plan.js';
import { HOUR_MS } from '../../common/time.js';

/** Maximum factor between two slices. */
const MAX_GROWTH = 8;
const MIN_SLICE_MS = 1_000;
/** Minimum time of a query, so that the end of a budget is not spent on one that cannot finish. */
const MIN_QUERY_MS = 50;

const FIRST_ID = new Types.ObjectId('0'.repeat(24));
const LAST_ID = new Types.ObjectId('f'.repeat(24));

export interface Slice {
  readonly filter: ActivityFilter;
  readonly maxTimeMs: number;
  readonly deadline: number;
}

export interface WalkSettings {
  readonly plan: Pick<QueryPlan, 'from' | 'to'>;
  readonly cursor: Cursor | undefined;
  readonly budgetMs: number;
  readonly clock: () => number;
}

/** Result for one slice: enough records found, or the place where the reader had to stop. */
export type Visit = (slice: Slice) => Promise<{ enough: boolean; stoppedAt?: RecordPosition }>;

/**
 * Sizes each time slice by the duration of the last one, until enough is found, the log ends or the budget is spent.
 * @returns the place reached, if not the end
 * @throws StoreTimeoutError if not even one slice finished in time
 */
export async function walkSlices(
  store: ActivityStore,
  { plan, cursor, budgetMs, clock }: WalkSettings,
  visit: Visit,
): Promise<RecordPosition | undefined> {
  const deadline = clock() + budgetMs;
  const span = await spanOf(store, plan, cursor, budgetMs);
  const towardsNewer = cursor?.direction === 'newer';
  const end = towardsNewer ? span.newest : span.oldest;
  let edge = towardsNewer ? span.oldest : span.newest;
  let width = HOUR_MS;
  let reached: RecordPosition | undefined;

  while (span.oldest <= span.newest) {
    const far = towardsNewer ? Math.min(end, edge + width) : Math.max(end, edge - width);
    const began = clock();
    try {
      const { enough, stoppedAt } = await visit({
        filter: { created_time: { $gte: new Date(Math.min(edge, far)), $lte: new Date(Math.max(edge, far)) } },
        maxTimeMs: Math.max(MIN_QUERY_MS, Math.ceil(deadline - began)),
        deadline,
      });
      if (stoppedAt || enough || far === end) return stoppedAt;
    } catch (error) {
      if (!(error instanceof StoreTimeoutError)) throw error;
      if (clock() < deadline && width > MIN_SLICE_MS) {
        width /= MAX_GROWTH;
        continue;
      }
      if (!reached) throw error;
      return reached;
    }
    reached = { created_time: new Date(far), _id: towardsNewer ? LAST_ID : FIRST_ID };
    const now = clock();
    if (now >= deadline) return reached;
    // Half of the remaining time, at the speed so far.
    width *= Math.min(MAX_GROWTH, Math.max(1 / MAX_GROWTH, (deadline - now) / 2 / Math.max(1, now - began)));
    width = Math.max(MIN_SLICE_MS, width);
    edge = towardsNewer ? far + 1 : far - 1;
  }
  return undefined;
}

/** Reads slices, newest first, until one is as full as its limit. @returns the time reached, if not the end */
export async function lookBackInSlices(
  store: ActivityStore,
  walk: Omit<WalkSettings, 'cursor'>,
  read: (slice: Slice) => Promise<{ readonly lookedBackTo: Date | undefined }>,
): Promise<Date | undefined> {
  let full: Date | undefined;
  const stoppedAt = await walkSlices(store, { ...walk, cursor: undefined }, async (slice) => {
    full = (await read(slice)).lookedBackTo;
    return { enough: full !== undefined };
  });
  return full ?? stoppedAt?.created_time;
}

async function spanOf(
  store: ActivityStore,
  { from, to }: WalkSettings['plan'],
  cursor: Cursor | undefined,
  maxTimeMs: number,
): Promise<{ oldest: number; newest: number }> {
  const ofLog = async (sort: Record<string, 1 | -1>): Promise<number | undefined> => {
    const [record] = await store.find({}, { sort, limit: 1, fields: ['created_time'], maxTimeMs });
    return record?.created_time.getTime();
  };
  const [oldest = Infinity, newest = -Infinity] = await Promise.all([ofLog(OLDEST_FIRST), ofLog(NEWEST_FIRST)]);
  const time = cursor?.time.getTime();
  return {
    oldest: Math.max(oldest, from?.getTime() ?? -Infinity, cursor?.direction === 'newer' ? time! : -Infinity),
    newest: Math.min(newest, to?.getTime() ?? Infinity, cursor?.direction === 'older' ? time! : Infinity),
  };
}
