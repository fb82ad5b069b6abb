import { join } from 'node:path';
import { appendWhole, TornFileError } from './append-whole.js';
import { SegmentFile } from './segment-file.js';
import { segmentFile, type SegmentId } from './segment-name.js';
import { SideFile } from './side-file.js';
import type { SpoolFiles } from '../spool-files.js';

export class OpenSegment extends SegmentFile {
  /** `failed`: abandoned after an error of the file system. */
  private state: 'open' | 'sealed' | 'failed' = 'open';
  isTorn = false;
  private isDirty = false;
  private isListed = false;
  private readonly side: SideFile;
  private readonly fd: number;
  private syncing: Promise<void> | undefined;
  private synced = 0;

  /** @param openedAt milliseconds, monotonic @throws the system's error */
  constructor(
    files: SpoolFiles,
    directory: string,
    id: SegmentId,
    readonly openedAt: number,
  ) {
    super(files, directory, id, join(directory, segmentFile(id, 'bson.open')));
    this.fd = files.create(this.path);
    this.side = new SideFile(files, this.sidePath, id);
  }

  override get isClosed(): boolean {
    return this.state !== 'open';
  }

  override get durableSize(): number {
    return this.synced;
  }

  get hasFailed(): boolean {
    return this.state === 'failed';
  }

  /**
   * @param documents one after another, of these lengths
   * @throws the system's error; {@link isTorn} if a part of them is left in the file, which ends it
   */
  append(documents: Uint8Array, lengths: readonly number[]): void {
    const { size } = this;
    try {
      appendWhole(this.files, this.fd, documents, size);
    } catch (error) {
      this.isTorn = error instanceof TornFileError;
      throw error;
    }
    this.size += documents.length;
    this.isDirty = true;
    let start = 0;
    for (const length of lengths) {
      this.side.add(size + start, documents.subarray(start, start + length));
      start += length;
    }
  }

  /** Writes and takes back so many bytes. @throws the system's error, as {@link append} */
  probe(bytes: number): void {
    try {
      appendWhole(this.files, this.fd, Buffer.alloc(bytes), this.size);
      this.files.truncate(this.fd, this.size);
    } catch (error) {
      this.isTorn = error instanceof TornFileError;
      throw error;
    }
  }

  /** Rejects with the system's error: abandon the file then, because a second sync may succeed for data already dropped. */
  async sync(): Promise<void> {
    if (!this.isDirty) return this.syncing;
    this.isDirty = false;
    this.side.write();
    const { size } = this;
    const syncing = (this.syncing = this.syncBoth());
    try {
      await syncing;
      this.synced = Math.max(this.synced, size);
    } finally {
      if (this.syncing === syncing) this.syncing = undefined;
    }
  }

  /** A new file's name has to be durable too, but not its final name: either is found. */
  private async syncBoth(): Promise<void> {
    await this.files.sync(this.fd);
    if (this.isListed) return;
    await this.files.syncDirectoryLater(this.directory);
    this.isListed = true;
  }

  /** {@link sync} that blocks. @throws the system's error */
  syncNow(): void {
    if (!this.isDirty) return;
    this.isDirty = false;
    this.side.write();
    this.files.syncNow(this.fd);
    if (!this.isListed) this.files.syncDirectory(this.directory);
    this.isListed = true;
    this.synced = this.size;
  }

  /** Gives the synced file its final name. @throws the system's error */
  seal(): void {
    this.state = 'sealed';
    this.side.end();
    this.files.close(this.fd);
    const sealed = join(this.directory, segmentFile(this.id, 'bson'));
    this.files.rename(this.path, sealed);
    this.path = sealed;
  }

  abandon(): void {
    if (this.state !== 'open') return;
    this.state = 'failed';
    this.side.end();
    const close = (): void => {
      try {
        this.files.close(this.fd);
      } catch {
        // Repeats the error of an earlier write.
      }
    };
    // A closed descriptor may be another file's by the time that the sync runs.
    if (this.syncing) void this.syncing.then(close, close);
    else close();
  }

  override remove(): void {
    this.abandon();
    super.remove();
  }

  override get isInPlace(): boolean {
    try {
      return this.state === 'open' ? this.files.isAt(this.fd, this.path) : super.isInPlace;
    } catch {
      return false;
    }
  }
}
