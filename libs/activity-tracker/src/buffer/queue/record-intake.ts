import type { ActivityLog } from '../../record/activity-log.js';
import { LEAST_SHED_BYTES } from '../../bson/shed-bodies.js';
import type { ActivityStore, InsertOutcome } from '../../storage/port/activity-store.js';
import { accountOf } from './account.js';
import type { BufferCounts } from '../reports/buffer-counts.js';
import type { BufferOptions } from '../buffer.options.js';
import { FairQueue } from './fair-queue.js';
import type { GapReason, LostRecord } from '../../sequence/gap-record.js';
import type { GapLog } from '../reports/gap-log.js';
import type { RecordLinks } from '../../integrity/record-links.js';
import type { LifeState } from '../../sequence/life-state.js';
import { RecordSequence } from '../../sequence/record-sequence.js';
import { OwnRecords } from './own-records.js';
import { RecordPreparation } from './record-preparation.js';
import type { RecordsOnDisk } from '../records-on-disk.js';
import type { WaitingRecord } from './waiting-record.js';

/** Maximum number of queued records, whatever their size. */
const MAX_WAITING = 100_000;
const ANONYMOUS_SHARES = 1_000;
const BATCH_RECORDS = 200;
const BATCH_BYTES = 1024 * 1024;
/** Batches in flight cannot be dropped, so four of them take at most half of a small buffer. */
const BATCHES_IN_BUFFER = 8;

/** Queues records; sheds bodies and drops records when the queue is full, and counts that. */
export class RecordIntake {
  readonly queue: FairQueue;
  readonly own: OwnRecords;
  private readonly preparation: RecordPreparation;
  private incoming: WaitingRecord | undefined;

  constructor(
    private readonly options: Pick<BufferOptions, 'maxBytes' | 'sequence' | 'instanceName'>,
    store: ActivityStore,
    bodyFormat: 'document' | 'text',
    private readonly counts: BufferCounts,
    private readonly gaps: GapLog,
    private readonly disk?: RecordsOnDisk,
    linksOf?: (instance: string) => RecordLinks,
    life?: LifeState,
  ) {
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
    const sequence = isNumbered ? new RecordSequence(life) : undefined;
    const links = sequence && linksOf?.(String(sequence.instance));
    this.preparation = new RecordPreparation(store, bodyFormat, links);
    this.own = new OwnRecords({ sequence, links, instanceName, gaps, disk, queue: this.queue });
  }

  /** False where the record was dropped. @param released called once the record is stored or given up, and not if it is dropped here */
  accept(record: ActivityLog, bytes: number, bodyBytes: number, released?: () => void): boolean {
    if (this.disk) return this.enqueue(this.prepare(record, bytes, bodyBytes), released);
    this.own.number(record);
    const user = accountOf(record);
    if (!this.queue.hasRoomFor(bytes)) {
      const givesWay = this.queue.burdenOf(user);
      // Skip encoding when this very record would be dropped.
      if (givesWay === 'record' && !this.queue.hasRoomFor(bytes - bodyBytes)) return this.refuse(record);
      // Shed before encoding: the newest body of the heaviest user goes anyway.
      if (givesWay !== 'none' && bodyBytes >= LEAST_SHED_BYTES) {
        record = this.preparation.withoutBodies(record);
        bytes -= bodyBytes;
        bodyBytes = 0;
        this.noteShed();
      }
    }
    return this.enqueue(this.prepared(record, bytes, bodyBytes, user), released);
  }

  /** Also writes it to disk where records are journaled. @param before the record with the same number that it replaces */
  prepare(record: ActivityLog, bytes: number, bodyBytes: number, before?: WaitingRecord): WaitingRecord {
    this.own.number(record);
    const waiting = this.prepared(record, bytes, bodyBytes, accountOf(record), before?.record);
    if (this.disk?.isJournal) this.disk.write(waiting);
    if (this.disk?.hasMemoryOnly) this.own.scheduleGapsToDisk();
    return waiting;
  }

  /** Writes the records that `write` prepares with one system call. */
  journalTogether(write: () => void): void {
    if (!this.disk) return write();
    this.disk.writeTogether(write);
    if (this.disk.hasMemoryOnly) this.own.scheduleGapsToDisk();
  }

  /** Frees a record that is not queued, because another takes its place. */
  discard(waiting: WaitingRecord): void {
    this.disk?.confirm(waiting);
    this.preparation.release(waiting);
  }

  enqueue(waiting: WaitingRecord, released?: () => void): boolean {
    waiting.released = released;
    this.incoming = waiting;
    this.queue.add(waiting);
    if (this.incoming === undefined) return false;
    this.incoming = undefined;
    this.counts.accepted++;
    return true;
  }

  /** Queues the records of what is missing; false where there is no room for them, or nothing to report. */
  reportGaps(): boolean {
    if (this.queue.queued === 0) this.gaps.emptied();
    const count = this.own.reportGaps();
    this.counts.accepted += count;
    return count > 0;
  }

  /**
   * The store refused records for good; they are not released yet. A store that refuses gap records too is not given one after the
   * other.
   */
  rejected(batch: readonly WaitingRecord[], rejected: InsertOutcome['rejected']): void {
    const byId = new Map(batch.map((each) => [String(each.record._id), each]));
    const refused = rejected.flatMap(({ record, reason }) => {
      const waiting = byId.get(String(record?._id));
      return waiting ? [{ waiting, reason }] : [];
    });
    this.disk?.keepRejected(refused);
    for (const { waiting } of refused) if (!waiting.isOwn) this.lost(waiting.record, 'rejected');
  }

  /** What is missing must be on disk before the files that hold it are deleted. */
  lostOnDisk(records: readonly LostRecord[]): void {
    for (const record of records) this.gaps.lost(record, 'spool-full');
    this.own.gapsToDisk();
  }

  release(batch: readonly WaitingRecord[]): void {
    for (const waiting of batch) {
      this.own.release(waiting);
      this.disk?.confirm(waiting);
      this.preparation.release(waiting);
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
    for (const waiting of queue.clear()) this.preparation.release(waiting);
    own.gapsToDisk();
    return { lost, onDisk };
  }

  private prepared(
    record: ActivityLog,
    bytes: number,
    bodyBytes: number,
    user: string,
    before?: ActivityLog,
  ): WaitingRecord {
    // Memory shared with others would stay taken while any of them waits: then the account would be wrong.
    const isAlone = this.queue.bytes > this.options.maxBytes / 2;
    return this.preparation.prepare(record, bytes, bodyBytes, user, isAlone, before);
  }

  private shed(waiting: WaitingRecord): void {
    this.noteShed();
    this.preparation.shed(waiting);
  }

  private drop(waiting: WaitingRecord): void {
    const isIncoming = waiting === this.incoming;
    if (isIncoming) this.incoming = undefined;
    const isOnDisk = this.disk?.leave(waiting) === true;
    this.preparation.release(waiting);
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

  /** Counts a record that was dropped before it came here, and gives it a number as to any other. */
  droppedBefore(): void {
    const record: LostRecord = { created_time: new Date() };
    this.own.number(record);
    this.refuse(record);
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

  noteShed(): void {
    this.counts.shed++;
    this.gaps.shed();
  }
}
