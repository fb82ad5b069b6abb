import { join } from 'node:path';
import { Types } from 'mongoose';
import { appendWhole } from './append-whole.js';
import { segmentFile, type SegmentId } from './segment-name.js';
import { errorCode, type SpoolFiles } from '../spool-files.js';

export const QUARANTINE = 'quarantine';

/** Keeps documents that are not intact, and records that the store rejected. Never deletes and never reads them. */
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
    this.write(name, bytes);
    this.files.syncDirectory(this.directory);
  }

  /**
   * Two files: the documents one after another, as `mongorestore` reads them, and for each a line with its id and the cause.
   * @throws the system's error
   */
  keepRejected(documents: Uint8Array, causes: string): void {
    const name = `rejected-${new Types.ObjectId().toHexString()}`;
    this.write(`${name}.txt`, Buffer.from(causes));
    this.write(`${name}.bson`, documents);
    this.files.syncDirectory(this.directory);
  }

  /** @throws the system's error */
  get bytes(): number {
    const { directory, files } = this;
    return this.names().reduce((sum, name) => sum + (files.stat(join(directory, name))?.size ?? 0), 0);
  }

  private names(): string[] {
    try {
      return this.files.list(this.directory).map(({ name }) => name);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  }

  /** Moves a directory with files that are not of the spool out of the way. @throws the system's error */
  move(directory: string, name: string): void {
    this.inDirectory(() => this.files.rename(directory, join(this.directory, name)));
  }

  /** A name that is taken keeps its content. */
  private write(name: string, bytes: Uint8Array): void {
    const fd = this.inDirectory(() => this.files.create(join(this.directory, name)));
    if (fd === undefined) return;
    try {
      appendWhole(this.files, fd, bytes, 0);
      this.files.syncNow(fd);
    } finally {
      this.files.close(fd);
    }
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
