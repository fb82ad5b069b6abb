import { join } from 'node:path';
import { readArchiveFile, verifyArchiveFile } from './archive-file.js';
import { typedDocument } from './archive-line.js';
import { ArchiveError, MANIFEST, readManifest } from './manifest.js';

const RECORDS_A_BATCH = 500;

export interface LoadSettings {
  directory: string;
  /** First and last UTC day. Default: all. */
  from: string | undefined;
  to: string | undefined;
  /** Highest number of records. */
  most: number;
  insert(documents: Record<string, unknown>[]): Promise<void>;
  say(line: string): void;
}

/** Verifies files of an archive and loads their records. @throws ArchiveError */
export async function loadArchive({ directory, from, to, most, insert, say }: LoadSettings): Promise<number> {
  const manifest = readManifest(directory);
  if (!manifest)
    throw new ArchiveError(`${directory} has no ${MANIFEST}. Name a directory that the command archive wrote.`);
  const files = manifest.files.filter(
    ({ day }) => (from === undefined || day >= from) && (to === undefined || day <= to),
  );
  if (files.length === 0)
    throw new ArchiveError(`${directory} holds no records of these days. Its days: ${daysOf(manifest.files)}.`);
  const records = files.reduce((sum, each) => sum + each.records, 0);
  if (records > most)
    throw new ArchiveError(
      `${records} records are too many for memory (at most ${most}). Give --uri with a database for a scratch collection, or fewer days with --from and --to.`,
    );
  let loaded = 0;
  for (const entry of files) {
    await verifyArchiveFile(directory, entry);
    let batch: Record<string, unknown>[] = [];
    for await (const raw of readArchiveFile(join(directory, entry.file))) {
      if (batch.push(typedDocument(raw)) < RECORDS_A_BATCH) continue;
      await insert(batch);
      batch = [];
    }
    await insert(batch);
    loaded += entry.records;
    say(`${entry.file}  verified, ${loaded} of ${records} records loaded`);
  }
  return loaded;
}

function daysOf(files: readonly { day: string }[]): string {
  const [first, last] = [files[0]?.day, files.at(-1)?.day];
  return first === undefined ? 'none' : `${first} to ${last}`;
}
