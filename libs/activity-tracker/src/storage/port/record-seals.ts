import type { ActivityLog } from '../../record/activity-log.js';

/** Makes what the tracker itself writes to a stored log verifiable. */
export interface RecordSeals {
  /** The record to write in place of another. */
  change(before: ActivityLog, after: ActivityLog): ActivityLog;
  /** A record that tells of a removal, and is stored at once. */
  note(record: ActivityLog): ActivityLog;
}
