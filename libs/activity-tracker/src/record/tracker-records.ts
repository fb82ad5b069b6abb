import type { ActivityLog } from './activity-log.js';

/** `namespace` of the records that the tracker makes about the log itself. */
export const TRACKER_NAMESPACE = 'ActivityTracker';

/** `url_name` of the first record of a life. @publicApi */
export const ACTIVITY_STARTED = 'activity.started';
/** `url_name` of the last record of a life that ended in order. @publicApi */
export const ACTIVITY_STOPPED = 'activity.stopped';
/** `url_name` of a record that stands for records which are missing. @publicApi */
export const ACTIVITY_GAP = 'activity.gap';
/** `url_name` of a record that stands for records which were removed on purpose. @publicApi */
export const ACTIVITY_REMOVED = 'activity.removed';

const KINDS: ReadonlySet<unknown> = new Set([ACTIVITY_STARTED, ACTIVITY_STOPPED, ACTIVITY_GAP, ACTIVITY_REMOVED]);

/** Records about the log that are no activity: lists, statistics, histories and the live tail leave them out. */
export const HIDDEN_RECORDS: readonly string[] = [ACTIVITY_STARTED, ACTIVITY_STOPPED, ACTIVITY_REMOVED];

/** Whether the tracker made the record about the log itself: verification reads it, and retention by rule must keep it. */
export const isTrackerRecord = ({ namespace, url_name }: Pick<ActivityLog, 'namespace' | 'url_name'>): boolean =>
  namespace === TRACKER_NAMESPACE && KINDS.has(url_name);
