import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ActivityLog } from '../record/activity-log.js';
import type { ClosedSegments } from './closed-segments.js';
import type { Quarantine } from './segments/quarantine.js';
import { type SegmentFile, SpoolEntry } from './segments/segment-file.js';
import { joinDamaged, type JoinedPart, scanSegment, type SegmentPart } from './segments/segment-reader.js';
import type { SpoolCounts } from './spool-counts.js';
import { errorCode } from './spool-files.js';

/** Documents read in one turn of the event loop: requests wait meanwhile. */
const DOCUMENTS_PER_TURN = 100;

export interface ReplaySettings {
  /** Bytes of replayed records that may be in memory. */
  readonly maxBytes: number;
  /** A record of its BSON. @throws if it is none */
  readonly restore: (bytes: Uint8Array) => ActivityLog;
  /** Queues a record for the store; it must not be dropped. */
  readonly queue: (entry: SpoolEntry, bytes: number) => void;
  /** Called with the code of each error. Must not throw. */
  readonly failed: (code: string) => void;
}

interface Run {
  readonly segment: SegmentFile;
  readonly bytes: Buffer;
  readonly parts: Iterator<JoinedPart, void, undefined>;
  isRead: boolean;
  /** Records in the queue. */
  waiting: number;
}

/**
 * Reads the records that only files hold, one file after another, and queues them a few at a time. The next file does not wait for the
 * store to confirm the one before: the inserts would run dry at each end of a file.
 */
export class SpoolReplay {
  private reading: Run | undefined;
  /** Not read to their end, or not confirmed. */
  private readonly runs = new Map<SegmentFile, Run>();
  private filling: Promise<void> | undefined;
  private isStopped = false;
  private waitingBytes = 0;
  private readonly bytesOf = new Map<SpoolEntry, number>();
  /** They could not be read: until the next {@link retry}. */
  private readonly unread = new Set<SegmentFile>();
  /** Not deleted by this process, and not read again. */
  private readonly setApart = new WeakSet<SegmentFile>();

  constructor(
    private readonly closed: ClosedSegments,
    private readonly quarantine: Quarantine,
    private readonly counts: SpoolCounts,
    private readonly settings: ReplaySettings,
  ) {}

  fill(): Promise<void> {
    return (this.filling ??= this.fillOnce().finally(() => (this.filling = undefined)));
  }

  /** The store has a replayed record, or will never take it. */
  confirmed(entry: SpoolEntry): void {
    const bytes = this.bytesOf.get(entry);
    if (bytes === undefined) return;
    this.bytesOf.delete(entry);
    this.waitingBytes -= bytes;
    const run = entry.segment && this.runs.get(entry.segment);
    if (!run) return;
    run.waiting--;
    this.endRun(run);
  }

  /** The store rejected a replayed record, and it could not be kept elsewhere: the file stays for the next process. */
  keepFile({ segment }: SpoolEntry): void {
    if (segment) this.setApart.add(segment);
  }

  /** Lets the next {@link fill} read what could not be read: descriptors, or memory, may have been short. */
  retry(): void {
    this.unread.clear();
  }

  /** The queue was emptied at a shutdown: the file is replayed from its start next time. */
  stop(): void {
    this.isStopped = true;
    this.reading = undefined;
    this.runs.clear();
    this.bytesOf.clear();
    this.waitingBytes = 0;
  }

  private async fillOnce(): Promise<void> {
    for (let count = 1; !this.isStopped && this.waitingBytes < this.settings.maxBytes; count++) {
      const run = this.reading ?? (await this.begin());
      if (!run) return;
      const isSlow = this.take(run);
      if (isSlow || count % DOCUMENTS_PER_TURN === 0) await nextTurn();
    }
  }

  private async begin(): Promise<Run | undefined> {
    for (const segment of this.closed) {
      if (!segment.needsReplay || this.runs.has(segment) || this.unread.has(segment) || this.setApart.has(segment))
        continue;
      try {
        const { bytes, side } = await segment.load();
        if (this.isStopped) return undefined;
        if (segment.isRemoved) continue;
        const parts = joinDamaged(scanSegment(bytes, side, segment.id));
        segment.replayedTo = 0;
        this.reading = { segment, bytes, parts, isRead: false, waiting: 0 };
        this.runs.set(segment, this.reading);
        return this.reading;
      } catch (error) {
        if (this.isStopped) return undefined;
        if (segment.isRemoved) continue;
        this.unread.add(segment);
        this.settings.failed(errorCode(error));
      }
    }
    return undefined;
  }

  /** @returns whether it wrote to the disk */
  private take(run: Run): boolean {
    // Deleted to make room.
    if (run.segment.isRemoved) {
      this.reading = undefined;
      this.runs.delete(run.segment);
      return false;
    }
    const { value: part } = run.parts.next();
    run.segment.replayedTo += part?.count ?? 1;
    if (part) return part.kind === 'document' ? this.queue(run, part) : this.setAside(run, part);
    run.isRead = true;
    this.reading = undefined;
    this.endRun(run);
    return false;
  }

  private queue(run: Run, part: SegmentPart): boolean {
    let record: ActivityLog;
    try {
      record = this.settings.restore(run.bytes.subarray(part.start, part.end));
    } catch {
      return this.setAside(run, part);
    }
    const entry = new SpoolEntry(run.segment, record, true);
    const bytes = part.end - part.start;
    this.bytesOf.set(entry, bytes);
    this.waitingBytes += bytes;
    run.waiting++;
    this.counts.replayed++;
    this.settings.queue(entry, bytes);
    return false;
  }

  private setAside({ segment, bytes }: Run, { start, end }: SegmentPart): true {
    try {
      if (this.quarantine.keep(segment.id, start, bytes.subarray(start, end))) this.counts.quarantined++;
      else this.counts.erased++;
    } catch (error) {
      // The file itself keeps it.
      this.setApart.add(segment);
      this.settings.failed(errorCode(error));
    }
    return true;
  }

  private endRun(run: Run): void {
    if (!run.isRead || run.waiting > 0) return;
    this.runs.delete(run.segment);
    if (!this.setApart.has(run.segment)) this.closed.replayed(run.segment);
  }
}
