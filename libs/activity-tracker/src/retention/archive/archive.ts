import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { DAY_MS } from '../../common/time.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { isTrackerRecord } from '../../record/tracker-records.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { isCovered, outsideHolds } from '../../storage/port/legal-holds.js';
import type { RemovalNotes } from '../removal-notes.js';
import { readArchiveFile, verifyArchiveFile, writeArchiveFile } from './archive-file.js';
import { lockArchive } from './archive-lock.js';
import { writeEvidence } from './evidence.js';
import { idOf, typedDocument } from './archive-line.js';
import { inBatches } from './in-batches.js';
import { signatureRefusal } from './manifest-signature.js';
import {
  type ArchivedFile,
  type ArchiveManifest,
  MANIFEST,
  newManifest,
  readManifest,
  writeManifest,
  ArchiveError,
} from './manifest.js';

const RECORDS_A_DELETE = 200;
/** Times before have no four-digit year, which names of files need. */
const EARLIEST = new Date('0001-01-01');
const REPORT_EVERY = 100_000;

export interface ArchiveSource {
  target(): Promise<string>;
  read(from: Date, to: Date): AsyncIterable<Uint8Array>;
  next(from: Date, before: Date): Promise<Date | undefined>;
  /** Number of records, without those about the log itself. */
  count(from: Date, to: Date): Promise<number>;
  byIds(ids: readonly mongo.ObjectId[]): Promise<Uint8Array[]>;
  /** Records about gaps, erasures and retention of an instant or later. */
  explaining(from: Date): AsyncIterable<Uint8Array>;
}

export interface ArchiveSettings {
  directory: string;
  /** Days before this instant, the beginning of a UTC day. */
  before: Date;
  /** Deletes what was archived and verified, and is not held. */
  isDeleting: boolean;
  store: Pick<ActivityStore, 'holds'> & Required<Pick<ActivityStore, 'delete'>>;
  notes: RemovalNotes;
  /** Whole lines of a file of checkpoints, to keep with the records that they prove. */
  checkpoints: readonly string[];
  /** `integrity.key`: signs the manifest. */
  key: string | undefined;
  say(line: string): void;
}

export interface ArchiveResult {
  files: number;
  records: number;
  deleted: number;
  held: number;
  changed: number;
}

/**
 * Archives whole days, one file after another, and deletes them afterwards if asked. Started again after any
 * interruption it continues: a file counts when the manifest names it.
 * @throws ArchiveError
 */
export async function archiveDays(source: ArchiveSource, settings: ArchiveSettings): Promise<ArchiveResult> {
  const { directory, before, key, say } = settings;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = lockArchive(directory);
  try {
    removeUnfinished(directory);
    const target = await source.target();
    const manifest = readManifest(directory) ?? newManifest(target);
    if (manifest.collection !== target)
      throw new ArchiveError(
        `${directory} holds an archive of ${manifest.collection}, not of ${target}. Name another directory with --to.`,
      );
    const refusal = signatureRefusal(manifest, key);
    if (refusal) throw new ArchiveError(`${join(directory, MANIFEST)} ${refusal}. Nothing was archived or deleted.`);
    const result: ArchiveResult = { files: 0, records: 0, deleted: 0, held: 0, changed: 0 };
    for (let from = await source.next(EARLIEST, before); from;) {
      const day = from.toISOString().slice(0, 10);
      const start = new Date(`${day}T00:00:00Z`);
      const end = new Date(start.getTime() + DAY_MS);
      const entry = await archiveDay(source, manifest, directory, { day, start, end }, say);
      if (entry) {
        manifest.files.push(entry);
        manifest.files.sort((a, b) => (a.day === b.day ? a.file.length - b.file.length : a.day < b.day ? -1 : 1));
        writeManifest(directory, manifest, key);
        result.files++;
        result.records += entry.records;
        say(`${entry.file}  ${entry.records} records, ${entry.bytes} bytes, verified`);
      }
      from = await source.next(end, before);
    }
    if (manifest.files.length > 0) await keepEvidence(source, manifest, settings);
    if (settings.isDeleting) await deleteArchived(source, manifest, settings, result);
    return result;
  } finally {
    unlock();
  }
}

/** Files of a process that was killed: no manifest names them. */
function removeUnfinished(directory: string): void {
  for (const name of readdirSync(directory))
    if (/^(?:manifest\.json|(?:\d{4}-\d\d-\d\d|evidence)(?:\.\d+)?\.ndjson\.gz)\.tmp$/.test(name))
      rmSync(join(directory, name));
}

/** Adds what earlier runs did not keep: later days explain what the archived ones lack. */
async function keepEvidence(
  source: ArchiveSource,
  manifest: ArchiveManifest,
  { directory, before, checkpoints, key, say }: ArchiveSettings,
): Promise<void> {
  const entry = await writeEvidence(directory, manifest.evidence, { checkpoints, records: source.explaining(before) });
  if (!entry) return;
  manifest.evidence.push(entry);
  writeManifest(directory, manifest, key);
  say(`${entry.file}  ${entry.checkpoints} checkpoints, ${entry.records} records about removals and gaps`);
}

interface Day {
  day: string;
  start: Date;
  end: Date;
}

async function archiveDay(
  source: ArchiveSource,
  { files }: ArchiveManifest,
  directory: string,
  { day, start, end }: Day,
  say: (line: string) => void,
): Promise<ArchivedFile | undefined> {
  const earlier = files.filter((each) => each.day === day);
  const known = new Set<string>();
  for (const { file } of earlier) for await (const raw of readArchiveFile(join(directory, file))) known.add(idOf(raw));
  async function* missing(): AsyncGenerator<Uint8Array> {
    for await (const raw of source.read(start, end)) if (known.size === 0 || !known.has(idOf(raw))) yield raw;
  }
  // An earlier file is never replaced: its records may have been deleted.
  const file = earlier.length === 0 ? `${day}.ndjson.gz` : `${day}.${earlier.length + 1}.ndjson.gz`;
  return writeArchiveFile(directory, { day, file }, missing(), (records) => {
    if (records % REPORT_EVERY === 0) say(`${day}  ${records} records …`);
  });
}

async function deleteArchived(
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
