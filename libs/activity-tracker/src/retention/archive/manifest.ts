import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ManifestSignature, signatureOf } from './manifest-signature.js';

export const MANIFEST = 'manifest.json';
const FORMAT = 'nestjs-activity-tracker archive';
const VERSION = 1;
const OWNER_ONLY = 0o600;
const DAY = /^\d{4}-\d\d-\d\d$/;
const EVIDENCE = /^evidence\.\d{1,9}\.ndjson\.gz$/;
const FILE_END = /^(?:\.\d{1,9})?\.ndjson\.gz$/;

/** Numbers of one process's life in a file. */
export interface ArchivedInstance {
  first: number;
  last: number;
  count: number;
}

/** One file: the records of a day, or those of it that an earlier file lacks. */
export interface ArchivedFile {
  /** UTC date. */
  day: string;
  file: string;
  records: number;
  /** Of the compressed file. */
  bytes: number;
  sha256: string;
  /** Of the records as BSON, one after another. */
  content_sha256: string;
  first: { created_time: string; _id: string };
  last: { created_time: string; _id: string };
  instances: Record<string, ArchivedInstance>;
  /** What was deleted from the collection, once it is done. */
  deleted?: { at: string; records: number; held: number; changed: number };
}

export interface EvidenceFile {
  file: string;
  /** Lines of `integrity.anchor`. */
  checkpoints: number;
  /** Records about the log of later days, which tell of removals and gaps. */
  records: number;
  sha256: string;
}

export interface ArchiveManifest {
  format: typeof FORMAT;
  version: typeof VERSION;
  collection: string;
  written: string;
  files: ArchivedFile[];
  evidence: EvidenceFile[];
  /** Present if the archive was written with `integrity.key`. */
  signature?: ManifestSignature;
}

export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

export const newManifest = (collection: string): ArchiveManifest => ({
  format: FORMAT,
  version: VERSION,
  collection,
  written: new Date().toISOString(),
  files: [],
  evidence: [],
});

/** @throws ArchiveError if there is a manifest and it cannot be used */
export function readManifest(directory: string): ArchiveManifest | undefined {
  const path = join(directory, MANIFEST);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  // A FIFO would wait for its writer.
  if (!stats.isFile()) throw new ArchiveError(`${path} is not a file. Restore it from a copy of the archive.`);
  let found: Partial<ArchiveManifest>;
  try {
    found = JSON.parse(readFileSync(path, 'utf8')) as Partial<ArchiveManifest>;
  } catch (error) {
    throw new ArchiveError(`${path} is not JSON: ${(error as Error).message}. Restore it from a copy of the archive.`);
  }
  if (
    found.format !== FORMAT ||
    found.version !== VERSION ||
    typeof found.collection !== 'string' ||
    !Array.isArray(found.files) ||
    !Array.isArray(found.evidence)
  )
    throw new ArchiveError(
      `${path} is not a manifest of version ${VERSION} of "${FORMAT}". Name a directory that the command archive wrote, or an empty one.`,
    );
  const wrong = [...wrongIn('files', found.files, isDay), ...wrongIn('evidence', found.evidence, isEvidence)];
  if (wrong.length > 0)
    throw new ArchiveError(
      `${path} was edited: ${wrong[0]} is no file of an archive. Restore it from a copy of the archive.`,
    );
  const manifest = found as ArchiveManifest;
  const twice = repeated([...manifest.files, ...manifest.evidence].map(({ file }) => file));
  if (twice !== undefined)
    throw new ArchiveError(`${path} was edited: it names ${twice} twice. Restore it from a copy of the archive.`);
  return manifest;
}

function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

function wrongIn(name: string, entries: readonly unknown[], isRight: (entry: unknown) => boolean): string[] {
  return entries.flatMap((entry, index) => (isRight(entry) ? [] : [`${name}[${index}]`]));
}

function isEvidence(entry: unknown): boolean {
  const { file, sha256, checkpoints, records } = (entry ?? {}) as Partial<EvidenceFile>;
  return (
    [file, sha256].every((text) => typeof text === 'string') &&
    [checkpoints, records].every((count) => Number.isSafeInteger(count)) &&
    EVIDENCE.test(file!)
  );
}

function isDate(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** The name must be that of its day: another one could lead out of the directory. */
function isDay(entry: unknown): boolean {
  const { day, file, records, bytes, sha256, content_sha256 } = (entry ?? {}) as Partial<ArchivedFile>;
  return (
    [day, file, sha256, content_sha256].every((text) => typeof text === 'string') &&
    [records, bytes].every((count) => Number.isSafeInteger(count)) &&
    DAY.test(day!) &&
    isDate(day!) &&
    file!.startsWith(day!) &&
    FILE_END.test(file!.slice(day!.length))
  );
}

/**
 * Replaces the manifest as a whole: after a crash there is the former one or the new one.
 * @param key signs it
 */
export function writeManifest(directory: string, manifest: ArchiveManifest, key: string | undefined): void {
  manifest.written = new Date().toISOString();
  if (key !== undefined) manifest.signature = signatureOf(manifest, key);
  const path = join(directory, MANIFEST);
  // Not through a link that another user put there.
  rmSync(`${path}.tmp`, { force: true });
  const file = openSync(`${path}.tmp`, 'wx', OWNER_ONLY);
  try {
    // A single write may write less, on a full disk for example.
    writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.tmp`, path);
  syncDirectory(directory);
}

/** Makes renames durable; Windows does not open directories. */
export function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
