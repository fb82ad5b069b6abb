import type { ActivityLog } from './activity-log.js';

const OUTCOMES: ReadonlySet<unknown> = new Set(['completed', 'errors', 'aborted', 'unfinished']);

/**
 * Whether this tracker wrote the record, and so masked it: other writers know neither outcomes nor numbers of processes.
 * False for a record without these fields (`masking.removeKeys`): masking it again changes nothing.
 */
export const isOwnRecord = ({ outcome, instance, seq }: Partial<ActivityLog>): boolean =>
  OUTCOMES.has(outcome) || (instance !== undefined && seq !== undefined);
