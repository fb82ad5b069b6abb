import type { ActivityLog } from '../record/activity-log.js';
import type { RetentionPart } from './retention-plan.js';

/** Why records, or their bodies, are removed. */
export interface RemovalReason {
  part: RetentionPart;
  /** Such as `storage.retention[0]`. */
  by: string;
}

/** Writes into the log which records are about to go, so that a later check explains the missing numbers. */
export interface RemovalNotes {
  before(records: readonly ActivityLog[], reason: RemovalReason): Promise<void>;
}
