import type { ActivityLog } from '../../record/activity-log.js';
import type { Mentions } from './person/mentions.js';

/** Keeps the data for statistics under a random name; removes the rest. */
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

/** The name of a custom event comes from the application and stays. */
export function eraseNames(record: ActivityLog, mentions: Mentions): ActivityLog {
  const erased = { ...record };
  for (const field of ['url_name', 'event_name'] as const) {
    const name = record[field];
    if (typeof name === 'string') erased[field] = mentions.text(name);
  }
  return erased.url_name === record.url_name && erased.event_name === record.event_name ? record : erased;
}
