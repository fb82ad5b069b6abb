import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS } from '../../common/time.js';
import type { ArchiveResult, ArchiveSettings, ArchiveSource } from './archive.types.js';
import { readArchiveFile, writeArchiveFile } from './archive-file.js';
import { lockArchive } from './archive-lock.js';
import { deleteArchived } from './delete-archived.js';
import { writeEvidence } from './evidence.js';
import { idOf } from './archive-line.js';
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

/** Times before have no four-digit year, which names of files need. */
const EARLIEST = new Date('0001-01-01');
const REPORT_EVERY = 100_000;

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
