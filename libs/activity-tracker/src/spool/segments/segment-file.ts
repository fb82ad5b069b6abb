import { join } from 'node:path';
import type { ActivityLog } from '../../record/activity-log.js';
import { DocumentSet } from './document-set.js';
import { segmentFile, type SegmentId } from './segment-name.js';
import type { SpoolFiles } from '../spool-files.js';

/** A file of BSON documents that takes no more of them. It exists as long as the store has not confirmed all of it. */
export class SegmentFile {
  size: number;
  isRemoved = false;
  /** Entries of records that are in memory too. */
  readonly live = new Set<SpoolEntry>();
  /** Records that only the file holds: more than 0 until the file was replayed. */
  onlyOnDisk = 0;
  /** Of a process that has ended: nothing of it is in memory. */
  isAdopted = false;
  documents = 0;
  /** Documents that the replay has read: they are in memory too, or stored. */
  replayedTo = 0;
  private readonly left = new DocumentSet();

  constructor(
    protected readonly files: SpoolFiles,
    readonly directory: string,
    readonly id: SegmentId,
    protected path: string,
    size = 0,
    private closedAt?: number,
  ) {
    this.size = size;
  }

  /** Of {@link size}, the bytes that a power failure leaves. */
  get durableSize(): number {
    return this.size;
  }

  get order(): string {
    return segmentFile(this.id, 'bson');
  }

  get isConfirmed(): boolean {
    return this.live.size === 0 && this.onlyOnDisk === 0;
  }

  /** Whether the file can be deleted: nothing more is written to it. */
  get isClosed(): boolean {
    return true;
  }

  leave({ index }: SpoolEntry): void {
    this.onlyOnDisk++;
    this.left.add(index);
  }

  /** Records in memory that need the file: those that a replay has read would have no other copy. */
  get dependents(): number {
    return this.replayedTo > 0 ? Infinity : this.live.size;
  }

  isOnlyHolder(index: number): boolean {
    return index >= this.replayedTo && (this.isAdopted || this.left.has(index));
  }

  get needsReplay(): boolean {
    return this.isClosed && this.onlyOnDisk > 0 && !this.isRemoved;
  }

  /** Epoch milliseconds; `undefined` if the file is gone. Of a closed file it is read once: there may be 100,000. */
  get lastWrite(): number | undefined {
    if (this.closedAt !== undefined) return this.closedAt;
    const modifiedAt = this.files.stat(this.path)?.modifiedAt;
    if (this.isClosed) this.closedAt = modifiedAt;
    return modifiedAt;
  }

  /** Whether the file is still there: not deleted, nor moved away by another process. */
  get isInPlace(): boolean {
    try {
      return this.files.stat(this.path) !== undefined;
    } catch {
      // Unknown: reading it will tell.
      return true;
    }
  }

  protected get sidePath(): string {
    return join(this.directory, segmentFile(this.id, 'crc'));
  }

  /** @throws the system's error where the segment itself cannot be read; the side file may be missing */
  async load(): Promise<{ bytes: Buffer; side: Buffer | undefined }> {
    const [bytes, side] = await Promise.all([
      this.files.load(this.path),
      this.files.load(this.sidePath).catch(() => undefined),
    ]);
    return { bytes, side };
  }

  giveUp(): void {
    this.isRemoved = true;
  }

  remove(): void {
    this.isRemoved = true;
    for (const path of [this.path, this.sidePath]) {
      try {
        this.files.remove(path);
      } catch {
        // Not there, or out of reach.
      }
    }
  }
}

export class SpoolEntry {
  /** Position among the documents of the segment. */
  index = 0;

  /** @param segment `undefined` once no file holds it @param isReplayed true if read from the segment */
  constructor(
    public segment: SegmentFile | undefined,
    readonly record: ActivityLog,
    readonly isReplayed: boolean,
  ) {}
}
