import type { ActivityLog } from '../record/activity-log.js';
import { ActiveSegment } from './active-segment.js';
import { ClosedSegments } from './closed-segments.js';
import { GroupedWrites } from './grouped-writes.js';
import { RecordRescue } from './record-rescue.js';
import type { OpenSegment } from './segments/open-segment.js';
import { type SegmentFile, SpoolEntry } from './segments/segment-file.js';
import type { SpoolCounts } from './spool-counts.js';
import type { SpoolFiles } from './spool-files.js';
import type { SpoolQuota } from './space/spool-quota.js';
import type { WriterSettings } from './writer-settings.js';

/** What a request with long bodies may take. */
const ROOM_FOR_A_RECORD = 256 * 1024;

/** Writes records to segments, and deletes a segment once all its records are confirmed. */
export class SpoolWriter {
  readonly closed: ClosedSegments;
  private readonly active: ActiveSegment;
  private readonly rescue: RecordRescue;
  private readonly group = new GroupedWrites((entries, documents, lengths, isRetried) =>
    this.write(entries, documents, lengths, isRetried),
  );

  constructor(
    files: SpoolFiles,
    private readonly quota: SpoolQuota,
    private readonly counts: SpoolCounts,
    private readonly settings: WriterSettings,
  ) {
    this.closed = new ClosedSegments(quota);
    this.rescue = new RecordRescue((entry) => this.append(entry.record, entry), this.closed.superseded);
    this.active = new ActiveSegment(files, this.closed, this.rescue, settings);
  }

  get isUsable(): boolean {
    return this.active.isUsable;
  }

  /** Whether a record of the usual size will be written; after an error a probe tells. Never throws. */
  get takesRecords(): boolean {
    return this.isUsable && this.quota.hasRoomFor(ROOM_FOR_A_RECORD) && this.active.takes(ROOM_FOR_A_RECORD);
  }

  get hasOpenSegment(): boolean {
    return this.active.isOpen;
  }

  get bytes(): number {
    return this.active.bytes + this.closed.bytes;
  }

  get oldestWrite(): number | undefined {
    return this.closed.oldestWrite ?? this.active.lastWrite;
  }

  get segments(): number {
    return this.closed.size + Number(this.active.isOpen);
  }

  /**
   * Writes a record to disk, within {@link appendTogether} at its end. Never throws.
   * @returns `undefined` if not written: no room, or an error, which is counted
   */
  append(record: ActivityLog, { isReplayed = false, isGap = false } = {}): SpoolEntry | undefined {
    if (isGap) return this.appendGap(record);
    if (!this.isUsable) return undefined;
    const bytes = this.settings.bytesOf(record);
    if (!bytes) return undefined;
    const size = this.group.size + bytes.length;
    const hasRoom = this.rescue.isRewriting ? this.quota.hasRoomFor(size) : this.hasRoomFor(size);
    if (!hasRoom) return undefined;
    const entry = new SpoolEntry(undefined, record, isReplayed);
    // What is written once more must be on disk when this returns.
    if (!this.rescue.isRewriting && this.group.add(entry, bytes)) return entry;
    return this.write([entry], bytes, [bytes.length], false) ? entry : undefined;
  }

  /** Also during the pause after an error, and where the disk is full. */
  private appendGap(record: ActivityLog): SpoolEntry | undefined {
    this.group.flush();
    const bytes = this.settings.bytesOf(record);
    if (!bytes || !this.settings.home() || !this.quota.hasRoomForGap(bytes.length)) return undefined;
    const segment = this.active.appendGap(bytes);
    if (!segment) return undefined;
    const entry = new SpoolEntry(undefined, record, false);
    this.wrote(segment, [entry], bytes.length);
    return entry;
  }

  /** Writes what `append` appends with one system call. An entry that was not written has no segment afterwards. */
  appendTogether(append: () => void): void {
    this.group.together(append);
  }

  confirm(entry: SpoolEntry): void {
    const segment = this.release(entry);
    if (segment) this.closed.removeIfConfirmed(segment);
  }

  /** Memory gives the record up; the file keeps it until it is replayed. False where no file holds it. */
  leave(entry: SpoolEntry): boolean {
    const segment = this.release(entry);
    segment?.leave(entry);
    return segment !== undefined;
  }

  async sync(): Promise<void> {
    await this.active.sync();
    this.rewriteTaken();
  }

  /** Writes what memory holds of files that gave way, if there is room. */
  rewriteTaken(): void {
    this.rescue.rewriteAll();
  }

  /** Whether a file that gave way, or is gone, held records that no other has room for. */
  get hasUnnamed(): boolean {
    return this.rescue.hasUnnamed;
  }

  takeUnnamed(): ActivityLog[] {
    return this.rescue.takeUnnamed();
  }

  close(): Promise<void> {
    return this.active.close();
  }

  rescueLost(): Promise<void> {
    return this.active.rescueLost();
  }

  /** @returns the file that held the record */
  private release(entry: SpoolEntry): SegmentFile | undefined {
    // It may be in the group that is not written yet.
    if (!entry.segment) this.group.flush();
    const { segment } = entry;
    entry.segment = undefined;
    this.rescue.forget(entry);
    segment?.live.delete(entry);
    return segment;
  }

  private write(
    entries: readonly SpoolEntry[],
    documents: Uint8Array,
    lengths: readonly number[],
    isRetried: boolean,
  ): boolean {
    if (!this.isUsable) return false;
    const segment = this.active.append(documents, lengths, isRetried);
    if (segment) this.wrote(segment, entries, documents.length);
    return segment !== undefined;
  }

  private wrote(segment: OpenSegment, entries: readonly SpoolEntry[], bytes: number): void {
    for (const entry of entries) {
      entry.segment = segment;
      entry.index = segment.documents++;
      segment.live.add(entry);
    }
    this.quota.grew(bytes);
    this.counts.appended += entries.length;
    if (this.settings.syncsAlways) this.active.syncNow(segment);
  }

  private hasRoomFor(bytes: number): boolean {
    while (!this.quota.hasRoomFor(bytes)) {
      const oldest = this.quota.dropsOldest ? this.closed.giveUpOldest() : undefined;
      if (!oldest) {
        this.settings.failed('FULL');
        return false;
      }
      // Written again at once, while there is room; most of the file's bytes must be gained.
      const isMostlyOnDisk = oldest.live.size * 2 <= oldest.documents;
      this.rescue.take(oldest);
      if (isMostlyOnDisk) this.rescue.rewriteAll();
      this.settings.dropped(oldest);
    }
    return true;
  }
}
