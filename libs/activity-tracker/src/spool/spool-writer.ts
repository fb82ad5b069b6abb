import type { ActivityLog } from '../record/activity-log.js';
import { OpenSegment } from './segments/open-segment.js';
import { type SegmentFile, SpoolEntry } from './segments/segment-file.js';
import type { SpoolCounts } from './spool-counts.js';
import { errorCode, type SpoolFiles } from './spool-files.js';
import type { SpoolQuota } from './spool-quota.js';
import { GroupedWrites } from './grouped-writes.js';
import { RecordRescue } from './record-rescue.js';
import type { WriterSettings } from './writer-settings.js';

export const SEGMENT_BYTES = 8 * 1024 * 1024;
export const SEGMENT_MS = 5_000;
/** What a request with long bodies may take. */
const ROOM_FOR_A_RECORD = 256 * 1024;
/** After an error nothing is written for so long: a full disk must not cost each request a system call. */
const PAUSE_MS = 1_000;

/** Appends records to segments, syncs and seals them, and deletes a segment that is confirmed. */
export class SpoolWriter {
  private current: OpenSegment | undefined;
  private readonly rescued = new RecordRescue((entry) => this.append(entry.record, entry));
  private readonly group = new GroupedWrites((entries, documents, lengths, isRetried) =>
    this.write(entries, documents, lengths, isRetried ? 0 : PAUSE_MS),
  );
  /** The last call to the file system failed. */
  private hasFailed = false;
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

  /**
   * Writes a record to disk, within {@link appendTogether} at its end. Never throws.
   * @returns `undefined` if not written: no room, or an error, which is counted
   */
  append(record: ActivityLog, { isReplayed = false, isGap = false } = {}): SpoolEntry | undefined {
    if (!this.isUsable) return undefined;
    const bytes = this.settings.bytesOf(record);
    if (!bytes) return undefined;
    const size = this.group.size + bytes.length;
    if (!(isGap ? this.quota.hasRoomForGap(size) : this.hasRoomFor(size))) return undefined;
    const entry = new SpoolEntry(undefined, record, isReplayed);
    // What is written once more must be on disk when this returns.
    if (!this.rescued.isRewriting && this.group.add(entry, bytes)) return entry;
    return this.write([entry], bytes, [bytes.length]) ? entry : undefined;
  }

  /** Writes what `append` appends with one system call. An entry that was not written has no segment afterwards. */
  appendTogether(append: () => void): void {
    this.group.together(append);
  }

  /** The store has the record, or will never take it. */
  confirm(entry: SpoolEntry): void {
    const segment = this.segmentOf(entry);
    entry.segment = undefined;
    this.rescued.forget(entry);
    if (!segment) return;
    segment.live.delete(entry);
    this.removeIfConfirmed(segment);
  }

  /** Memory gives the record up; the file keeps it until it is replayed. False where no file holds it. */
  leave(entry: SpoolEntry): boolean {
    const segment = this.segmentOf(entry);
    entry.segment = undefined;
    this.rescued.forget(entry);
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
      this.rescued.take(segment);
    }
    if (lost.length > 0) this.settings.failed('ESTALE');
    this.rescued.rewriteAll();
  }

  /** Deletes a file although the store has not confirmed it. @returns how many records are lost by that */
  discard(segment: SegmentFile): number {
    for (const entry of segment.live) entry.segment = undefined;
    segment.live.clear();
    const lost = segment.onlyOnDisk;
    segment.remove();
    this.drop(segment);
    return lost;
  }

  private segmentOf(entry: SpoolEntry): SegmentFile | undefined {
    // It may be in the group that is not written yet.
    if (!entry.segment) this.group.flush();
    return entry.segment;
  }

  private write(
    entries: readonly SpoolEntry[],
    documents: Uint8Array,
    lengths: readonly number[],
    pauseMs = PAUSE_MS,
  ): boolean {
    if (!this.isUsable) return false;
    let segment: OpenSegment | undefined;
    try {
      segment = this.segmentFor(documents.length);
      segment.append(documents, lengths);
    } catch (error) {
      if (segment?.isTorn) void this.seal(segment);
      this.fail(error, pauseMs);
      return false;
    }
    this.hasFailed = false;
    for (const entry of entries) {
      entry.segment = segment;
      segment.live.add(entry);
    }
    this.quota.grew(documents.length);
    this.counts.appended += entries.length;
    if (this.settings.syncsAlways) this.syncNow(segment);
    return true;
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
    this.fail(error, this.rescued.isRewriting ? PAUSE_MS : 0);
    if (this.rescued.isRewriting) return;
    this.rescued.replace(segment);
    this.removeIfConfirmed(segment);
  }

  /** A sync succeeded, and may have made durable what replaces abandoned files. */
  private settled(): void {
    for (const segment of this.rescued.superseded.takeReplaced()) this.removeIfConfirmed(segment);
  }

  private removeIfConfirmed(segment: SegmentFile): void {
    if (segment.isRemoved || !segment.isConfirmed || !this.closed.has(segment) || this.rescued.superseded.has(segment))
      return;
    segment.remove();
    this.drop(segment);
  }

  private drop(segment: SegmentFile): void {
    this.closed.delete(segment);
    this.rescued.superseded.delete(segment);
    this.quota.shrank(segment.size);
  }

  private fail(error: unknown, pauseMs = PAUSE_MS): void {
    this.hasFailed = true;
    this.pausedUntil = this.settings.clock() + pauseMs;
    this.settings.failed(errorCode(error));
  }
}
