import type { ActivityLog } from '../record/activity-log.js';
import { ACTIVITY_GAP, ACTIVITY_STARTED, ACTIVITY_STOPPED, isTrackerRecord } from '../record/tracker-records.js';
import type { SeqRange } from '../sequence/seq-ranges.js';
import { Explanations, type MissingCause } from './explanations.js';
import { type Interval, SeqBits } from './seq-bits.js';

const MOST_LISTED = 100;
const ID = /^[0-9a-f]{24}$/;
const COUNTER_MODULUS = 2 ** 24;

export class Life {
  readonly present = new SeqBits();
  readonly explanations = new Explanations();
  /** Removed records that were in no chain. In a chained life they were put there. */
  readonly unlinkedRemovals: { range: SeqRange; cause: MissingCause }[] = [];
  isChained = false;
  /** Missing numbers that nothing explains. */
  unexplained: readonly Interval[] = [];
  readonly recent: Interval[] = [];
  readonly twice: number[] = [];
  /** Numbers that contradict the order in which the ids were made. */
  readonly disordered: number[] = [];
  records = 0;
  twiceCount = 0;
  disorderedCount = 0;
  startedAt = 0;
  /** `buffer.instanceName`. */
  name: string | undefined;
  stopped: { seq: number; last: unknown } | undefined;
  /** Highest number of a record that may not follow the end. */
  lastActivity = 0;
  /** Highest number of a record that is so old that others of its time may have expired. */
  lastOld = 0;
  /** Lowest number of a record that is so new that others before it may lie outside of the days that are read, or be on their way. */
  firstLate = Infinity;
  private previous: { seq: number; id: Uint8Array } | undefined;

  see(record: ActivityLog, seq: number, { isOld, isLate }: { isOld: boolean; isLate: boolean }): void {
    this.records++;
    this.isChained ||= record.chain !== undefined;
    if (!this.present.add(seq)) {
      if (this.twiceCount++ < MOST_LISTED) this.twice.push(seq);
    }
    if (isOld && seq > this.lastOld) this.lastOld = seq;
    if (isLate && seq < this.firstLate) this.firstLate = seq;
    this.compareIds(record, seq);
    const name = isTrackerRecord(record) ? record.url_name : undefined;
    if (name === ACTIVITY_STARTED) {
      this.startedAt = seq;
      this.name = textOf(record.body, 'name');
    }
    if (name === ACTIVITY_STOPPED) this.stopped = { seq, last: (record.body as { last?: unknown } | null)?.last };
    else if (name !== ACTIVITY_GAP && seq > this.lastActivity) this.lastActivity = seq;
  }

  /** Ids of a process count up, whatever its clock does: a lower number on a later id was put there. */
  private compareIds({ _id }: ActivityLog, seq: number): void {
    const id = idBytes(_id);
    if (!id) return;
    const { previous } = this;
    if (previous && isSameMaker(previous.id, id) && contradicts(previous, { seq, id })) {
      if (this.disorderedCount++ < MOST_LISTED) this.disordered.push(seq);
    }
    this.previous = { seq, id };
  }
}

/** An exported record has its id as text. */
function idBytes(id: unknown): Uint8Array | undefined {
  if (typeof id === 'string') return ID.test(id) ? Buffer.from(id, 'hex') : undefined;
  const bytes = (id as { id?: unknown } | null)?.id;
  return bytes instanceof Uint8Array && bytes.length === 12 ? bytes : undefined;
}

const isSameMaker = (a: Uint8Array, b: Uint8Array): boolean => {
  for (let at = 4; at < 9; at++) if (a[at] !== b[at]) return false;
  return true;
};

const counterOf = (id: Uint8Array): number => (id[9]! << 16) | (id[10]! << 8) | id[11]!;

function contradicts(a: { seq: number; id: Uint8Array }, b: { seq: number; id: Uint8Array }): boolean {
  if (b.seq >= a.seq) return false;
  const ahead = (counterOf(b.id) - counterOf(a.id) + COUNTER_MODULUS) % COUNTER_MODULUS;
  return ahead > 0 && ahead < COUNTER_MODULUS / 2;
}

function textOf(body: unknown, key: string): string | undefined {
  const value = (body as Readonly<Record<string, unknown>> | null)?.[key];
  return typeof value === 'string' ? value : undefined;
}
