import { counted } from '../../common/counted.js';
import type { HostLog } from '../../common/host-log.js';
import type { AdoptionListener } from '../../spool/owners/adoption-report.js';

const REMEDIES: Readonly<Record<string, string>> = {
  FULL: 'buffer.maxSpoolBytes is reached. Raise it, or find out why the store does not take records.',
  QUARANTINE_FULL:
    'Records that the store rejects fill an eighth of buffer.maxSpoolBytes. Look at quarantine/*.txt for the cause, then move these files away.',
  ENOSPC: 'The disk is full. Make room, or give buffer.spoolDirectory on another volume.',
  EDQUOT: 'The disk quota is used up. Raise it, or give buffer.spoolDirectory on another volume.',
  EIO: 'The disk reports an error. Check it.',
  EMFILE: 'The process has no file descriptors left. Raise its limit (ulimit -n).',
  EACCES: 'The process may not write there any more. Restore its rights.',
  EROFS: 'The volume is read-only now. Mount it for writing.',
  ENOENT: 'The directory was deleted. A new one is made.',
  ESTALE: 'Files were deleted or moved by another program. What is in memory is written to new ones.',
};

/** Of states of the directory, where no write failed. */
const FINDINGS: Readonly<Record<string, string>> = {
  QUARANTINE_FOREIGN:
    'quarantine is a link, or not a folder. Nothing is written through it: damaged pieces stay in their files, and records that the store rejects are only counted. Remove it; the tracker makes a folder.',
  FOREIGN_FILES:
    'it holds links, pipes, folders or files that are not of a spool. Those in the folder of an ended process are moved to quarantine/, others stay where they are. Look at spool list and quarantine/, and remove them.',
};

export function logDiskError(logger: Pick<HostLog, 'error'>, directory: string, code: string): void {
  const finding = FINDINGS[code];
  if (finding) return logger.error(`The activity spool in ${directory} (${code}): ${finding} (logged once)`);
  const remedy = REMEDIES[code] ?? 'Check the directory.';
  logger.error(
    `The activity spool in ${directory} failed (${code}): records that it does not take are in memory only, and are written to disk ` +
      `again as soon as that is possible. ${remedy} (logged once)`,
  );
}

/** Logs that files of ended processes are taken over, and that their records are stored. */
export function adoptionLines(logger: Pick<HostLog, 'log'>, directory: string): AdoptionListener {
  return {
    adopted: ({ processes, files, bytes }) =>
      logger.log(
        `${counted(files, 'file')} (${bytes} bytes) of ${counted(processes, 'ended process', 'ended processes')} taken over in ${directory}: ` +
          'storing the records in the background.',
      ),
    adoptedStored: (files, records) =>
      logger.log(
        `The records of ended processes are stored: ${counted(records, 'record')} of ${counted(files, 'file')} in ${directory}.`,
      ),
  };
}
