import { Types } from 'mongoose';
import type { ActivityLog } from './activity-log.js';
import { newRecord } from './new-record.js';

export type EventFields = Pick<ActivityLog, 'url_name' | 'body' | 'created_time'> & Partial<ActivityLog>;

export function eventRecord(fields: EventFields): ActivityLog {
  const record = newRecord({
    _id: new Types.ObjectId(),
    user_id: null,
    namespace: null,
    route: null,
    url_path: null,
    api: null,
    method: null,
    headers: {},
    response: null,
    status_code: null,
    execution_time: 0,
    client_ip_address: null,
    country: null,
    outcome: 'completed',
    trace_id: null,
    ...fields,
  });
  if (fields.url_name !== null) record.event_name = fields.url_name;
  return record;
}
