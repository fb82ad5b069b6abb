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
/** `_id` never changes, so no record is read twice; a seal is for the bytes that are stored. */
const IN_ORDER = { sort: { _id: 1 }, keepsBytes: true } as const;

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
  for await (const { record: read, bytes } of streamSized(attempt, filter, { ...IN_ORDER, signal })) {
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
  const still: Rewritten[] = [];
  const filter = { _id: { $in: batch.map(({ read }) => read._id) } };
  for await (const { record: read } of streamSized((work) => work(collection), filter, IN_ORDER)) {
    const written = changedRecord(read, change);
    if (written) still.push({ read, written });
  }
  return still;
}
