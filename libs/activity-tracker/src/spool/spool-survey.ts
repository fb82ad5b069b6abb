import { join } from 'node:path';
import { QUARANTINE } from './segments/quarantine.js';
import { scanSegment, type SegmentPart } from './segments/segment-reader.js';
import { parseSegmentFile, segmentFile, type SegmentId } from './segments/segment-name.js';
import type { SpoolFiles } from './spool-files.js';
import { instancesIn, isAlive } from './owners/spool-home.js';

export interface SurveyedSegment {
  readonly file: string;
  readonly id: SegmentId;
  /** It is still being written, or was when its process ended. */
  readonly isOpen: boolean;
  readonly bytes: number;
  readonly documents: number;
  /** Of {@link documents}, those whose checksum was compared. */
  readonly verified: number;
  /** Stretches that are no intact document, the torn tail among them. */
  readonly damaged: number;
}

export interface SurveyedInstance {
  readonly instance: string;
  readonly isAlive: boolean;
  readonly segments: readonly SurveyedSegment[];
  /** Names of files that are none of a spool. */
  readonly strangers: readonly string[];
}

export interface LoadedSegment {
  readonly bytes: Buffer;
  readonly parts: readonly SegmentPart[];
}

const KNOWN = /^(?:owner\.(?:sock|json)|reserve)$/;

/** Looks at every directory of a spool, one after another, and changes nothing. Throws the system's error. */
export async function* surveySpool(files: SpoolFiles, root: string): AsyncGenerator<SurveyedInstance> {
  for (const instance of instancesIn(files, root).toSorted()) {
    const segments: SurveyedSegment[] = [];
    const strangers: string[] = [];
    const alive = await isAlive(files, root, instance);
    for (const { name, kind } of files.list(join(root, instance)).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const id = kind === 'file' ? parseSegmentFile(name) : undefined;
      if (id && id.suffix !== 'crc') segments.push(await surveySegment(files, join(root, instance), name, id));
      else if (!id && !KNOWN.test(name)) strangers.push(name);
    }
    yield { instance, isAlive: alive, segments, strangers };
  }
}

/** What the directory holds now, by names and sizes alone. @throws the system's error */
export function usageOf(
  files: SpoolFiles,
  root: string,
): { processes: number; files: number; bytes: number; oldest: number | undefined } {
  const instances = instancesIn(files, root);
  const segments = instances.flatMap((instance) =>
    files
      .list(join(root, instance))
      .filter(({ name, kind }) => kind === 'file' && (parseSegmentFile(name)?.suffix ?? 'crc') !== 'crc')
      .flatMap(({ name }) => files.stat(join(root, instance, name)) ?? []),
  );
  return {
    processes: instances.length,
    files: segments.length,
    bytes: segments.reduce((sum, { size }) => sum + size, 0),
    oldest: segments.length === 0 ? undefined : Math.min(...segments.map(({ modifiedAt }) => modifiedAt)),
  };
}

export function quarantined(files: SpoolFiles, root: string): number {
  return files.list(root).some(({ name }) => name === QUARANTINE) ? files.list(join(root, QUARANTINE)).length : 0;
}

export async function loadSegment(
  files: SpoolFiles,
  directory: string,
  name: string,
  id: SegmentId,
): Promise<LoadedSegment> {
  const bytes = await files.load(join(directory, name));
  const side = await files.load(join(directory, segmentFile(id, 'crc'))).catch(() => undefined);
  return { bytes, parts: [...scanSegment(bytes, side, id)] };
}

async function surveySegment(
  files: SpoolFiles,
  directory: string,
  file: string,
  id: SegmentId,
): Promise<SurveyedSegment> {
  const { bytes, parts } = await loadSegment(files, directory, file, id);
  const documents = parts.filter(({ kind }) => kind === 'document');
  return {
    file,
    id,
    isOpen: file.endsWith('.open'),
    bytes: bytes.length,
    documents: documents.length,
    verified: documents.filter(({ isVerified }) => isVerified).length,
    damaged: parts.length - documents.length,
  };
}
