import type { mongo } from 'mongoose';
import type { ActivityLog } from '../../../record/activity-log.js';
import type { ActivityFilter, RecordChange, RewriteOptions } from '../../port/activity-store.js';
import { changedRecord } from '../../port/changed-record.js';
import { Pace } from '../../pace.js';
import { type Attempt, streamSized } from '../read/stream.js';
import type { Collection } from '../connection/collection-target.js';

const RECORDS_A_WRITE = 500;
/** The driver encodes a write in one piece, so large records are written in small groups. */
const BYTES_A_WRITE = 131_072;
const WRITE_MAX_TIME_MS = 10_000;
const READ_AGAIN = 3;

interface Rewritten {
  read: ActivityLog;
  written: ActivityLog;
}

export async function deleteRecords(
  collection: Collection,
  filter: ActivityFilter,
  writeConcern: mongo.WriteConcernSettings,
): Promise<number> {
  const { deletedCount } = await collection.deleteMany(filter, { maxTimeMS: WRITE_MAX_TIME_MS, writeConcern });
  return deletedCount;
}

/** Replaces records in bounded batches; safe to repeat after an interruption. */
export async function rewriteRecords(
  attempt: Attempt,
  filter: ActivityFilter,
  change: RecordChange,
  writeConcern: (collection: Collection) => mongo.WriteConcernSettings,
  { batchSize = RECORDS_A_WRITE, before, signal }: RewriteOptions,
): Promise<number> {
  let total = 0;
  let waiting: Rewritten[] = [];
  let waitingBytes = 0;
  const pace = new Pace();
  const write = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    waitingBytes = 0;
    await before?.(batch.flatMap(({ read, written }) => [read, written]));
    total += await attempt((collection) => replace(collection, batch, change, writeConcern(collection)));
  };
  // Ordered by _id, which never changes: no record is read twice.
  for await (const { record: read, bytes } of streamSized(attempt, filter, { sort: { _id: 1 }, signal })) {
    await pace.spend();
    const written = changedRecord(read, change);
    if (!written) continue;
    waiting.push({ read, written });
    waitingBytes += bytes;
    if (waiting.length >= batchSize || waitingBytes >= BYTES_A_WRITE) await write();
  }
  if (waiting.length > 0) await write();
  return total;
}

async function replace(
  collection: Collection,
  batch: readonly Rewritten[],
  change: RecordChange,
  writeConcern: mongo.WriteConcernSettings,
): Promise<number> {
  let left = batch;
  let replaced = 0;
  for (let round = 0; left.length > 0; round++) {
    const guarded = round < READ_AGAIN;
    const { matchedCount } = await collection.bulkWrite(
      left.map(({ read, written }) => ({
        replaceOne: { filter: guarded ? unchanged(read) : { _id: read._id }, replacement: written },
      })),
      { ordered: false, ignoreUndefined: true, maxTimeMS: WRITE_MAX_TIME_MS, writeConcern },
    );
    replaced += matchedCount;
    if (matchedCount === left.length || !guarded) break;
    left = await readAgain(collection, left, change);
  }
  return replaced;
}

/** Prevents two concurrent rewrites from undoing each other. */
const unchanged = (read: ActivityLog) => ({ _id: read._id, $expr: { $eq: ['$$ROOT', { $literal: read }] } });

async function readAgain(
  collection: Collection,
  batch: readonly Rewritten[],
  change: RecordChange,
): Promise<Rewritten[]> {
  const records = await collection
    .find<ActivityLog>({ _id: { $in: batch.map(({ read }) => read._id) } }, { maxTimeMS: WRITE_MAX_TIME_MS })
    .toArray();
  return records.flatMap((read) => {
    const written = changedRecord(read, change);
    return written ? [{ read, written }] : [];
  });
}
