import type { SpoolFiles } from '../spool-files.js';

/** The file could not be cut back after a write that failed: it ends in a part of a document. */
export class TornFileError extends Error {
  override readonly name = 'TornFileError';
}

/**
 * Appends all bytes or none. @param size of the file before
 * @throws the system's error; {@link TornFileError} if a part is left in the file
 */
export function appendWhole(files: SpoolFiles, fd: number, bytes: Uint8Array, size: number): void {
  let written = 0;
  try {
    while (written < bytes.length) {
      const count = files.write(fd, bytes, written, bytes.length - written);
      if (count <= 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
      written += count;
    }
  } catch (error) {
    if (written > 0) cutBack(files, fd, size, error);
    throw error;
  }
}

function cutBack(files: SpoolFiles, fd: number, size: number, cause: unknown): void {
  try {
    files.truncate(fd, size);
  } catch {
    throw new TornFileError('a write failed, and so did cutting the file back', { cause });
  }
}
