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
  'chain',
]);
/** Names of handlers are code; a custom event has no route, and its name may contain personal data. */
const NAMES: ReadonlySet<string> = new Set(['url_name', 'event_name']);

export function isPersonal(field: string, { route }: Pick<ActivityLog, 'route'>): boolean {
  return !NEVER_PERSONAL.has(field) && !(NAMES.has(field) && typeof route === 'string');
}

/** The application's and its schema's names: the type of an object, the fields of a GraphQL request. */
const NAMED_IN: Readonly<Record<string, readonly string[]>> = { resource: ['type'], graphql: ['type', 'fields'] };

export function isNamedByApplication([field, key]: readonly string[]): boolean {
  return key !== undefined && Object.hasOwn(NAMED_IN, field!) && NAMED_IN[field!]!.includes(key);
}

export function isRecordOfNames(field: string): boolean {
  return Object.hasOwn(NAMED_IN, field);
}
