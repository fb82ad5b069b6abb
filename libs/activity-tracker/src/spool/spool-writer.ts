import type { ActivityLog } from '../record/activity-log.js';
import { OpenSegment } from './segments/open-segment.js';
import { type SegmentFile, SpoolEntry } from './segments/segment-file.js';
import type { SpoolCounts } from './spool-counts.js';
import { errorCode, type SpoolFiles } from './spool-files.js';
import type { SpoolQuota } from './spool-quota.js';
import { SupersededSegments } from './segments/superseded-segments.js';

export const SEGMENT_BYTES = 8 * 1024 * 1024;
export const SEGMENT_MS = 5_000;
/** What a request with long bodies may take. */
const ROOM_FOR_A_RECORD = 256 * 1024;
/** After an error nothing is written for so long: a full disk must not cost each request a system call. */
const PAUSE_MS = 1_000;

export interface WriterSettings {
  /** `undefined` while there is no directory. */
  readonly home: () => { readonly directory: string; readonly instance: string } | undefined;
  /** Syncs each record before it returns. */
  readonly syncsAlways: boolean;
  /** BSON of a record that is in memory; `undefined` if it cannot be encoded. */
  readonly bytesOf: (record: ActivityLog) => Uint8Array | undefined;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  /** Called with the code of each error. Must not throw. */
  readonly failed: (code: string) => void;
}

/** Appends records to segments, syncs and seals them, and deletes a segment that is confirmed. */
export class SpoolWriter {
  private current: OpenSegment | undefined;
  private readonly superseded = new SupersededSegments();
  private isRewriting = false;
  /** The last call to the file system failed. */
  private hasFailed = false;
  /** Entries in memory whose file was deleted, or taken by another process. */
  private readonly homeless = new Set<SpoolEntry>();
  private number = 0;
  private pausedUntil = -Infinity;
  /** Files that take no more documents, oldest first. */
  readonly closed = new Set<SegmentFile>();

  constructor(
    private readonly files: SpoolFiles,
    private readonly quota: SpoolQuota,
    private readonly counts: SpoolCounts,
    private readonly settings: WriterSettings,
  ) {}

  get isUsable(): boolean {
    return this.settings.home() !== undefined && this.settings.clock() >= this.pausedUntil;
  }

  /** Whether a record of the usual size will be written; after an error a probe tells. Never throws. */
  get takesRecords(): boolean {
    if (!this.isUsable || !this.quota.hasRoomFor(ROOM_FOR_A_RECORD)) return false;
    if (!this.hasFailed) return true;
    let segment: OpenSegment | undefined;
    try {
      segment = this.segmentFor(0);
      segment.probe(ROOM_FOR_A_RECORD);
      this.hasFailed = false;
      return true;
    } catch (error) {
      if (segment?.isTorn) void this.seal(segment);
      this.fail(error);
      return false;
    }
  }

  get hasOpenSegment(): boolean {
    return this.current !== undefined;
  }

  get bytes(): number {
    let bytes = this.current?.size ?? 0;
    for (const { size } of this.closed) bytes += size;
    return bytes;
  }

  get segments(): number {
    return this.closed.size + (this.current ? 1 : 0);
  }

  /** Never throws. @returns `undefined` if not written: no room, or an error, which is counted */
  append(record: ActivityLog, { isReplayed = false, isGap = false } = {}): SpoolEntry | undefined {
    if (!this.isUsable) return undefined;
    const bytes = this.settings.bytesOf(record);
    if (!bytes || !(isGap ? this.quota.hasRoomForGap(bytes.length) : this.hasRoomFor(bytes.length))) return undefined;
    let segment: OpenSegment | undefined;
    try {
      segment = this.segmentFor(bytes.length);
      segment.append(bytes);
    } catch (error) {
      if (segment?.isTorn) void this.seal(segment);
      this.fail(error);
      return undefined;
    }
    this.hasFailed = false;
    const entry = new SpoolEntry(segment, record, isReplayed);
    segment.live.add(entry);
    this.quota.grew(bytes.length);
    this.counts.appended++;
    if (this.settings.syncsAlways) this.syncNow(segment);
    return entry;
  }

  /** The store has the record, or will never take it. */
  confirm(entry: SpoolEntry): void {
    const { segment } = entry;
    entry.segment = undefined;
    this.homeless.delete(entry);
    if (!segment) return;
    segment.live.delete(entry);
    this.removeIfConfirmed(segment);
  }

  /** Memory gives the record up; the file keeps it until it is replayed. False where no file holds it. */
  leave(entry: SpoolEntry): boolean {
    const { segment } = entry;
    entry.segment = undefined;
    this.homeless.delete(entry);
    if (!segment) return false;
    segment.live.delete(entry);
    segment.onlyOnDisk++;
    return true;
  }

  adopt(segment: SegmentFile): void {
    this.closed.add(segment);
    this.quota.grew(segment.size);
  }

  replayed(segment: SegmentFile): void {
    segment.onlyOnDisk = 0;
    this.removeIfConfirmed(segment);
  }

  /** Group commit; seals the segment when it is old enough. Never rejects. */
  async sync(): Promise<void> {
    const segment = this.current;
    if (!segment) return;
    if (!segment.isInPlace) return this.rescue();
    if (this.settings.clock() - segment.openedAt >= SEGMENT_MS) return this.seal(segment);
    try {
      await segment.sync();
      this.settled();
    } catch (error) {
      this.syncFailed(segment, error);
    }
  }

