import type { ActivityLog } from '../../record/activity-log.js';
import { eventRecord } from '../../record/event-record.js';

/** `url_name` of a record that stands for records which are missing. @publicApi */
export const ACTIVITY_GAP = 'activity.gap';

/** A stretch of time in which records were dropped. */
export interface Gap {
  from: Date;
  to: Date;
  count: number;
  reason: string;
}

/** Says in the log itself how many records are missing, from when to when, and why. */
export function gapRecord(gap: Gap): ActivityLog {
  return eventRecord({
    url_name: ACTIVITY_GAP,
    body: { ...gap },
    created_time: gap.from,
    execution_time: (gap.to.getTime() - gap.from.getTime()) / 1000,
  });
}
