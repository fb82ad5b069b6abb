import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, renameSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { archiveLineOf, archivedBytesOf } from './archive-line.js';
import { ContentCounter } from './content-counter.js';
import { type ArchivedFile, ArchiveError, syncDirectory } from './manifest.js';

export const OWNER_ONLY = 0o600;
/** A record has 16 MiB, and its text at most eight times as much. A packed file of few bytes can hold far more. */
const LONGEST_LINE = 128 * 1024 * 1024;

/**
 * Writes records to a temporary file, reads it back, compares number and hash, and gives it its name.
 * @returns `undefined` if there were no records
 * @throws ArchiveError if the file differs from what was read
 */
export async function writeArchiveFile(
  directory: string,
  { day, file }: Pick<ArchivedFile, 'day' | 'file'>,
  records: AsyncIterable<Uint8Array>,
  written: (records: number) => void = () => {},
): Promise<ArchivedFile | undefined> {
  const path = join(directory, file);
  const content = new ContentCounter(day);
  async function* lines(): AsyncGenerator<string> {
    for await (const raw of records) {
      content.add(raw);
      written(content.records);
      yield `${archiveLineOf(raw)}\n`;
    }
  }
  await pipeline(
    Readable.from(lines()),
    createGzip(),
    createWriteStream(`${path}.tmp`, { mode: OWNER_ONLY, flags: 'wx' }),
  );
  const given = content.end();
  if (!given.first || !given.last) return undefined;
  await syncFile(`${path}.tmp`);
  const entry = { day, file, ...given, ...(await sizeAndHash(`${path}.tmp`)) } as ArchivedFile;
  await checkContent(`${path}.tmp`, entry);
  renameSync(`${path}.tmp`, path);
  syncDirectory(directory);
  return entry;
}

/** The records of a file, in their order. @throws ArchiveError if the file is missing, damaged or ends early */
export async function* readArchiveFile(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  requireFile(path);
  try {
    for await (const line of linesOf(path)) yield archivedBytesOf(line);
  } catch (error) {
    throw new ArchiveError(
      `${path} cannot be read: ${(error as Error).message}. Restore it from a copy of the archive.`,
    );
  }
}

/** Opening a FIFO would wait for its writer. @throws ArchiveError */
export function requireFile(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile()) return;
  const problem = stats ? 'is not a file' : 'is missing: the manifest names it';
  throw new ArchiveError(`${path} ${problem}. Restore it from a copy of the archive.`);
}

/** Not by readline, which waits without end for a stream that failed. */
export async function* linesOf(path: string): AsyncGenerator<string, void, undefined> {
  const unpacked = createGunzip();
  createReadStream(path)
    .on('error', (error) => unpacked.destroy(error))
    .pipe(unpacked)
    .setEncoding('utf8');
  let rest = '';
  for await (const chunk of unpacked as AsyncIterable<string>) {
    const lines = chunk.split('\n');
    lines[0] = rest + lines[0];
    rest = lines.pop()!;
    yield* lines;
    if (rest.length > LONGEST_LINE) throw new Error('a line is longer than that of any record');
  }
  if (rest !== '') throw new Error('the last line is incomplete');
}

/** Compares a file and its records with its entry in the manifest. @throws ArchiveError if it differs */
export async function verifyArchiveFile(directory: string, entry: ArchivedFile): Promise<void> {
  await verifyFileHash(directory, entry);
  await checkContent(join(directory, entry.file), entry);
}

/** @throws ArchiveError */
export async function verifyFileHash(directory: string, entry: ArchivedFile): Promise<void> {
  const path = join(directory, entry.file);
  requireFile(path);
  const { bytes, sha256 } = await sizeAndHash(path);
  if (bytes !== entry.bytes || sha256 !== entry.sha256)
    throw new ArchiveError(`${path} changed since it was written: its hash is not that of the manifest. Restore it.`);
}

async function checkContent(path: string, entry: ArchivedFile): Promise<void> {
  for await (const _ of readVerified(path, entry));
}

/** The records of a file; at their end they are compared with its entry. @throws ArchiveError */
export async function* readVerified(path: string, entry: ArchivedFile): AsyncGenerator<Uint8Array, void, undefined> {
  const content = new ContentCounter(entry.day);
  for await (const raw of readArchiveFile(path)) {
    const wrong = content.add(raw);
    if (wrong)
      throw new ArchiveError(`${path}, line ${content.records}: ${wrong}. Restore it from a copy of the archive.`);
    yield raw;
  }
  const { records, content_sha256 } = content.end();
  if (records !== entry.records || content_sha256 !== entry.content_sha256)
    throw new ArchiveError(
      `${path} does not hold what was archived: ${records} of ${entry.records} records, and the hash differs. Nothing was deleted; start again, or restore the file from a copy.`,
    );
}

export async function sizeAndHash(path: string): Promise<Pick<ArchivedFile, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
