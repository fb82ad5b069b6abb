import type { ActivityLog } from '../../record/activity-log.js';
import { withoutNoteOf } from '../../storage/record-mask.js';
import type { ActivityQuery } from '../query/activity-query.js';

export const BODY_FIELDS = [
  'headers',
  'body',
  'response',
  'response_headers',
] as const satisfies readonly (keyof ActivityLog & string)[];

export function omitBodies(record: ActivityLog): ActivityLog {
  const rest: Partial<ActivityLog> = withoutNoteOf(record, BODY_FIELDS);
  for (const field of BODY_FIELDS) delete rest[field];
  return rest as ActivityLog;
}

/** Whether a query searches headers and bodies: each hit would reveal part of them. */
export const readsBodies = ({ conditions }: ActivityQuery): boolean => conditions.some(({ field }) => field === 'text');
