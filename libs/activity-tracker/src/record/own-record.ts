import { ACTIVITY_OUTCOMES, type ActivityLog } from './activity-log.js';

/**
 * Whether this tracker wrote the record, and so masked it: other writers know neither outcomes nor numbers of processes.
 * False for a record without these fields (`masking.removeKeys`): masking it again changes nothing.
 */
export const isOwnRecord = ({ outcome, instance, seq }: Partial<ActivityLog>): boolean =>
  ACTIVITY_OUTCOMES.some((own) => own === outcome) || (instance !== undefined && seq !== undefined);

/** Finds records that {@link isOwnRecord} does not know, and never one under a chain. */
export const NOT_OWN = {
  outcome: { $nin: [...ACTIVITY_OUTCOMES] },
  chain: { $exists: false },
  $or: [{ instance: { $exists: false } }, { seq: { $exists: false } }],
};
