import { allOf } from '../http/paging/paging.js';
import { indexOf } from '../storage/port/indexes.js';
import type { ActivityLog } from '../record/activity-log.js';
import type { ActivityFilter } from '../storage/port/activity-filter.js';
import type { ActivityStore } from '../storage/port/activity-store.js';
import { StoreTimeoutError } from '../storage/port/store-errors.js';
import { HOUR_MS } from '../common/time.js';

const RECORDS_A_BATCH = 500;
/** Server time of one search. Milliseconds. */
const SEARCH_MS = 2_000;
/** A span that takes longer is not worth widening. Milliseconds. */
const QUICK_MS = 500;
const SHORTEST_SPAN_MS = 1_000;
const FIRST_SPAN_MS = 24 * HOUR_MS;
/** MongoDB keeps earlier times, which JavaScript cannot read: one such record would end every pass at its begin. */
const EARLIEST = new Date(-8.64e15);
/** `instance` and `seq` tell which numbers of the sequence go. */
const FIELDS = ['created_time', 'user_id', 'actor_id', 'instance', 'seq'] as const;

export interface DueBatch {
  records: readonly ActivityLog[];
  /** Everything before is done when the batch is. */
  doneTo: Date;
}

export interface SearchSpan {
  from: Date | null;
  to: Date;
}

/**
 * Finds due records, oldest first, one span of time after another: a rule that matches few records of a long log must
 * not make the server search for minutes. A span that is too long for the server is shortened.
 * @param clock monotonic milliseconds
 */
export async function* dueBatches(
  store: Pick<ActivityStore, 'find'>,
  decided: () => Promise<ActivityFilter> | ActivityFilter,
  { from, to }: SearchSpan,
  clock: () => number = () => performance.now(),
): AsyncGenerator<DueBatch, void, undefined> {
  let start = from ?? (await oldestTime(store, to));
  let after: ActivityLog | undefined;
  let span = FIRST_SPAN_MS;
  while (start && start < to) {
    const end = new Date(Math.min(start.getTime() + span, to.getTime()));
    const begun = clock();
    const records = await search(store, await decided(), start, end, after).catch((error: unknown) => {
      if (error instanceof StoreTimeoutError && span > SHORTEST_SPAN_MS) return undefined;
      throw error;
    });
    if (!records) {
      span = Math.max(SHORTEST_SPAN_MS, span / 8);
      continue;
    }
    if (records.length > 0) yield { records, doneTo: start };
    if (records.length === RECORDS_A_BATCH) {
      // By position, because a record of the batch may have stayed, under a new hold.
      after = records.at(-1)!;
      start = after.created_time;
      continue;
    }
    after = undefined;
    start = end;
    yield { records: [], doneTo: start };
    if (clock() - begun < QUICK_MS) span *= 2;
  }
}

async function oldestTime(store: Pick<ActivityStore, 'find'>, before: Date): Promise<Date | undefined> {
  const [oldest] = await store.find(
    { created_time: { $gte: EARLIEST, $lt: before } },
    { sort: { created_time: 1, _id: 1 }, limit: 1, fields: ['created_time'], index: indexOf() },
  );
  return oldest?.created_time;
}

function search(
  store: Pick<ActivityStore, 'find'>,
  decided: ActivityFilter,
  from: Date,
  to: Date,
  after: ActivityLog | undefined,
): Promise<ActivityLog[]> {
  const beyond = after && { $or: [{ created_time: { $gt: after.created_time } }, { _id: { $gt: after._id } }] };
  return store.find(allOf([{ created_time: { $gte: from, $lt: to } }, ...(beyond ? [beyond] : []), decided]), {
    sort: { created_time: 1, _id: 1 },
    limit: RECORDS_A_BATCH,
    fields: FIELDS,
    maxTimeMs: SEARCH_MS,
    index: indexOf(),
  });
}
