import type { SegmentFile } from './segments/segment-file.js';
import { SupersededSegments } from './segments/superseded-segments.js';
import type { SpoolQuota } from './space/spool-quota.js';

/** Files that take no more documents, each until the store has confirmed all of it. */
export class ClosedSegments {
  /** Abandoned files, each kept until what replaces it is durable. */
  readonly superseded = new SupersededSegments();
  /** Oldest first. */
  private readonly segments = new Set<SegmentFile>();

  constructor(private readonly quota: SpoolQuota) {}

  [Symbol.iterator](): IterableIterator<SegmentFile> {
    return this.segments.values();
  }

  get size(): number {
    return this.segments.size;
  }

  get bytes(): number {
    let bytes = 0;
    for (const { size } of this.segments) bytes += size;
    return bytes;
  }

  get oldestWrite(): number | undefined {
    let oldest: number | undefined;
    for (const { lastWrite } of this.segments)
      if (lastWrite !== undefined && (oldest === undefined || lastWrite < oldest)) oldest = lastWrite;
    return oldest;
  }

  /** Of this process: its bytes count already. */
  add(segment: SegmentFile): void {
    this.segments.add(segment);
  }

  /** Of a process that has ended. */
  adopt(segment: SegmentFile): void {
    this.segments.add(segment);
    this.quota.grew(segment.size);
  }

  replayed(segment: SegmentFile): void {
    segment.onlyOnDisk = 0;
    this.removeIfConfirmed(segment);
  }

  removeIfConfirmed(segment: SegmentFile): void {
    if (segment.isRemoved || !segment.isConfirmed || !this.segments.has(segment) || this.superseded.has(segment))
      return;
    segment.remove();
    this.forget(segment);
  }

  /** A sync succeeded, and may have made durable what replaces abandoned files. */
  removeReplaced(): void {
    for (const segment of this.superseded.takeReplaced()) this.removeIfConfirmed(segment);
  }

  /**
   * Gives up a file although the store has not confirmed it: of those that the fewest records in memory need, the oldest.
   * It is still to be deleted.
   */
  giveUpOldest(): SegmentFile | undefined {
    let given: SegmentFile | undefined;
    for (const segment of this.segments) if (!given || segment.dependents < given.dependents) given = segment;
    if (!given) return undefined;
    given.giveUp();
    this.forget(given);
    return given;
  }

  forget(segment: SegmentFile): void {
    this.segments.delete(segment);
    this.superseded.delete(segment);
    this.quota.shrank(segment.size);
  }
}
