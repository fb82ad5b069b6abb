import type { ActivityLog } from '../../record/activity-log.js';
import { LEAST_SHED_BYTES, pressureMarker, type PressureMarker, shedBodies } from '../../bson/shed-bodies.js';
import type { ActivityStore, InsertOutcome } from '../../storage/port/activity-store.js';
import { RECORD_ENCODER, type RecordEncoder } from '../../bson/record-encoder.js';
import { accountOf } from './account.js';
import type { BufferCounts } from '../reports/buffer-counts.js';
import type { BufferOptions } from '../buffer.options.js';
import { FairQueue } from './fair-queue.js';
import type { GapReason, LostRecord } from '../../sequence/gap-record.js';
import type { GapLog } from '../reports/gap-log.js';
import type { RecordLinks } from '../../integrity/record-links.js';
import { RecordSequence } from '../../sequence/record-sequence.js';
import { OwnRecords } from './own-records.js';
import type { RecordsOnDisk } from '../records-on-disk.js';
import { WaitingRecord } from './waiting-record.js';

/** Records that may wait, whatever their size. */
const MAX_WAITING = 100_000;
const ANONYMOUS_SHARES = 1_000;
const BATCH_RECORDS = 200;
const BATCH_BYTES = 1024 * 1024;
/** Batches in flight cannot give way, so four of them take at most half of a small buffer. */
const BATCHES_IN_BUFFER = 8;

/** Turns records into their waiting form and queues them; sheds bodies and drops records when the queue is full. */
export class RecordIntake {
  readonly queue: FairQueue;
  readonly own: OwnRecords;
  /** Captured once: queued records must keep one representation until stored. */
  private readonly encoder: RecordEncoder | undefined;
  private readonly marker: PressureMarker;
  private readonly links: RecordLinks | undefined;
  private incoming: WaitingRecord | undefined;

  constructor(
    private readonly options: Pick<BufferOptions, 'maxBytes' | 'sequence' | 'instanceName'>,
    store: ActivityStore,
    bodyFormat: 'document' | 'text',
    private readonly counts: BufferCounts,
    private readonly gaps: GapLog,
    private readonly disk?: RecordsOnDisk,
    /** Makes the chain of the records; absent without one. */
    linksOf?: (instance: string) => RecordLinks,
  ) {
    this.encoder = store[RECORD_ENCODER];
    this.marker = pressureMarker(bodyFormat);
    this.queue = new FairQueue(
      {
        records: MAX_WAITING,
        bytes: options.maxBytes,
        anonymousShares: ANONYMOUS_SHARES,
        batchRecords: BATCH_RECORDS,
        batchBytes: Math.min(BATCH_BYTES, options.maxBytes / BATCHES_IN_BUFFER),
      },
      {
        shed: (waiting) => this.shed(waiting),
        drop: (waiting) => this.drop(waiting),
        ...(disk && { keepsDropped: () => disk.spool.isUsable }),
      },
    );
    const { instanceName } = options;
    const isNumbered = options.sequence && store.outlivesProcess !== false;
    const sequence = isNumbered ? new RecordSequence() : undefined;
    this.links = sequence && linksOf?.(String(sequence.instance));
    this.own = new OwnRecords({ sequence, links: this.links, instanceName, gaps, disk, queue: this.queue });
  }

  /** False where the record was dropped. */
  accept(record: ActivityLog, bytes: number, bodyBytes: number): boolean {
    if (this.disk) return this.enqueue(this.prepare(record, bytes, bodyBytes));
    this.own.number(record);
    const user = accountOf(record);
    if (!this.queue.hasRoomFor(bytes)) {
      const givesWay = this.queue.burdenOf(user);
      // Skip encoding when this very record would be dropped.
      if (givesWay === 'record' && !this.queue.hasRoomFor(bytes - bodyBytes)) return this.refuse(record);
      // Shed before encoding: the newest body of the heaviest user goes anyway.
      if (givesWay !== 'none' && bodyBytes >= LEAST_SHED_BYTES) {
        record = shedBodies(record, this.marker);
        bytes -= bodyBytes;
        bodyBytes = 0;
        this.noteShed();
      }
    }
    return this.enqueue(this.waiting(record, bytes, bodyBytes, user));
  }

  /**
   * Also writes it to disk where records are journaled. @param before the record with the same number that it replaces
   */
  prepare(record: ActivityLog, bytes: number, bodyBytes: number, before?: WaitingRecord): WaitingRecord {
    this.own.number(record);
    const waiting = this.waiting(record, bytes, bodyBytes, accountOf(record), before?.record);
    if (this.disk?.isJournal) this.disk.write(waiting);
    return waiting;
  }

