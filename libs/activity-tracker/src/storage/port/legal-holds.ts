import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import { userForms } from '../../record/user-forms.js';
import type { ActivityFilter } from './activity-filter.js';
import { SharedClass } from '../../package/shared-class.js';

/** A person whose records must be kept, whatever retention and erasure say. @publicApi */
export interface LegalHold {
  /** The person. */
  user_id: ActivityUserId;
  /** Why, such as the number of a case. */
  reason: string;
  /** When it ends by itself; `null`: when it is lifted. */
  until: Date | null;
  /** Administrator who placed it. */
  placed_by: ActivityUserId;
  /** When it was placed. */
  placed_at: Date;
}

/** Keeps the legal holds of a store, one for each person, and keeps retention from the records of held persons. @publicApi */
export interface LegalHolds {
  /** The holds in force, oldest first. @throws StoreUnavailableError */
  list(): Promise<LegalHold[]>;
  /** The hold in force on a person; `7` and `'7'` are one. @throws StoreUnavailableError */
  of(userId: ActivityUserId): Promise<LegalHold | null>;
  /**
   * Places a hold in the place of any earlier one on the same person. Resolves when retention leaves the person's records.
   * @throws RetentionNotParkedError when the hold is placed and retention goes on all the same
   * @throws StoreUnavailableError when the hold may or may not be placed
   */
  place(hold: LegalHold): Promise<void>;
  /** Lifts a hold; `null` if there was none. @throws StoreUnavailableError */
  lift(userId: ActivityUserId): Promise<LegalHold | null>;
  /**
   * Deletes what is past retention and not held, while a hold keeps the store itself from doing so. Called once a minute
   * in each process. @throws StoreUnavailableError
   */
  maintain?(signal?: AbortSignal): Promise<void>;
  /** Hands the work of {@link maintain} over to other processes. */
  release?(): Promise<void>;
}

/**
 * The hold is in force against erasure, but the database goes on deleting records by age.
 * @publicApi
 */
@SharedClass('RetentionNotParkedError')
export class RetentionNotParkedError extends Error {
  override readonly name = 'RetentionNotParkedError';
}

/** Records that no hold covers: neither made by a held person nor in whose name a held person acted. */
export function outsideHolds(holds: readonly LegalHold[]): ActivityFilter {
  if (holds.length === 0) return {};
  const held = holds.flatMap(({ user_id }) => userForms(user_id));
  return { user_id: { $nin: held }, actor_id: { $nin: held } };
}

/** Whether a hold covers the record. */
export function isCovered(record: ActivityLog, held: ReadonlySet<string>): boolean {
  return [record.user_id, record.actor_id].some((id) => id !== null && id !== undefined && held.has(String(id)));
}
