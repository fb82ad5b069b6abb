import { join } from 'node:path';
import { appendWhole } from './append-whole.js';
import { segmentFile, type SegmentId } from './segment-name.js';
import { errorCode, type SpoolFiles } from '../spool-files.js';

export const QUARANTINE = 'quarantine';

/** Keeps what is no intact document, so that it can be looked at: it is never deleted, and never read again. */
export class Quarantine {
  private readonly directory: string;

  /** @param root `buffer.spoolDirectory` */
  constructor(
    private readonly files: SpoolFiles,
    root: string,
  ) {
    this.directory = join(root, QUARANTINE);
  }

  /** @param offset where it began @throws the system's error; a stretch that is there already is kept once */
  keep(id: SegmentId, offset: number, bytes: Uint8Array): void {
    const name = `${segmentFile(id, 'bson').replace(/\.bson$/, '')}-${offset}.damaged`;
    const fd = this.inDirectory(() => this.files.create(join(this.directory, name)));
    if (fd === undefined) return;
    try {
      appendWhole(this.files, fd, bytes, 0);
      this.files.syncNow(fd);
    } finally {
      this.files.close(fd);
    }
    this.files.syncDirectory(this.directory);
  }

  /** Moves a directory with files that are not of the spool out of the way. @throws the system's error */
  move(directory: string, name: string): void {
    this.inDirectory(() => this.files.rename(directory, join(this.directory, name)));
  }

  /** `undefined` where the name is taken. */
  private inDirectory<T>(act: () => T): T | undefined {
    try {
      try {
        return act();
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
        this.files.makeDirectory(this.directory);
        return act();
      }
    } catch (error) {
      if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTEMPTY') return undefined;
      throw error;
    }
  }
}
