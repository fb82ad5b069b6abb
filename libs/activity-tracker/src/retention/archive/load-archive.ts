import { join } from 'node:path';
import { readArchiveFile, verifyArchiveFile } from './archive-file.js';
import { type ArchivedFile, ArchiveError, type ArchiveManifest, MANIFEST, readManifest } from './manifest.js';

const RECORDS_A_BATCH = 500;

export interface LoadSettings {
  directory: string;
  /** First and last UTC day. Default: all. */
  from: string | undefined;
  to: string | undefined;
  /** Highest number of records. */
  most: number;
  /** @param records BSON as the collection held it */
  insert(records: readonly Uint8Array[]): Promise<void>;
  say(line: string): void;
  /** What became of the records, for the lines of progress. Default: loaded. */
  doing?: string;
}

/** Verifies files of an archive and loads their records. @throws ArchiveError */
export async function loadArchive(settings: LoadSettings): Promise<number> {
  const { directory, most, insert, say, doing = 'loaded' } = settings;
  const { files } = chosenDays(settings);
  const records = files.reduce((sum, each) => sum + each.records, 0);
  if (records > most)
    throw new ArchiveError(
      `${records} records are too many for memory (at most ${most}). Give --uri with a database for a scratch collection, or fewer days with --from and --to.`,
    );
  let loaded = 0;
  for (const entry of files) {
    await verifyArchiveFile(directory, entry);
    let batch: Uint8Array[] = [];
    for await (const raw of readArchiveFile(join(directory, entry.file))) {
      if (batch.push(raw) < RECORDS_A_BATCH) continue;
      await insert(batch);
      batch = [];
    }
    await insert(batch);
    loaded += entry.records;
    say(`${entry.file}  verified, ${loaded} of ${records} records ${doing}`);
  }
  return loaded;
}

/** The manifest, and its files of the days asked for. @throws ArchiveError if there are none */
export function chosenDays({ directory, from, to }: Pick<LoadSettings, 'directory' | 'from' | 'to'>): {
  manifest: ArchiveManifest;
  files: readonly ArchivedFile[];
} {
  const manifest = readManifest(directory);
  if (!manifest)
    throw new ArchiveError(`${directory} has no ${MANIFEST}. Name a directory that the command archive wrote.`);
  const files = manifest.files.filter(
    ({ day }) => (from === undefined || day >= from) && (to === undefined || day <= to),
  );
  if (files.length === 0)
    throw new ArchiveError(`${directory} holds no records of these days. Its days: ${daysOf(manifest.files)}.`);
  return { manifest, files };
}

function daysOf(files: readonly { day: string }[]): string {
  const [first, last] = [files[0]?.day, files.at(-1)?.day];
  return first === undefined ? 'none' : `${first} to ${last}`;
}
