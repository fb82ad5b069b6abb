import type { ActivityLog } from '../record/activity-log.js';
import { eventRecord } from '../record/event-record.js';
import { ACTIVITY_STARTED, ACTIVITY_STOPPED, TRACKER_NAMESPACE } from '../record/tracker-records.js';

/** `body` of `activity.started`. @publicApi */
export interface StartedBody {
  /** Version of this package. */
  version: string;
  /** Version of Node.js. */
  node: string;
  pid: number;
  /** `buffer.instanceName`; `null` without it. */
  name: string | null;
}

/** `body` of `activity.stopped`. @publicApi */
export interface StoppedBody extends StartedBody {
  /** Number of the last record before this one. */
  last: number;
}

export const startedRecord = (body: StartedBody): ActivityLog =>
  eventRecord({ url_name: ACTIVITY_STARTED, namespace: TRACKER_NAMESPACE, body, created_time: new Date() });

export const stoppedRecord = (body: StoppedBody): ActivityLog =>
  eventRecord({ url_name: ACTIVITY_STOPPED, namespace: TRACKER_NAMESPACE, body, created_time: new Date() });
