import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { linesOf, OWNER_ONLY, requireFile, sizeAndHash, syncFile } from './archive-file.js';
import { archivedBytesOf, archiveLineOf } from './archive-line.js';
import { ArchiveError, type EvidenceFile, syncDirectory } from './manifest.js';

const CHECKPOINT = '{"kind":"activity-tracker checkpoint"';

export interface Evidence {
  readonly checkpoints: readonly string[];
  /** BSON of records about the log of later days. */
  readonly records: readonly Uint8Array[];
}

/**
 * Writes a file with what the earlier ones lack; none is ever replaced.
 * @returns `undefined` if they have everything
 * @throws ArchiveError if an earlier one cannot be read
 */
export async function writeEvidence(
  directory: string,
  earlier: readonly EvidenceFile[],
  given: { checkpoints: readonly string[]; records: AsyncIterable<Uint8Array> },
): Promise<EvidenceFile | undefined> {
  const known = new Set<string>();
  for await (const line of evidenceLines(directory, earlier)) known.add(line);
  const counts = { checkpoints: 0, records: 0 };
  async function* lines(): AsyncGenerator<string> {
    for (const line of given.checkpoints) {
      if (known.has(line)) continue;
      known.add(line);
      counts.checkpoints++;
      yield `${line}\n`;
    }
    for await (const raw of given.records) {
      const line = archiveLineOf(raw);
      if (known.has(line)) continue;
      counts.records++;
      yield `${line}\n`;
    }
  }
  const file = `evidence.${earlier.length + 1}.ndjson.gz`;
  const path = join(directory, file);
  await pipeline(
    Readable.from(lines()),
    createGzip(),
    createWriteStream(`${path}.tmp`, { mode: OWNER_ONLY, flags: 'wx' }),
  );
  if (counts.checkpoints + counts.records === 0) {
    rmSync(`${path}.tmp`);
    return undefined;
  }
  await syncFile(`${path}.tmp`);
  renameSync(`${path}.tmp`, path);
  syncDirectory(directory);
  return { file, ...counts, sha256: (await sizeAndHash(path)).sha256 };
}

/** @throws ArchiveError if a file is missing or changed */
export async function readEvidence(directory: string, files: readonly EvidenceFile[]): Promise<Evidence> {
  const evidence = { checkpoints: [] as string[], records: [] as Uint8Array[] };
  for await (const line of evidenceLines(directory, files)) {
    if (line.startsWith(CHECKPOINT)) evidence.checkpoints.push(line);
    else evidence.records.push(archivedBytesOf(line));
  }
  return evidence;
}

async function* evidenceLines(directory: string, files: readonly EvidenceFile[]): AsyncGenerator<string> {
  for (const { file, sha256 } of files) {
    const path = join(directory, file);
    requireFile(path);
    if ((await sizeAndHash(path)).sha256 !== sha256)
      throw new ArchiveError(`${path} changed since it was written: its hash is not that of the manifest. Restore it.`);
    yield* linesOf(path);
  }
}
