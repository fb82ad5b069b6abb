import { beyond, type Cursor, newerThan, olderThan } from '../http/paging/cursor.js';
import type { ActivityLog } from '../record/activity-log.js';
import type { ActivityFilter, ActivityStore } from '../storage/port/activity-store.js';
import { Pace } from '../storage/pace.js';

const RECORDS_A_PAGE = 500;

export interface RecordStreamOptions {
  /** Default: `'newest'`. */
  order?: 'newest' | 'oldest';
  /** Fields to return; `_id` and `created_time` are always included. Default: all. */
  fields?: readonly string[];
  /** Ends the stream; the consumer gets the signal's reason as an error. */
  signal?: AbortSignal;
  /** Keeps the BSON of each record for `storedBytesOf()`, where the store has it. */
  keepsBytes?: boolean;
}

/**
 * Any number of records, few in memory at a time; pauses after 5 ms of the consumer's work.
 * @throws StoreUnavailableError
 */
export async function* readInBatches(
  store: ActivityStore,
  filter: ActivityFilter,
  options: RecordStreamOptions = {},
): AsyncGenerator<ActivityLog, void, undefined> {
  const pace = new Pace();
  for await (const record of openStream(store, filter, options)) {
    yield record;
    await pace.spend();
    options.signal?.throwIfAborted();
  }
}

function openStream(
  store: ActivityStore,
  filter: ActivityFilter,
  { order = 'newest', fields, signal, keepsBytes }: RecordStreamOptions,
): AsyncIterable<ActivityLog> {
  const direction = order === 'newest' ? -1 : 1;
  const sort = { created_time: direction, _id: direction } as const;
  if (store.stream) return store.stream(filter, { sort, fields, signal, keepsBytes });
  return readByPages(store, filter, { sort, fields: fields && [...fields, 'created_time'], signal });
}

async function* readByPages(
  store: ActivityStore,
  filter: ActivityFilter,
  { sort, fields, signal }: { sort: Record<'created_time' | '_id', 1 | -1>; fields?: string[]; signal?: AbortSignal },
): AsyncGenerator<ActivityLog, void, undefined> {
  let from: Cursor | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const page = await store.find(from ? { $and: [filter, beyond(from)] } : filter, {
      sort,
      fields,
      limit: RECORDS_A_PAGE,
    });
    for (const record of page) {
      yield record;
      signal?.throwIfAborted();
    }
    const last = page.at(-1);
    if (!last || page.length < RECORDS_A_PAGE) return;
    from = sort.created_time === -1 ? olderThan(last) : newerThan(last);
  }
}
