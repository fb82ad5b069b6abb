import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, renameSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { mongo } from 'mongoose';
import { archiveLineOf, archivedBytesOf, typedDocument } from './archive-line.js';
import { type ArchivedFile, type ArchivedInstance, ArchiveError, syncDirectory } from './manifest.js';

export const OWNER_ONLY = 0o600;
/** A record has 16 MiB, and its text at most eight times as much. A packed file of few bytes can hold far more. */
const LONGEST_LINE = 128 * 1024 * 1024;

interface Content {
  records: number;
  content_sha256: string;
  first?: ArchivedFile['first'];
  last?: ArchivedFile['last'];
  instances: Record<string, ArchivedInstance>;
}

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
  const content = new ContentCounter();
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
  try {
    for await (const line of linesOf(path)) yield archivedBytesOf(line);
  } catch (error) {
    throw new ArchiveError(
      `${path} cannot be read: ${(error as Error).message}. Restore it from a copy of the archive.`,
    );
  }
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

/** Compares a file with its entry in the manifest. @throws ArchiveError if it differs */
export async function verifyArchiveFile(directory: string, entry: ArchivedFile): Promise<void> {
  const path = join(directory, entry.file);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new ArchiveError(`${path} is missing: the manifest names it. Restore it from a copy of the archive.`);
  const { bytes, sha256 } = await sizeAndHash(path);
  if (bytes !== entry.bytes || sha256 !== entry.sha256)
    throw new ArchiveError(`${path} changed since it was written: its hash is not that of the manifest. Restore it.`);
  await checkContent(path, entry);
}

async function checkContent(path: string, entry: ArchivedFile): Promise<void> {
  const content = new ContentCounter();
  for await (const raw of readArchiveFile(path)) content.add(raw);
  const { records, content_sha256 } = content.end();
  if (records !== entry.records || content_sha256 !== entry.content_sha256)
    throw new ArchiveError(
      `${path} does not hold what was read: ${records} of ${entry.records} records, and the hash differs. Nothing was deleted; start again.`,
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

class ContentCounter {
  records = 0;
  private readonly hash = createHash('sha256');
  private readonly instances: Record<string, ArchivedInstance> = {};
  private first: ArchivedFile['first'] | undefined;
  private last: ArchivedFile['last'] | undefined;

  add(raw: Uint8Array): void {
    this.records++;
    this.hash.update(raw);
    const { _id, created_time, instance, seq } = typedDocument(raw);
    this.last = { created_time: (created_time as Date).toISOString(), _id: String(_id) };
    this.first ??= this.last;
    if (!(instance instanceof mongo.ObjectId) || seq === undefined || seq === null) return;
    const number = Number(seq);
    const span = (this.instances[instance.toHexString()] ??= { first: number, last: number, count: 0 });
    span.first = Math.min(span.first, number);
    span.last = Math.max(span.last, number);
    span.count++;
  }

  end(): Content {
    const { records, first, last, instances } = this;
    return {
      records,
      content_sha256: this.hash.digest('hex'),
      ...(first && { first }),
      ...(last && { last }),
      instances,
    };
  }
}
