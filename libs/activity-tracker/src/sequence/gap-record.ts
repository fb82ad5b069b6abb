import type { Types } from 'mongoose';
import type { ActivityLog } from '../record/activity-log.js';
import { eventRecord } from '../record/event-record.js';
import { ACTIVITY_GAP, isTrackerRecord, TRACKER_NAMESPACE } from '../record/tracker-records.js';
import { readRanges, SeqRanges, type StoredRange } from './seq-ranges.js';

/**
 * Why records are missing. `full`: the buffer had no room; `rejected`: the store refused them for their own reason; `spool-full`: their
 * file was deleted to make room (`buffer.whenSpoolIsFull: 'drop-oldest'`); `memory-only`: the files had no room, and records in memory
 * were lost if their process was killed; `shutdown`: the store did not take them in time.
 * @publicApi
 */
export type GapReason = 'full' | 'rejected' | 'spool-full' | 'memory-only' | 'shutdown';

/** `body` of a record `activity.gap`. @publicApi */
export interface GapBody {
  /** Arrival of the first and of the last missing record. */
  from: Date;
  to: Date;
  count: number;
  reason: GapReason;
  /** The life whose records are missing. Absent with `buffer.sequence: false`, as the fields below. */
  instance?: Types.ObjectId;
  /** Lowest and highest number among them. */
  first?: number;
  last?: number;
  ranges?: StoredRange[];
}

export interface LostRecord extends Pick<ActivityLog, 'created_time' | 'instance' | 'seq'> {
  /** It told of others that are missing. */
  readonly gap?: GapBody;
}

export function lostRecordOf(record: ActivityLog): LostRecord {
  const { created_time, instance, seq, body } = record;
  const isGap = isTrackerRecord(record) && record.url_name === ACTIVITY_GAP;
  return { created_time, instance, seq, ...(isGap && { gap: body as GapBody }) };
}

class Gap {
  private from: Date | undefined;
  private to: Date | undefined;
  private readonly ranges = new SeqRanges();
  private unnumbered = 0;

  constructor(
    private readonly reason: GapReason,
    readonly instance: Types.ObjectId | undefined,
  ) {}

  get count(): number {
    return this.ranges.count + this.unnumbered;
  }

  add({ created_time, seq }: LostRecord): void {
    const isTime = created_time instanceof Date && !Number.isNaN(created_time.getTime());
    this.widen(isTime ? created_time : new Date());
    if (seq === undefined) this.unnumbered++;
    else this.ranges.add(seq);
  }

  addAll({ from, to, count, ranges }: GapBody): void {
    this.widen(from);
    this.widen(to);
    const numbered = readRanges(ranges);
    if (!numbered) this.unnumbered += count;
    for (const range of numbered ?? []) this.ranges.addRange(range);
  }

  /** Says in the log itself how many records are missing, which, from when to when, and why. */
  toRecord(): ActivityLog {
    const { from = new Date(), to = from, count, reason, instance, ranges } = this;
    const numbers = instance && { instance, first: ranges.first!, last: ranges.last!, ranges: ranges.toStored() };
    const body: GapBody = { from, to, count, reason, ...numbers };
    return eventRecord({
      url_name: ACTIVITY_GAP,
      namespace: TRACKER_NAMESPACE,
      body,
      created_time: to,
      execution_time: (to.getTime() - from.getTime()) / 1000,
    });
  }

  private widen(time: Date): void {
    if (!this.from || time < this.from) this.from = time;
    if (!this.to || time > this.to) this.to = time;
  }
}

export class Gaps {
  private readonly gaps = new Map<string, Gap>();

  get count(): number {
    let count = 0;
    for (const gap of this.gaps.values()) count += gap.count;
    return count;
  }

  add(record: LostRecord, reason: GapReason): void {
    this.of(record.seq === undefined ? undefined : record.instance, reason).add(record);
    if (record.gap) this.of(record.gap.instance, record.gap.reason).addAll(record.gap);
  }

  /** A record for each gap; there are none afterwards. */
  take(): ActivityLog[] {
    const records = [...this.gaps.values()].map((gap) => gap.toRecord());
    this.gaps.clear();
    return records;
  }

  get length(): number {
    return this.gaps.size;
  }

  private of(instance: Types.ObjectId | undefined, reason: GapReason): Gap {
    const key = `${String(instance)} ${reason}`;
    let gap = this.gaps.get(key);
    if (!gap) this.gaps.set(key, (gap = new Gap(reason, instance)));
    return gap;
  }
}
