import type { ActivityLog } from '../../record/activity-log.js';
import { PACKAGE_VERSION } from '../../package/package-version.js';
import { startedRecord, type StartedBody, stoppedRecord } from '../../sequence/life-records.js';
import type { RecordLinks } from '../../integrity/record-links.js';
import { lostRecordOf } from '../../sequence/gap-record.js';
import type { RecordSequence } from '../../sequence/record-sequence.js';
import type { GapLog } from '../reports/gap-log.js';
import type { RecordsOnDisk } from '../records-on-disk.js';
import type { FairQueue } from './fair-queue.js';
import { WaitingRecord } from './waiting-record.js';

/** Approximate bytes of such a record in the queue. */
const OWN_BYTES = 1_000;
/** Milliseconds between two writes of gaps to disk: each write is a record. */
const GAP_TO_DISK_MS = 1_000;

export interface OwnRecordsSettings {
  readonly sequence: RecordSequence | undefined;
  readonly links: RecordLinks | undefined;
  readonly instanceName: string | undefined;
  readonly gaps: GapLog;
  readonly disk: RecordsOnDisk | undefined;
  readonly queue: FairQueue;
}

/** Numbers records, and queues those that tell of the life of this process and of what is missing in it. */
export class OwnRecords {
  private readonly sequence: RecordSequence | undefined;
  /** Made before all others: ids are in the order of numbers. */
  private readonly start: ActivityLog | undefined;
  private state: 'new' | 'begun' | 'ended' = 'new';
  private timer: NodeJS.Timeout | undefined;
  private gapsWrittenAt = -Infinity;
  /** Numbered gap records that neither the queue nor a file has accepted yet. */
  private readonly left: ActivityLog[] = [];
  /** Queued records of the start and the end, which no counter includes. */
  waiting = 0;
  /** Queued records about the log itself: those, and gaps. */
  queued = 0;

  constructor(private readonly settings: OwnRecordsSettings) {
    const sequence = (this.sequence = settings.sequence);
    if (!sequence) return;
    this.start = { ...startedRecord(this.about()), _id: sequence.life.startId };
    if (sequence.life.isStartSettled) this.state = 'begun';
  }

  /** Numbers a record; the first is preceded by that of the start. A record that is written again keeps its number. */
  number(record: Pick<ActivityLog, 'instance' | 'seq'>): void {
    if (!this.sequence) return;
    if (this.state === 'new') this.begin();
    if (record.seq === undefined) this.sequence.stamp(record);
  }

  end(): void {
    if (this.state !== 'begun') return;
    this.state = 'ended';
    const stop = stoppedRecord({ ...this.about(), last: this.sequence!.last });
    this.sequence!.stamp(stop);
    this.addOfLife(stop);
  }

  /** Queues gap records as soon as there is room for them. @returns how many were queued */
  reportGaps(): number {
    const { gaps, queue } = this.settings;
    const count = this.left.length + gaps.length;
    if (count === 0 || !queue.hasRoomFor(OWN_BYTES * count)) return 0;
    for (const record of [...this.left.splice(0), ...this.numbered(gaps.take())]) this.add(record);
    return count;
  }

  /** Writes gaps to the files, the first at once, so that they outlive the process. */
  scheduleGapsToDisk(): void {
    if (!this.settings.disk || this.timer) return;
    const pause = this.gapsWrittenAt + GAP_TO_DISK_MS - performance.now();
    this.timer = setTimeout(() => this.gapsToDisk(), Math.max(0, pause)).unref();
  }

  /** Writes gap records to the files; those that fail stay in memory. */
  gapsToDisk(): void {
    this.stop();
    const { gaps, disk } = this.settings;
    if (!disk) return;
    this.gapsWrittenAt = performance.now();
    for (const record of disk.takeMemoryOnly()) gaps.lost(lostRecordOf(record), 'memory-only');
    if (this.left.length === 0) this.left.push(...this.numbered(gaps.take()));
    while (this.left.length > 0 && disk.leaveGap(this.left[0]!)) this.left.shift();
    if (this.left.length > 0) this.scheduleGapsToDisk();
  }

  release({ isOwn, isOfLife, record }: WaitingRecord): void {
    if (isOwn) this.queued--;
    if (!isOfLife) return;
    this.waiting--;
    if (record._id === this.start?._id) this.sequence!.life.isStartSettled = true;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private begin(): void {
    this.state = 'begun';
    this.sequence!.stampStart(this.start!);
    this.addOfLife(this.start!);
  }

  private numbered(records: ActivityLog[]): ActivityLog[] {
    for (const record of records) {
      const isNew = record.seq === undefined;
      this.number(record);
      // At once: links follow each other in the order of the numbers.
      if (isNew) this.settings.links?.linkPlain(record);
    }
    return records;
  }

  private addOfLife(record: ActivityLog): void {
    this.settings.links?.linkPlain(record);
    this.waiting++;
    this.add(record).isOfLife = true;
  }

  private add(record: ActivityLog): WaitingRecord {
    const { disk, queue } = this.settings;
    const waiting = new WaitingRecord(record, OWN_BYTES, 0, undefined);
    waiting.isOwn = true;
    this.queued++;
    disk?.write(waiting);
    queue.add(waiting);
    return waiting;
  }

  private about(): StartedBody {
    const { instanceName = null } = this.settings;
    return { version: PACKAGE_VERSION, node: process.version, pid: process.pid, name: instanceName };
  }
}
