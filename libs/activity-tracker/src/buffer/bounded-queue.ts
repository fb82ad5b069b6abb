import type { ActivityLog } from '../record/activity-log.js';

/** What one insert takes at the most: it is copied and sent in one go, and the event loop waits for it. */
const BATCH_RECORDS = 200;
const BATCH_BYTES = 1024 * 1024;

/** Records in order of arrival with an account of their bytes; full, it refuses the newest: the oldest tell how it began. */
export class BoundedQueue {
  private records: ActivityLog[] = [];
  private sizes: number[] = [];
  private waitingBytes = 0;

  constructor(
    private readonly maxRecords: number,
    private readonly maxBytes: number,
  ) {}

  get length(): number {
    return this.records.length;
  }

  get bytes(): number {
    return this.waitingBytes;
  }

  get isFull(): boolean {
    return this.records.length >= this.maxRecords || this.waitingBytes >= this.maxBytes;
  }

  /** False where there is no room. */
  add(record: ActivityLog, bytes: number): boolean {
    if (this.records.length >= this.maxRecords || this.waitingBytes + bytes > this.maxBytes) return false;
    this.records.push(record);
    this.sizes.push(bytes);
    this.waitingBytes += bytes;
    return true;
  }

  /** The oldest records, as many as one insert takes; they stay until {@link release}. */
  peekBatch(): ActivityLog[] {
    let count = 0;
    let bytes = 0;
    while (count < this.records.length && count < BATCH_RECORDS) {
      bytes += this.sizes[count]!;
      if (count > 0 && bytes > BATCH_BYTES) break;
      count++;
    }
    return this.records.slice(0, count);
  }

  /** Lets go of the oldest `count`, and returns them. */
  release(count: number): ActivityLog[] {
    for (const size of this.sizes.splice(0, count)) this.waitingBytes -= size;
    return this.records.splice(0, count);
  }
}
