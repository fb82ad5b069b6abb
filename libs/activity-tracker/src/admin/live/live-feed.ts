import type { ActivityLog } from '../../record/activity-log.js';

export const MOST_MISSED = 500;

/** A newly stored record, with the position after it. @publicApi */
export interface LiveRecord {
  record: ActivityLog;
  /** Value for `Last-Event-ID`. */
  position: string;
}

export interface LiveListener {
  next(live: LiveRecord): void;
  /** More records came than could be sent; the list has the rest. */
  skipped(): void;
}
