import { join } from 'node:path';
import { appendWhole } from './segments/append-whole.js';
import { Quarantine } from './segments/quarantine.js';
import { parseSegmentFile, segmentFile } from './segments/segment-name.js';
import type { SpoolFiles } from './spool-files.js';
import { loadSegment, type SurveyedSegment } from './spool-survey.js';

/**
 * Moves damaged stretches to quarantine, so that `mongorestore` reads the file. Its owner must have ended.
 * Rejects with the system's error: then the file is as it was. @returns how many stretches were moved
 */
export async function repairSegment(
  files: SpoolFiles,
  root: string,
  instance: string,
  { file, id }: SurveyedSegment,
): Promise<number> {
  const directory = join(root, instance);
  const { bytes, parts } = await loadSegment(files, directory, file, id);
  const damaged = parts.filter(({ kind }) => kind !== 'document');
  if (damaged.length === 0) return 0;
  const quarantine = new Quarantine(files, root);
  for (const { start, end } of damaged) quarantine.keep(id, start, bytes.subarray(start, end));
  const intact = parts.filter(({ kind }) => kind === 'document');
  // Under another number until the checksums, which are for the offsets of before, are gone: whatever is left after a
  // crash can be stored, and is stored once.
  const number = freeNumber(files, directory);
  const repaired = join(directory, segmentFile({ instance: id.instance, number }, 'bson'));
  write(files, repaired, Buffer.concat(intact.map(({ start, end }) => bytes.subarray(start, end))));
  files.syncDirectory(directory);
  files.remove(join(directory, file));
  const side = join(directory, segmentFile(id, 'crc'));
  if (files.stat(side)) files.remove(side);
  files.syncDirectory(directory);
  files.rename(repaired, join(directory, file));
  files.syncDirectory(directory);
  return damaged.length;
}

function freeNumber(files: SpoolFiles, directory: string): number {
  let highest = 0;
  for (const { name } of files.list(directory)) highest = Math.max(highest, parseSegmentFile(name)?.number ?? 0);
  return highest + 1;
}

function write(files: SpoolFiles, path: string, bytes: Buffer): void {
  const fd = files.create(path);
  try {
    appendWhole(files, fd, bytes, 0);
    files.syncNow(fd);
  } finally {
    files.close(fd);
  }
}
