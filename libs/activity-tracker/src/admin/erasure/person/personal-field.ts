import type { ActivityLog } from '../../../record/activity-log.js';

/** Fields set by the application and the tracker, never by a client: statistics rely on them. */
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
  'bodies_removed_at',
  'instance',
  'seq',
]);
/** Names of handlers are code; a custom event has no route, and its name may contain personal data. */
const NAMES: ReadonlySet<string> = new Set(['url_name', 'event_name']);

export function isPersonal(field: string, { route }: Pick<ActivityLog, 'route'>): boolean {
  return !NEVER_PERSONAL.has(field) && !(NAMES.has(field) && typeof route === 'string');
}
