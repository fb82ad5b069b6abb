import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Types } from 'mongoose';
import type { IsErased } from '../../storage/port/erasure-orders.js';
import { appendWhole } from './append-whole.js';
import { documentsIn, namesErased } from './named-users.js';
import { segmentFile, type SegmentId } from './segment-name.js';
import { errorCode, type SpoolFiles } from '../spool-files.js';

export const QUARANTINE = 'quarantine';
const REJECTED = /^rejected-.*\.bson$/;
const ID_LENGTH = 24;
const QUARANTINE_FOREIGN = 'QUARANTINE_FOREIGN';
/** Each takes a system call. */
const FILES_PER_TURN = 100;

/** Keeps documents that are not intact, and records that the store rejected. Deletes only those of persons who were erased. */
export class Quarantine {
  private readonly directory: string;
  /** `undefined` before any erasure is known. */
  private isErased: IsErased | undefined;
  private measured = 0;
  /** Bytes that this process wrote. */
  private added = 0;

  /** @param root `buffer.spoolDirectory` */
  constructor(
    private readonly files: SpoolFiles,
    root: string,
  ) {
    this.directory = join(root, QUARANTINE);
  }

  /**
   * @param offset where it began
   * @returns whether it is kept: a stretch that names an erased person is not
   * @throws the system's error; a stretch that is there already is kept once
   */
  keep(id: SegmentId, offset: number, bytes: Uint8Array): boolean {
    if (this.isErased && namesErased(bytes, this.isErased)) return false;
    const name = `${segmentFile(id, 'bson').replace(/\.bson$/, '')}-${offset}.damaged`;
    this.write(name, bytes);
    this.files.syncDirectory(this.directory);
    return true;
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

  /** As {@link measure} found it, and what this process added since. */
  get bytes(): number {
    return this.measured;
  }

  /** Adds up the sizes; other processes write here too. @throws the system's error */
  async measure(): Promise<void> {
    let bytes = 0;
    let seen = 0;
    const added = this.added;
    for await (const name of this.names()) {
      bytes += this.files.stat(join(this.directory, name))?.size ?? 0;
      if (++seen % FILES_PER_TURN === 0) await nextTurn();
    }
    this.measured = bytes + this.added - added;
  }

  private async *names(): AsyncGenerator<string, void, undefined> {
    if (!this.isThere()) return;
    for await (const { name } of this.files.listLater(this.directory)) yield name;
  }

  /** Through a link, records would be written and deleted in a directory of another's choice. @throws if it is no directory */
  private isThere(): boolean {
    const kind = this.files.kindOf(this.directory);
    if (kind === undefined || kind === 'directory') return kind !== undefined;
    throw Object.assign(new Error(`${this.directory} is a link, or not a directory`), { code: QUARANTINE_FOREIGN });
  }

  /**
   * Removes records of erased persons, and pieces that name one as their user; from now on none is kept. Never rejects.
   * @param failed called with the code of each error: a file that cannot be read keeps none of the others
   * @returns how many records and pieces were removed
   */
  async erase(isErased: IsErased, failed: (code: string) => void): Promise<number> {
    this.isErased = isErased;
    const names: string[] = [];
    let removed = 0;
    const attempt = async (act: () => void | Promise<void>): Promise<void> => {
      try {
        await act();
      } catch (error) {
        // Another process of this directory was faster.
        if (errorCode(error) !== 'ENOENT') failed(errorCode(error));
      }
    };
    await attempt(async () => {
      // Files are replaced meanwhile.
      for await (const name of this.names()) names.push(name);
    });
    for (const name of names)
      await attempt(async () => {
        const count = await this.eraseIn(name, isErased);
        removed += count;
      });
    if (removed > 0) await attempt(() => this.files.syncDirectory(this.directory));
    return removed;
  }

  private async eraseIn(name: string, isErased: IsErased): Promise<number> {
    if (name.endsWith('.damaged')) return this.erasePiece(name, isErased);
    return REJECTED.test(name) ? this.eraseRejected(name, isErased) : 0;
  }

  private async erasePiece(name: string, isErased: IsErased): Promise<number> {
    const path = join(this.directory, name);
    if (!namesErased(await this.files.load(path), isErased)) return 0;
    this.files.remove(path);
    return 1;
  }

  /** The rest is written to another file first: an interruption leaves a record twice, and none is lost. */
  private async eraseRejected(name: string, isErased: IsErased): Promise<number> {
    const path = join(this.directory, name);
    const { documents, rest } = documentsIn(await this.files.load(path));
    const kept = documents.filter(({ record }) => !isErased(record));
    const isRestErased = rest.length > 0 && namesErased(rest, isErased);
    const removed = documents.length - kept.length + Number(isRestErased);
    if (removed === 0) return 0;
    const causes = path.replace(/bson$/, 'txt');
    const left = [...kept.map(({ bytes }) => bytes), ...(isRestErased ? [] : [rest])];
    if (left.some(({ length }) => length > 0)) {
      const ids = new Set(kept.map(({ record }) => String(record._id)));
      const lines = (await this.causesIn(causes)).split(/(?<=\n)/);
      this.keepRejected(Buffer.concat(left), lines.filter((line) => ids.has(line.slice(0, ID_LENGTH))).join(''));
    }
    this.files.remove(path);
    if (this.files.stat(causes)) this.files.remove(causes);
    return removed;
  }

  private async causesIn(path: string): Promise<string> {
    return this.files.stat(path) ? (await this.files.load(path)).toString() : '';
  }

  /** Moves a directory with files that are not of the spool out of the way. @throws the system's error */
  move(directory: string, name: string): void {
    this.inDirectory(() => this.files.rename(directory, join(this.directory, name)));
  }

  /** A name that is taken keeps its content, unless that was cut off by a kill or a full disk. */
  private write(name: string, bytes: Uint8Array): void {
    const path = join(this.directory, name);
    const fd = this.inDirectory(() => {
      if (this.files.kindOf(path) === 'file' && this.files.stat(path)!.size < bytes.length) this.files.remove(path);
      return this.files.create(path);
    });
    if (fd === undefined) return;
    try {
      appendWhole(this.files, fd, bytes, 0);
      this.measured += bytes.length;
      this.added += bytes.length;
      this.files.syncNow(fd);
    } finally {
      this.files.close(fd);
    }
  }

  private make(): void {
    try {
      this.files.makeDirectory(this.directory);
      this.files.syncDirectory(dirname(this.directory));
    } catch (error) {
      // Another process of this directory was faster.
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }

  /** `undefined` where the name is taken. */
  private inDirectory<T>(act: () => T): T | undefined {
    if (!this.isThere()) this.make();
    try {
      return act();
    } catch (error) {
      if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTEMPTY') return undefined;
      throw error;
    }
  }
}
