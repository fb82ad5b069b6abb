import { basename, join } from 'node:path';
import type { Quarantine } from '../segments/quarantine.js';
import { SegmentFile } from '../segments/segment-file.js';
import { parseSegmentFile } from '../segments/segment-name.js';
import { RESERVE_FILE } from '../space/gap-reserve.js';
import { errorCode, type SpoolFiles } from '../spool-files.js';

/** A directory of a spool has the name of the instance that made it. */
export const INSTANCE_NAME = /^[0-9a-f]{24}$/;
export const OWNER_SOCKET = 'owner.sock';
export const OWNER_FILE = 'owner.json';
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

/**
 * Moves the segments, and removes the directories. Yields after some files: requests wait meanwhile.
 * @param adopt called with each segment, oldest first, also if an error ends the move
 * @throws the system's error; what was not moved is found by the next call
 */
export function* collectSegments(
  files: SpoolFiles,
  own: string,
  quarantine: Quarantine,
  adopt: (segment: SegmentFile) => void,
): Generator<void, void, undefined> {
  const segments: SegmentFile[] = [];
  try {
    for (const { name, kind } of files.list(own))
      if (kind === 'directory' && name.startsWith(ADOPTED))
        yield* collectFrom(files, join(own, name), own, { segments, quarantine });
  } finally {
    for (const segment of segments.toSorted((a, b) => (a.order < b.order ? -1 : 1))) adopt(segment);
  }
}

interface Collected {
  readonly segments: SegmentFile[];
  readonly quarantine: Quarantine;
}

function* collectFrom(
  files: SpoolFiles,
  directory: string,
  own: string,
  collected: Collected,
): Generator<void, void, undefined> {
  let strangers = 0;
  let seen = 0;
  for (const { name, kind } of files.list(directory)) {
    const path = join(directory, name);
    if (++seen % FILES_PER_TURN === 0) yield;
    if (kind === 'file' && isSegment(files, path, join(own, name)))
      take(files, { path, name, own }, collected.segments);
    else if (OWNER_FILES.has(name) && kind !== 'directory') files.remove(path);
    else if (kind === 'directory' && name.startsWith(ADOPTED)) yield* collectFrom(files, path, own, collected);
    else strangers++;
  }
  files.syncDirectory(own);
  if (strangers === 0) files.removeDirectory(directory);
  else collected.quarantine.move(directory, directory.slice(directory.lastIndexOf(ADOPTED)));
}

/** A longer file is none of a spool, and a name that is taken belongs to a copy: a rename would replace the other file. */
function isSegment(files: SpoolFiles, path: string, target: string): boolean {
  const size = files.stat(path)?.size ?? 0;
  return parseSegmentFile(basename(path)) !== undefined && size <= LONGEST_SEGMENT && !files.stat(target);
}

function take(
  files: SpoolFiles,
  { path, name, own }: { path: string; name: string; own: string },
  segments: SegmentFile[],
): void {
  const id = parseSegmentFile(name)!;
  const moved = join(own, name);
  const { size, modifiedAt } = files.stat(path) ?? { size: 0, modifiedAt: undefined };
  files.rename(path, moved);
  if (id.suffix === 'crc') return;
  const segment = new SegmentFile(files, own, id, moved, size, modifiedAt);
  segment.onlyOnDisk = 1;
  segment.isAdopted = true;
  segments.push(segment);
}
