import { join } from 'node:path';
import type { Quarantine } from '../segments/quarantine.js';
import { SegmentFile } from '../segments/segment-file.js';
import { parseSegmentFile } from '../segments/segment-name.js';
import { errorCode, type SpoolFiles } from '../spool-files.js';

/** A directory of a spool has the name of the instance that made it. */
export const INSTANCE_NAME = /^[0-9a-f]{24}$/;
export const OWNER_SOCKET = 'owner.sock';
export const OWNER_FILE = 'owner.json';
const ADOPTED = 'adopted-';
/** A segment is sealed at 8 MiB, and its last document has 17 at most. */
const LONGEST_SEGMENT = 32 * 1024 * 1024;
const OWNER_FILES: ReadonlySet<string> = new Set([OWNER_SOCKET, OWNER_FILE]);

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
 * Moves the segments, oldest first, and removes the directories.
 * @throws the system's error; what was not moved is found by the next call
 */
export function collectSegments(files: SpoolFiles, own: string, quarantine: Quarantine): SegmentFile[] {
  const taken = files.list(own).filter(({ name, kind }) => kind === 'directory' && name.startsWith(ADOPTED));
  const segments = taken.flatMap(({ name }) => collectFrom(files, join(own, name), own, quarantine));
  return segments.toSorted((a, b) => (a.order < b.order ? -1 : 1));
}

function collectFrom(files: SpoolFiles, directory: string, own: string, quarantine: Quarantine): SegmentFile[] {
  const segments: SegmentFile[] = [];
  let strangers = 0;
  for (const { name, kind } of files.list(directory)) {
    const path = join(directory, name);
    const size = kind === 'file' ? (files.stat(path)?.size ?? 0) : 0;
    // A longer file is none of a spool: it would fill the quota, and memory when it is read.
    const parsed = kind === 'file' && size <= LONGEST_SEGMENT ? parseSegmentFile(name) : undefined;
    if (parsed) {
      const moved = join(own, name);
      files.rename(path, moved);
      if (parsed.suffix !== 'crc') segments.push(new SegmentFile(files, own, parsed, moved, size));
    } else if (OWNER_FILES.has(name) && kind !== 'directory') files.remove(path);
    else if (kind === 'directory' && name.startsWith(ADOPTED))
      segments.push(...collectFrom(files, path, own, quarantine));
    else strangers++;
  }
  files.syncDirectory(own);
  if (strangers === 0) files.removeDirectory(directory);
  else quarantine.move(directory, directory.slice(directory.lastIndexOf(ADOPTED)));
  for (const segment of segments) segment.onlyOnDisk = 1;
  return segments;
}
