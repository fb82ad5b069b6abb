import type { ActivityLog } from '../record/activity-log.js';
import { type LifeState, newLifeState } from './life-state.js';

/** Numbers the records of one life, in the order in which the buffer takes responsibility for them. */
export class RecordSequence {
  /** @param life continued if it has begun */
  constructor(readonly life: LifeState = newLifeState()) {}

  get instance(): LifeState['instance'] {
    return this.life.instance;
  }

  /** Number of the last record; 0 before the first. */
  get last(): number {
    return this.life.last;
  }

  stamp(record: Pick<ActivityLog, 'instance' | 'seq'>): void {
    record.instance = this.instance;
    record.seq = ++this.life.last;
  }

  /** The record of the start is the first, also where it is made again. */
  stampStart(record: ActivityLog): void {
    record.instance = this.instance;
    record.seq = 1;
    this.life.last = Math.max(this.life.last, 1);
  }
}
