import { Types } from 'mongoose';
import type { ActivityLog } from '../record/activity-log.js';

/** Numbers the records of one life, in the order in which the buffer takes responsibility for them. */
export class RecordSequence {
  readonly instance = new Types.ObjectId();
  /** Number of the last record; 0 before the first. */
  last = 0;

  stamp(record: ActivityLog): void {
    record.instance = this.instance;
    record.seq = ++this.last;
  }
}
