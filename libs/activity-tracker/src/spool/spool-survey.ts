import { join } from 'node:path';
import { QUARANTINE } from './segments/quarantine.js';
import { joinDamaged, scanSegment, type SegmentPart } from './segments/segment-reader.js';
import { parseSegmentFile, segmentFile, type SegmentId } from './segments/segment-name.js';
import { errorCode, type SpoolFileEntry, type SpoolFiles } from './spool-files.js';
import { INSTANCE_NAME, OWNER_FILE, OWNER_SOCKET } from './owners/adoption.js';
import { inOrder } from './owners/names-in-order.js';
import { instancesIn, isAlive, UNFINISHED_NAME } from './owners/spool-home.js';
import { RESERVE_FILE } from './space/gap-reserve.js';

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
  /** Code of the error with which the file could not be read. */
  readonly failure?: string;
}

export interface SurveyedInstance {
  readonly instance: string;
  readonly isAlive: boolean;
  readonly segments: readonly SurveyedSegment[];
  /** Names of files that are none of a spool. */
  readonly strangers: readonly string[];
  /** Code of the error with which the directory could not be read: whether its process lives is unknown. */
  readonly failure?: string;
}

export interface LoadedSegment {
  readonly bytes: Buffer;
  readonly parts: readonly SegmentPart[];
}

const OWNERS: Readonly<Record<string, SpoolFileEntry['kind']>> = {
  [OWNER_SOCKET]: 'other',
  [OWNER_FILE]: 'file',
  [RESERVE_FILE]: 'file',
};
const isOwners = (name: string, kind: SpoolFileEntry['kind']): boolean =>
  Object.hasOwn(OWNERS, name) && OWNERS[name] === kind;

/** Looks at every directory of a spool, one after another, and changes nothing. Throws the system's error where the root cannot be read. */
export async function* surveySpool(files: SpoolFiles, root: string): AsyncGenerator<SurveyedInstance> {
  for (const instance of instancesIn(files, root).toSorted()) {
    const surveyed = await surveyInstance(files, root, instance);
    if (surveyed) yield surveyed;
  }
}

/** `undefined` if its process removed it meanwhile, or another one adopted it. */
async function surveyInstance(
  files: SpoolFiles,
  root: string,
  instance: string,
): Promise<SurveyedInstance | undefined> {
  const directory = join(root, instance);
  const segments: SurveyedSegment[] = [];
  const strangers: string[] = [];
  try {
    const alive = await isAlive(files, root, instance);
    for (const { name, kind } of await inOrder(files.list(directory))) {
      const id = kind === 'file' ? parseSegmentFile(name) : undefined;
      if (id && id.suffix !== 'crc') segments.push(...(await surveySegment(files, directory, name, id)));
      else if (!id && !isOwners(name, kind)) strangers.push(name);
    }
    return { instance, isAlive: alive, segments, strangers };
  } catch (error) {
    const failure = errorCode(error);
    return failure === 'ENOENT' ? undefined : { instance, isAlive: false, segments, strangers, failure };
  }
}

/** What the directory holds now, by names and sizes alone. @throws the system's error */
export function usageOf(
  files: SpoolFiles,
  root: string,
): { processes: number; files: number; bytes: number; oldest: number | undefined } {
  const instances = instancesIn(files, root);
  const usage = { processes: instances.length, files: 0, bytes: 0, oldest: undefined as number | undefined };
  for (const instance of instances) {
    for (const { name, kind } of filesIn(files, join(root, instance))) {
      if (kind !== 'file' || (parseSegmentFile(name)?.suffix ?? 'crc') === 'crc') continue;
      const { size, modifiedAt } = files.stat(join(root, instance, name)) ?? { size: 0, modifiedAt: Infinity };
      if (modifiedAt === Infinity) continue;
      usage.files++;
      usage.bytes += size;
      usage.oldest = Math.min(usage.oldest ?? Infinity, modifiedAt);
    }
  }
  return usage;
}

/** Of a process that removed its directory meanwhile: none. @throws the system's error */
function filesIn(files: SpoolFiles, directory: string): SpoolFileEntry[] {
  try {
    return [...files.list(directory)];
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Names in the root that are none of a spool, links in place of its directories among them. @throws the system's error */
export function strangersIn(files: SpoolFiles, root: string): string[] {
  const isOurs = ({ name, kind }: SpoolFileEntry): boolean =>
    kind === 'directory' && (name === QUARANTINE || INSTANCE_NAME.test(name) || UNFINISHED_NAME.test(name));
  return [...files.list(root)]
    .filter((entry) => !isOurs(entry))
    .map(({ name }) => name)
    .toSorted();
}

/** Number of files. @throws the system's error */
export function quarantined(files: SpoolFiles, root: string): number {
  if (files.kindOf(join(root, QUARANTINE)) !== 'directory') return 0;
  let count = 0;
  for (const _ of files.list(join(root, QUARANTINE))) count++;
  return count;
}

export async function loadSegment(
  files: SpoolFiles,
  directory: string,
  name: string,
  id: SegmentId,
): Promise<LoadedSegment> {
  const bytes = await files.load(join(directory, name));
  const side = await files.load(join(directory, segmentFile(id, 'crc'))).catch(() => undefined);
  return { bytes, parts: [...joinDamaged(scanSegment(bytes, side, id))] };
}

/** Nothing for a file that was deleted meanwhile, because the store has all of it. */
async function surveySegment(
  files: SpoolFiles,
  directory: string,
  file: string,
  id: SegmentId,
): Promise<SurveyedSegment[]> {
  const isOpen = file.endsWith('.open');
  try {
    const { bytes, parts } = await loadSegment(files, directory, file, id);
    const documents = parts.filter(({ kind }) => kind === 'document');
    const verified = documents.filter(({ isVerified }) => isVerified).length;
    const damaged = parts.length - documents.length;
    return [{ file, id, isOpen, bytes: bytes.length, documents: documents.length, verified, damaged }];
  } catch (error) {
    const failure = errorCode(error);
    if (failure === 'ENOENT') return [];
    const bytes = files.stat(join(directory, file))?.size ?? 0;
    return [{ file, id, isOpen, bytes, documents: 0, verified: 0, damaged: 0, failure }];
  }
}
