import type { ActivityLog } from '../../record/activity-log.js';
import type { Mentions } from './person/mentions.js';

/** What counts are made of stays, under a name that leads nowhere; the rest is as if it had not been recorded. */
export function pseudonymise(record: ActivityLog, pseudonym: string): ActivityLog {
  const { _id, url_name, namespace, route, method, status_code, created_time, execution_time, outcome } = record;
  return {
    _id,
    user_id: pseudonym,
    url_name,
    namespace,
    route,
    url_path: null,
    api: null,
    method,
    headers: {},
    body: null,
    response: null,
    status_code,
    created_time,
    execution_time,
    client_ip_address: null,
    country: null,
    outcome,
    trace_id: null,
    ...(record.event_name !== undefined && { event_name: record.event_name }),
  };
}

/** A custom event is called what the host calls it, and that stays. */
export function eraseNames(record: ActivityLog, mentions: Mentions): ActivityLog {
  const erased = { ...record };
  for (const field of ['url_name', 'event_name'] as const) {
    const name = record[field];
    if (typeof name === 'string') erased[field] = mentions.text(name);
  }
  return erased.url_name === record.url_name && erased.event_name === record.event_name ? record : erased;
}