  /** Syncs and seals what is open, so that nothing is written afterwards. Never rejects. */
  async close(): Promise<void> {
    if (this.current) await this.seal(this.current);
  }

  /** Finds files that were deleted or taken over; records of them that are in memory are written again. */
  rescue(): void {
    const lost = [...this.closed, ...(this.current ? [this.current] : [])].filter((segment) => !segment.isInPlace);
    for (const segment of lost) {
      if (this.current === segment) this.current = undefined;
      if (segment instanceof OpenSegment) segment.abandon();
      segment.isRemoved = true;
      this.drop(segment);
      for (const entry of this.release(segment)) this.homeless.add(entry);
    }
    if (lost.length > 0) this.settings.failed('ESTALE');
    this.rewriteHomeless();
  }

  /** Deletes a file although the store has not confirmed it. @returns how many records are lost by that */
  discard(segment: SegmentFile): number {
    this.release(segment);
    const lost = segment.onlyOnDisk;
    segment.remove();
    this.drop(segment);
    return lost;
  }

  private hasRoomFor(bytes: number): boolean {
    if (this.quota.hasRoomFor(bytes)) return true;
    while (this.quota.dropsOldest && this.closed.size > 0 && !this.quota.hasRoomFor(bytes)) {
      const [oldest] = this.closed;
      this.counts.dropped += this.discard(oldest!);
    }
    if (this.quota.hasRoomFor(bytes)) return true;
    this.settings.failed('FULL');
    return false;
  }

  /** @throws the system's error */
  private segmentFor(bytes: number): OpenSegment {
    if (this.current && this.current.size > 0 && this.current.size + bytes > SEGMENT_BYTES)
      void this.seal(this.current);
    if (this.current) return this.current;
    const { directory, instance } = this.settings.home()!;
    const id = { instance, number: ++this.number };
    this.current = new OpenSegment(this.files, directory, id, this.settings.clock());
    this.files.syncDirectory(directory);
    return this.current;
  }

  private syncNow(segment: OpenSegment): void {
    try {
      segment.syncNow();
      this.settled();
    } catch (error) {
      this.syncFailed(segment, error);
    }
  }

  private async seal(segment: OpenSegment): Promise<void> {
    if (this.current === segment) this.current = undefined;
    this.closed.add(segment);
    this.removeIfConfirmed(segment);
    if (segment.isRemoved) return;
    try {
      await segment.sync();
      if (segment.isRemoved || segment.hasFailed) return;
      segment.seal();
      this.settled();
      this.removeIfConfirmed(segment);
    } catch (error) {
      this.syncFailed(segment, error);
    }
  }

  /** What was written since the last sync may be lost, whatever a second sync reports: memory writes it once more. */
  private syncFailed(segment: OpenSegment, error: unknown): void {
    if (segment.isRemoved) return;
    if (this.current === segment) this.current = undefined;
    segment.abandon();
    this.closed.add(segment);
    this.fail(error, this.isRewriting ? PAUSE_MS : 0);
    if (this.isRewriting) return;
    const replacements = this.rewriteLive(segment);
    if (replacements) this.superseded.add(segment, replacements);
    this.removeIfConfirmed(segment);
  }

  /** Writes what memory holds of a file to another one; `undefined` where not all of it could be written. */
  private rewriteLive(segment: SegmentFile): Map<SegmentFile, number> | undefined {
    const replacements = new Map<SegmentFile, number>();
    for (const entry of segment.live) {
      if (!this.rewrite(entry)) return undefined;
      segment.live.delete(entry);
      replacements.set(entry.segment!, entry.segment!.size);
    }
    return replacements;
  }

  private rewriteHomeless(): void {
    for (const entry of this.homeless) {
      if (!this.rewrite(entry)) return;
      this.homeless.delete(entry);
    }
  }

  private rewrite(entry: SpoolEntry): boolean {
    this.isRewriting = true;
    const copy = this.append(entry.record, entry);
    this.isRewriting = false;
    if (!copy?.segment) return false;
    copy.segment.live.delete(copy);
    copy.segment.live.add(entry);
    entry.segment = copy.segment;
    return true;
  }

  /** Takes its entries from a file. */
  private release(segment: SegmentFile): SpoolEntry[] {
    const entries = [...segment.live];
    for (const entry of entries) entry.segment = undefined;
    segment.live.clear();
    return entries;
  }

  /** A sync succeeded, and may have made durable what replaces abandoned files. */
  private settled(): void {
    for (const segment of this.superseded.takeReplaced()) this.removeIfConfirmed(segment);
  }

  private removeIfConfirmed(segment: SegmentFile): void {
    if (segment.isRemoved || !segment.isConfirmed || !this.closed.has(segment) || this.superseded.has(segment)) return;
    segment.remove();
    this.drop(segment);
  }

  private drop(segment: SegmentFile): void {
    this.closed.delete(segment);
    this.superseded.delete(segment);
    this.quota.shrank(segment.size);
  }

  private fail(error: unknown, pauseMs = PAUSE_MS): void {
    this.hasFailed = true;
    this.pausedUntil = this.settings.clock() + pauseMs;
    this.settings.failed(errorCode(error));
  }
}
