import type { ActivityLog } from '../../record/activity-log.js';
import type { RecordChange } from './activity-store.js';

/** `undefined` if unchanged. @throws TypeError if `_id` changed, which would store a second record */
export function changedRecord(read: ActivityLog, change: RecordChange): ActivityLog | undefined {
  const written = change(read);
  if (written === read) return undefined;
  if (String(written._id) !== String(read._id)) {
    throw new TypeError(`rewrite: the record ${String(read._id)} got the _id ${String(written._id)}; keep its own`);
  }
  return written;
}