  /** Frees a record that is not queued, because another takes its place. */
  discard(waiting: WaitingRecord): void {
    this.disk?.confirm(waiting);
    this.encoder?.release(waiting.record);
  }

  enqueue(waiting: WaitingRecord): boolean {
    this.incoming = waiting;
    this.queue.add(waiting);
    if (this.incoming === undefined) return false;
    this.incoming = undefined;
    this.counts.accepted++;
    return true;
  }

  /** Queues the records of what is missing; false where there is no room for them, or nothing to report. */
  reportGaps(): boolean {
    if (this.queue.queued === 0) this.gaps.pressureEnded();
    const count = this.own.reportGaps();
    this.counts.accepted += count;
    return count > 0;
  }

  /** The store refused records for good. A store that refuses gap records too is not given one after the other. */
  rejected(batch: readonly WaitingRecord[], rejected: InsertOutcome['rejected']): void {
    const waiting = new Map(batch.map((each) => [String(each.record._id), each]));
    for (const { record } of rejected) {
      const refused = waiting.get(String(record?._id));
      if (refused && !refused.isOwn) this.lost(refused.record, 'rejected');
    }
  }

  /** Frees what the records of a stored batch took. */
  release(batch: readonly WaitingRecord[]): void {
    for (const waiting of batch) {
      this.own.release(waiting);
      this.disk?.confirm(waiting);
      this.encoder?.release(waiting.record);
    }
  }

  /** From now on every record is on disk as well, also those that wait. */
  journalAll(): void {
    const { disk } = this;
    if (!disk || disk.isJournal) return;
    disk.isJournal = true;
    for (const waiting of this.queue) disk.write(waiting);
  }

  /** Gives everything up. @returns how many records are lost, and how many of those given up are on disk */
  clear(): { lost: number; onDisk: number } {
    const { disk, own, queue } = this;
    let [lost, onDisk] = [0, 0];
    for (const waiting of queue) {
      own.release(waiting);
      const isLeft = disk?.leave(waiting) === true;
      if (waiting.isOfLife) continue;
      if (isLeft) onDisk++;
      else {
        lost++;
        this.gaps.lost(waiting.record, 'shutdown');
      }
    }
    for (const { record } of queue.clear()) this.encoder?.release(record);
    own.gapsToDisk();
    return { lost, onDisk };
  }

  private waiting(
    record: ActivityLog,
    bytes: number,
    bodyBytes: number,
    user: string,
    before?: ActivityLog,
  ): WaitingRecord {
    const { links } = this;
    if (!this.encoder && links) {
      if (before) links.correctPlain(record, before);
      else links.linkPlain(record);
    }
    if (!this.encoder) return new WaitingRecord(record, bytes, bodyBytes, user);
    // Memory shared with others would stay taken while any of them waits: then the account would be wrong.
    const isAlone = this.queue.bytes > this.options.maxBytes / 2;
    const prepared = this.encoder.encode(record, isAlone, before ? links?.correcting(before) : links?.link);
    return new WaitingRecord(prepared, prepared.byteLength ?? bytes, bodyBytes, user);
  }

  private shed(waiting: WaitingRecord): void {
    this.noteShed();
    const { record } = waiting;
    if (this.encoder?.shed(record, this.marker, this.links?.withoutBodies)) {
      waiting.bytes = (record as { byteLength?: number }).byteLength ?? waiting.bytes;
    } else if ((record as { byteLength?: number }).byteLength === undefined) {
      const shed = shedBodies(record, this.marker);
      waiting.record = this.links?.sealPlain(record, shed) ?? shed;
      waiting.bytes -= waiting.bodyBytes;
    }
  }

  private drop(waiting: WaitingRecord): void {
    const isIncoming = waiting === this.incoming;
    if (isIncoming) this.incoming = undefined;
    const isOnDisk = this.disk?.leave(waiting) === true;
    this.encoder?.release(waiting.record);
    if (isOnDisk) {
      if (isIncoming) this.counts.accepted++;
      return;
    }
    if (isIncoming) {
      this.refuse(waiting.record);
      return;
    }
    this.counts.dropped.evicted++;
    this.lost(waiting.record, 'full');
  }

  private refuse(record: LostRecord): false {
    this.counts.dropped.full++;
    this.lost(record, 'full');
    return false;
  }

  private lost(record: LostRecord, reason: GapReason): void {
    this.gaps.lost(record, reason);
    this.own.scheduleGapsToDisk();
  }

  private noteShed(): void {
    this.counts.shed++;
    this.gaps.shed();
  }
}
