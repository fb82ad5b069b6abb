import { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter, StreamOptions } from '../activity-store.js';
import { Pace } from '../pace.js';
import type { Collection } from './target.js';

/** The server ends a batch at 16 MiB as well. */
const RECORDS_A_BATCH = 200;
/** What the server may work for one cursor, all batches together; how long one may take is the caller's deadline. */
const CURSOR_MAX_TIME_MS = 3_600_000;

/** Does one piece of work on the collection, within a deadline; rejects with a StoreUnavailableError. */
export type Attempt = <T>(work: (collection: Collection) => Promise<T>) => Promise<T>;

/** A record with its size in BSON. */
export interface SizedRecord {
  record: ActivityLog;
  bytes: number;
}

/** Reads through a cursor of the server's, which is closed when the consumer stops, fails or aborts. */
export async function* streamRecords(
  attempt: Attempt,
  filter: ActivityFilter,
  options: StreamOptions,
): AsyncGenerator<ActivityLog, void, undefined> {
  for await (const { record } of streamSized(attempt, filter, options)) yield record;
}

/** The same, with sizes. */
export async function* streamSized(
  attempt: Attempt,
  filter: ActivityFilter,
  { sort = { created_time: -1, _id: -1 }, fields, signal, batchSize = RECORDS_A_BATCH }: StreamOptions,
): AsyncGenerator<SizedRecord, void, undefined> {
  signal?.throwIfAborted();
  const projection = fields && Object.fromEntries([...fields, '_id'].map((field) => [field, 1]));
  const pace = new Pace();
  let cursor: mongo.FindCursor | undefined;
  let id: mongo.Long | undefined;
  try {
    while (await attempt((collection) => hasMore(collection))) {
      ({ id } = cursor!);
      signal?.throwIfAborted();
      for (const encoded of bufferedIn(cursor!)) {
        await pace.spend(encoded.byteLength);
        const record = decode(encoded) as ActivityLog;
        // What the consumer does with a large record begins in a slice of its own.
        await pace.spend();
        signal?.throwIfAborted();
        yield { record, bytes: encoded.byteLength };
      }
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
    const options = { sort, projection, batchSize, maxTimeMS: CURSOR_MAX_TIME_MS, signal, raw: true };
    cursor ??= collection.find(filter, options);
    return cursor.hasNext();
  }
}

type RawCursor = mongo.FindCursor | mongo.AggregationCursor;

/** What a cursor that was opened with `raw: true` gives, decoded in slices. */
export async function* decodedIn<T>(cursor: RawCursor): AsyncGenerator<T, void, undefined> {
  const pace = new Pace();
  try {
    while (await cursor.hasNext()) {
      for (const encoded of bufferedIn(cursor)) {
        await pace.spend(encoded.byteLength);
        yield decode(encoded) as T;
      }
    }
  } finally {
    await cursor.close().catch(() => {});
  }
}

/** The same, all of it. */
export async function readAll<T>(cursor: RawCursor): Promise<T[]> {
  const all: T[] = [];
  for await (const document of decodedIn<T>(cursor)) all.push(document);
  return all;
}

/** With `raw: true` the driver gives the bytes of each document, and decodes nothing. */
const bufferedIn = (cursor: RawCursor): Uint8Array[] => cursor.readBufferedDocuments();

const decode = (encoded: Uint8Array): unknown => mongo.BSON.deserialize(encoded);
