import { Types } from 'mongoose';
import type { ActivityLog } from '../record/activity-log.js';

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
  return {
    _id: new Types.ObjectId(),
    user_id: null,
    url_name: ACTIVITY_GAP,
    namespace: null,
    route: null,
    url_path: null,
    api: null,
    method: null,
    headers: {},
    body: { ...gap },
    response: null,
    status_code: null,
    created_time: gap.from,
    execution_time: (gap.to.getTime() - gap.from.getTime()) / 1000,
    client_ip_address: null,
    country: null,
    outcome: 'completed',
    trace_id: null,
    event_name: ACTIVITY_GAP,
  };
}
