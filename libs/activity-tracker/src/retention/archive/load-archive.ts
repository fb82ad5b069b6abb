import { join } from 'node:path';
import { readVerified, verifyFileHash } from './archive-file.js';
import { inBatches } from './in-batches.js';
import { type ArchivedFile, ArchiveError, type ArchiveManifest, MANIFEST, readManifest } from './manifest.js';

const RECORDS_A_BATCH = 500;

export interface LoadSettings {
  directory: string;
  /** First and last UTC day. Default: all. */
  from: string | undefined;
  to: string | undefined;
  /** Capacity of the target. Default: unlimited. */
  most?: { readonly records: number; readonly bytes: number };
  /** @param records BSON as the collection held it */
  insert(records: readonly Uint8Array[]): Promise<void>;
  say(line: string): void;
  /** Verb for the progress lines. Default: loaded. */
  doing?: string;
}

const UNLIMITED = { records: Infinity, bytes: Infinity };

const tooMuch = (what: string, most: string): ArchiveError =>
  new ArchiveError(
    `${what} for memory (at most ${most}). Give --uri with a database for a scratch collection, or fewer days with --from and --to.`,
  );

/** Verifies files of an archive and loads their records. @throws ArchiveError */
export async function loadArchive(settings: LoadSettings): Promise<number> {
  const { directory, most = UNLIMITED, insert, say, doing = 'loaded' } = settings;
  const { files } = chosenDays(settings);
  const records = files.reduce((sum, each) => sum + each.records, 0);
  if (records > most.records) throw tooMuch(`${records} records are too many`, `${most.records}`);
  let loaded = 0;
  let bytes = 0;
  for (const entry of files) {
    await verifyFileHash(directory, entry);
    for await (const batch of inBatches(readVerified(join(directory, entry.file), entry), RECORDS_A_BATCH)) {
      await insert(batch);
      bytes += batch.reduce((sum, { length }) => sum + length, 0);
      if (bytes > most.bytes) throw tooMuch(`The records up to ${entry.file} are too large`, `${most.bytes} bytes`);
    }
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
