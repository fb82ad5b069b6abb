import type { ActivityLog } from '../../record/activity-log.js';
import type { Mentions } from './mentions.js';

/** What counts are made of stays, under a name that leads nowhere; the rest is as if it had not been recorded. */
export function pseudonymise(record: ActivityLog, pseudonym: string, mentions: Mentions): ActivityLog {
  const { _id, namespace, route, method, status_code, created_time, execution_time, outcome } = record;
  return {
    _id,
    user_id: pseudonym,
    // A custom event is called what the host calls it.
    url_name: record.url_name === null ? null : mentions.text(String(record.url_name)),
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
    ...(typeof record.event_name === 'string' && { event_name: mentions.text(record.event_name) }),
  };
}
