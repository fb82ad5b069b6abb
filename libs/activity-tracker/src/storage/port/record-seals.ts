import type { ActivityLog } from '../../record/activity-log.js';

/** Of a stored record: `linked` if it is as it was recorded, or if that cannot be told; `unlinked` if it is in no chain. */
export type RecordState = 'linked' | 'unlinked' | 'changed';

/** Makes what the tracker itself writes to a stored log verifiable. */
export interface RecordSeals {
  /** Whether seals cannot be forged: then only records that are as they were recorded may be sealed. */
  readonly isKeyed: boolean;
  /** @param record read with `keepsBytes` */
  stateOf(record: ActivityLog): RecordState;
  /** The record to write in place of another. */
  change(before: ActivityLog, after: ActivityLog): ActivityLog;
  /** A record that tells of a removal, and is stored at once. */
  note(record: ActivityLog): ActivityLog;
}
