import type { mongo } from 'mongoose';
import type { ActivityLog } from '../../../record/activity-log.js';
import type { ActivityFilter, StreamOptions } from '../../port/activity-store.js';
import { noteStoredBytes } from '../../../record/stored-bytes.js';
import { Pace } from '../../pace.js';
import { BatchBytes, setBatchSize } from './batch-bytes.js';
import { decodeInPieces } from './decode-in-pieces.js';
import type { Collection } from '../connection/collection-target.js';

/** Maximum; large records come in smaller batches. */
const RECORDS_A_BATCH = 200;
/** Server time for one cursor, all batches together; the caller limits the time for each batch. */
const CURSOR_MAX_TIME_MS = 3_600_000;

export type Attempt = <T>(work: (collection: Collection) => Promise<T>) => Promise<T>;

export interface SizedRecord {
  record: ActivityLog;
  bytes: number;
}

/** Reads through a server cursor, which is closed when the consumer stops, fails or aborts. */
export async function* streamCollection(
  attempt: Attempt,
  filter: ActivityFilter,
  options: StreamOptions,
): AsyncGenerator<ActivityLog, void, undefined> {
  for await (const { record } of streamSized(attempt, filter, options)) yield record;
}

export async function* streamSized(
  attempt: Attempt,
  filter: ActivityFilter,
  { sort = { created_time: -1, _id: -1 }, fields, signal, batchSize = RECORDS_A_BATCH, keepsBytes }: StreamOptions,
): AsyncGenerator<SizedRecord, void, undefined> {
  signal?.throwIfAborted();
  const projection = fields && Object.fromEntries([...fields, '_id'].map((field) => [field, 1]));
  const pace = new Pace();
  const batch = new BatchBytes(batchSize);
  let cursor: mongo.FindCursor | undefined;
  let session: mongo.ClientSession | undefined;
  try {
    while (await attempt((collection) => hasMore(collection))) {
      signal?.throwIfAborted();
      const records = bufferedIn(cursor!);
      batch.came(
        records.length,
        records.reduce((sum, { byteLength }) => sum + byteLength, 0),
      );
      for (const encoded of records) {
        const record = (await decodeInPieces(encoded, pace)) as ActivityLog;
        signal?.throwIfAborted();
        if (keepsBytes) noteStoredBytes(record, encoded);
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

  /** On abort, drivers from 6.13 on often do not tell the server, and may not know the cursor yet: its session is known. */
  async function end(): Promise<void> {
    if (cursor && !cursor.closed) await cursor.close().catch(() => {});
    if (!session) return;
    const ended = [session.id];
    if (signal?.aborted) await attempt(({ db }) => db.command({ killSessions: ended })).catch(() => {});
    await session.endSession().catch(() => {});
  }

  function hasMore(collection: Collection): Promise<boolean> {
    signal?.throwIfAborted();
    const { next } = batch;
    if (!cursor) {
      if (signal) session = collection.db.client.startSession({ causalConsistency: false });
      const times = { maxTimeMS: CURSOR_MAX_TIME_MS, signal };
      cursor = collection.find(filter, { sort, projection, batchSize: next, raw: true, session, ...times });
    }
    setBatchSize(cursor, next);
    return cursor.hasNext();
  }
}

type RawCursor = mongo.FindCursor | mongo.AggregationCursor;

export async function* decodedIn<T>(cursor: RawCursor): AsyncGenerator<T, void, undefined> {
  const pace = new Pace();
  try {
    while (await cursor.hasNext()) {
      for (const encoded of bufferedIn(cursor)) yield (await decodeInPieces(encoded, pace)) as T;
    }
  } finally {
    await cursor.close().catch(() => {});
  }
}

export async function readAll<T>(cursor: RawCursor): Promise<T[]> {
  const all: T[] = [];
  for await (const document of decodedIn<T>(cursor)) all.push(document);
  return all;
}

/** With `raw: true` the driver returns the bytes of each document. */
const bufferedIn = (cursor: RawCursor): Uint8Array[] => cursor.readBufferedDocuments();
