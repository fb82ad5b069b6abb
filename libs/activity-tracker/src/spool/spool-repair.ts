import { join } from 'node:path';
import { appendWhole } from './segments/append-whole.js';
import { Quarantine } from './segments/quarantine.js';
import { segmentFile } from './segments/segment-name.js';
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
  rewrite(files, join(directory, file), Buffer.concat(intact.map(({ start, end }) => bytes.subarray(start, end))));
  // Its offsets are those of before. Without it the form of each document is checked.
  const side = join(directory, segmentFile(id, 'crc'));
  if (files.stat(side)) files.remove(side);
  files.syncDirectory(directory);
  return damaged.length;
}

function rewrite(files: SpoolFiles, path: string, bytes: Buffer): void {
  const repaired = `${path}.repaired`;
  if (files.stat(repaired)) files.remove(repaired);
  const fd = files.create(repaired);
  try {
    appendWhole(files, fd, bytes, 0);
    files.syncNow(fd);
  } finally {
    files.close(fd);
  }
  files.rename(repaired, path);
}
