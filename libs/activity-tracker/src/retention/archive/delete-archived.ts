import { join } from 'node:path';
import { mongo } from 'mongoose';
import { DAY_MS } from '../../common/time.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { isTrackerRecord } from '../../record/tracker-records.js';
import { isCovered, outsideHolds } from '../../storage/port/legal-holds.js';
import type { ArchiveResult, ArchiveSettings, ArchiveSource } from './archive.types.js';
import { readArchiveFile, verifyArchiveFile } from './archive-file.js';
import { idOf, typedDocument } from './archive-line.js';
import { inBatches } from './in-batches.js';
import { type ArchiveManifest, writeManifest } from './manifest.js';

const RECORDS_A_DELETE = 200;

/** Deletes what the files of the manifest hold, each verified before. @throws ArchiveError */
export async function deleteArchived(
  source: ArchiveSource,
  manifest: ArchiveManifest,
  settings: ArchiveSettings,
  result: ArchiveResult,
): Promise<void> {
  const { directory, before, key, say } = settings;
  for (const entry of manifest.files) {
    const start = new Date(`${entry.day}T00:00:00Z`);
    const end = new Date(start.getTime() + DAY_MS);
    if (start >= before || (await source.count(start, end)) === 0) continue;
    await verifyArchiveFile(directory, entry);
    const done = { records: 0, held: 0, changed: 0 };
    for await (const batch of inBatches(readArchiveFile(join(directory, entry.file)), RECORDS_A_DELETE))
      await deleteBatch(source, settings, batch, done);
    const records = done.records + (entry.deleted?.records ?? 0);
    entry.deleted = { at: new Date().toISOString(), ...done, records };
    writeManifest(directory, manifest, key);
    result.deleted += done.records;
    result.held += done.held;
    result.changed += done.changed;
    say(`${entry.day}  ${done.records} records deleted${leftBehind(done)}`);
  }
}

/** Deletes the records that are still as they were archived, and are not held. */
async function deleteBatch(
  source: ArchiveSource,
  { store, notes }: ArchiveSettings,
  batch: readonly Uint8Array[],
  done: { records: number; held: number; changed: number },
): Promise<void> {
  const archived = new Map(batch.map((raw) => [idOf(raw), raw]));
  const ids = batch.map((raw) => typedDocument(raw)['_id'] as mongo.ObjectId);
  // Records about the log stay, because they explain what is missing.
  const present = (await source.byIds(ids)).filter((raw) => !isTrackerRecord(recordOf(raw)));
  const same = present.filter((raw) => {
    const copy = archived.get(idOf(raw));
    return copy !== undefined && Buffer.compare(copy, raw) === 0;
  });
  done.changed += present.length - same.length;
  const holds = (await store.holds?.list()) ?? [];
  const held = new Set(holds.map(({ user_id }) => String(user_id)));
  const free = same.map(recordOf).filter((each) => !isCovered(each, held));
  done.held += same.length - free.length;
  if (free.length === 0) return;
  await notes.before(free);
  const still = outsideHolds((await store.holds?.list()) ?? []);
  done.records += await store.delete({ $and: [{ _id: { $in: free.map(({ _id }) => _id) } }, still] });
}

const recordOf = (raw: Uint8Array): ActivityLog => mongo.BSON.deserialize(raw) as ActivityLog;

export function leftBehind({ held, changed }: Pick<ArchiveResult, 'held' | 'changed'>): string {
  return [
    ...(held > 0 ? [`, ${held} left under a legal hold`] : []),
    ...(changed > 0 ? [`, ${changed} left because they changed since`] : []),
  ].join('');
}
