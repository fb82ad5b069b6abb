import type { ActivityLog } from '../../record/activity-log.js';

/** Of records that were missed, the most that are told. */
export const MOST_MISSED = 500;

/** A record that has just been stored, and where reading goes on after it. @publicApi */
export interface LiveRecord {
  record: ActivityLog;
  /** For `Last-Event-ID`. */
  position: string;
}

/** Hears of records as they are stored. */
export interface LiveListener {
  next(live: LiveRecord): void;
  /** More came than could be told; what is missing is in the list. */
  skipped(): void;
}
