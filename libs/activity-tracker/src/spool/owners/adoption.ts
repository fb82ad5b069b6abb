import { basename, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Quarantine } from '../segments/quarantine.js';
import { SegmentFile } from '../segments/segment-file.js';
import { parseSegmentFile } from '../segments/segment-name.js';
import { RESERVE_FILE } from '../space/gap-reserve.js';
import { errorCode, type SpoolFileEntry, type SpoolFiles } from '../spool-files.js';
import { inOrder } from './names-in-order.js';

/** A directory of a spool has the name of the instance that made it. */
export const INSTANCE_NAME = /^[0-9a-f]{24}$/;
export const OWNER_SOCKET = 'owner.sock';
export const OWNER_FILE = 'owner.json';
export const FOREIGN_FILES = 'FOREIGN_FILES';
const ADOPTED = 'adopted-';
/** Each takes a few system calls. */
const FILES_PER_TURN = 50;
/** A segment is sealed at 8 MiB, and its last document has 17 at most. */
const LONGEST_SEGMENT = 32 * 1024 * 1024;
const OWNER_FILES: ReadonlySet<string> = new Set([OWNER_SOCKET, OWNER_FILE, RESERVE_FILE]);

/**
 * The rename is atomic: of several adopters one succeeds.
 * @returns whether this adopter was the one @throws the system's error
 */
export function takeDirectory(files: SpoolFiles, root: string, instance: string, own: string): boolean {
  try {
    files.rename(join(root, instance), join(own, ADOPTED + instance));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
  files.syncDirectory(own);
  return true;
}

export interface SegmentCollection {
  readonly files: SpoolFiles;
  readonly own: string;
  readonly quarantine: Quarantine;
  /** Called with each segment once it is in {@link own}, in the order of their names. */
  adopt(segment: SegmentFile): void;
  goesOn(): boolean;
  /** Called with the code of each error; the next call does what is left. Must not throw. */
  failed(code: string): void;
}

/** Moves the segments, and removes the directories. Waits after some files: requests wait meanwhile. Never rejects. */
export async function collectSegments(collection: SegmentCollection): Promise<void> {
  await collectAll(collection, collection.own);
}

/** Directories that were taken over, one below another where an adopter was killed. */
async function collectAll(collection: SegmentCollection, parent: string): Promise<void> {
  const { files, goesOn, failed } = collection;
  try {
    for (const { name, kind } of await inOrder(files.list(parent))) {
      if (kind !== 'directory' || !name.startsWith(ADOPTED)) continue;
      if (!goesOn()) return;
      await collectFrom(collection, join(parent, name)).catch((error) => failed(errorCode(error)));
    }
  } catch (error) {
    failed(errorCode(error));
  }
}

async function collectFrom(collection: SegmentCollection, directory: string): Promise<void> {
  const { files, own, quarantine, goesOn, failed } = collection;
  await collectAll(collection, directory);
  let seen = 0;
  const counts = { collected: 0, foreign: 0, left: 0 };
  for (const entry of await sideFilesFirst(files.list(directory))) {
    if (!goesOn()) return;
    counts[collectFile(collection, directory, entry)]++;
    if (++seen % FILES_PER_TURN === 0) await nextTurn();
  }
  await files.syncDirectoryLater(own);
  if (counts.left > 0) return;
  if (counts.foreign === 0) return files.removeDirectory(directory);
  quarantine.move(directory, directory.slice(directory.lastIndexOf(ADOPTED)));
  failed(FOREIGN_FILES);
}

/** A segment is replayed as soon as it is moved, and its checksums must be there. */
async function sideFilesFirst(entries: Iterable<SpoolFileEntry>): Promise<SpoolFileEntry[]> {
  const names = await inOrder(entries);
  const isSide = ({ name }: SpoolFileEntry): boolean => name.endsWith('.crc');
  return [...names.filter(isSide), ...names.filter((entry) => !isSide(entry))];
}

function collectFile(
  { files, own, adopt, failed }: SegmentCollection,
  directory: string,
  { name, kind }: SpoolFileEntry,
): 'collected' | 'foreign' | 'left' {
  const path = join(directory, name);
  try {
    if (kind === 'file' && isSegment(files, path, join(own, name))) take(files, { path, name, own }, adopt);
    else if (OWNER_FILES.has(name) && kind !== 'directory') files.remove(path);
    else return kind === 'directory' && name.startsWith(ADOPTED) ? 'left' : 'foreign';
    return 'collected';
  } catch (error) {
    failed(errorCode(error));
    return 'left';
  }
}

/** A longer file is none of a spool, and a name that is taken belongs to a copy: a rename would replace the other file. */
function isSegment(files: SpoolFiles, path: string, target: string): boolean {
  const size = files.stat(path)?.size ?? 0;
  return parseSegmentFile(basename(path)) !== undefined && size <= LONGEST_SEGMENT && !files.stat(target);
}

function take(
  files: SpoolFiles,
  { path, name, own }: { path: string; name: string; own: string },
  adopt: (segment: SegmentFile) => void,
): void {
  const id = parseSegmentFile(name)!;
  const moved = join(own, name);
  const { size, modifiedAt } = files.stat(path) ?? { size: 0, modifiedAt: undefined };
  files.rename(path, moved);
  if (id.suffix === 'crc') return;
  const segment = new SegmentFile(files, own, id, moved, size, modifiedAt);
  segment.onlyOnDisk = 1;
  segment.isAdopted = true;
  adopt(segment);
}
