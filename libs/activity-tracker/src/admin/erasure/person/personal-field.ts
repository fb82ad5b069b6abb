import type { ActivityLog } from '../../../record/activity-log.js';

/** Fields written by the host's code and by the tracker, never by a client: counts are made of them. */
const NEVER_PERSONAL: ReadonlySet<string> = new Set([
  '_id',
  'namespace',
  'route',
  'method',
  'status_code',
  'created_time',
  'execution_time',
  'outcome',
  'country',
  'truncated',
]);
/** Names of a handler, where the host's code gives them; a custom event has no route, and its name may hold anything. */
const NAMES: ReadonlySet<string> = new Set(['url_name', 'event_name']);

/** Whether a field of the record can hold what a client, or an event of the host, says of a person. */
export function isPersonal(field: string, { route }: Pick<ActivityLog, 'route'>): boolean {
  return !NEVER_PERSONAL.has(field) && !(NAMES.has(field) && typeof route === 'string');
}
