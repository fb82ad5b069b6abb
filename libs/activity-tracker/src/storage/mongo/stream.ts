import type { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter, StreamOptions } from '../activity-store.js';
import type { Collection } from './target.js';

/** Few enough that other work of the process gets its turn between two batches. */
const RECORDS_A_BATCH = 200;
/** What the server may work for one cursor, all batches together; how long one may take is the caller's deadline. */
const CURSOR_MAX_TIME_MS = 3_600_000;

/** Does one piece of work on the collection, within a deadline; rejects with a StoreUnavailableError. */
export type Attempt = <T>(work: (collection: Collection) => Promise<T>) => Promise<T>;

/** Reads through a cursor of the server's, which is closed when the consumer stops, fails or aborts. */
export async function* streamRecords(
  attempt: Attempt,
  filter: ActivityFilter,
  { sort = { created_time: -1, _id: -1 }, fields, signal, batchSize = RECORDS_A_BATCH }: StreamOptions,
): AsyncGenerator<ActivityLog, void, undefined> {
  signal?.throwIfAborted();
  const projection = fields && Object.fromEntries([...fields, '_id'].map((field) => [field, 1]));
  let cursor: mongo.FindCursor<ActivityLog> | undefined;
  let id: mongo.Long | undefined;
  try {
    while (await attempt((collection) => hasMore(collection))) {
      ({ id } = cursor!);
      signal?.throwIfAborted();
      yield* cursor!.readBufferedDocuments();
    }
    signal?.throwIfAborted();
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await end();
  }

  /** Drivers from 6.13 on close it on the signal themselves, and now and then the server does not hear of it. */
  async function end(): Promise<void> {
    if (cursor && !cursor.closed) await cursor.close().catch(() => {});
    if (!signal?.aborted || !id || id.isZero()) return;
    const cursors = [id];
    await attempt(({ db, collectionName }) => db.command({ killCursors: collectionName, cursors })).catch(() => {});
  }

  function hasMore(collection: Collection): Promise<boolean> {
    signal?.throwIfAborted();
    const options = { sort, projection, batchSize, maxTimeMS: CURSOR_MAX_TIME_MS, signal };
    cursor ??= collection.find<ActivityLog>(filter, options);
    return cursor.hasNext();
  }
}
