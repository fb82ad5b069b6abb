import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import { storedForms } from '../stored-user.js';
import type { ActivityFilter } from './activity-filter.js';
import { SharedClass } from '../../package/shared-class.js';

/** A person whose records must be kept despite retention and erasure. @publicApi */
export interface LegalHold {
  /** Id of the person. */
  user_id: ActivityUserId;
  /** Reason, such as a case number. */
  reason: string;
  /** End of the hold; `null`: until it is lifted. */
  until: Date | null;
  /** Id of the administrator who placed it. */
  placed_by: ActivityUserId;
  /** Time it was placed. */
  placed_at: Date;
}

/** Keeps the legal holds, one for each person, and protects held records from retention. @publicApi */
export interface LegalHolds {
  /** Returns the holds in force, oldest first. @throws StoreUnavailableError */
  list(): Promise<LegalHold[]>;
  /** Returns the hold in force on a person; `7` and `'7'` are the same. @throws StoreUnavailableError */
  of(userId: ActivityUserId): Promise<LegalHold | null>;
  /**
   * Places a hold, which replaces an earlier one on the same person. Resolves when retention skips the person's
   * records.
   * @throws RetentionNotParkedError if the hold is placed but retention continues
   * @throws StoreUnavailableError if the hold may or may not be placed
   */
  place(hold: LegalHold): Promise<void>;
  /** Lifts a hold; resolves to `null` if there was none. @throws StoreUnavailableError */
  lift(userId: ActivityUserId): Promise<LegalHold | null>;
  /**
   * Deletes expired records that are not held, while a hold keeps the store itself from deleting. Called once a minute
   * in each process. @throws StoreUnavailableError
   */
  maintain?(signal?: AbortSignal): Promise<void>;
  /** Hands the work of {@link maintain} over to another process. */
  release?(): Promise<void>;
}

/** The hold protects against erasure, but the database still deletes records by age. @publicApi */
@SharedClass('RetentionNotParkedError')
export class RetentionNotParkedError extends Error {
  override readonly name = 'RetentionNotParkedError';
}

/** Matches records without a hold: neither the user nor the impersonating actor is held. */
export function outsideHolds(holds: readonly LegalHold[]): ActivityFilter {
  if (holds.length === 0) return {};
  const held = holds.flatMap(({ user_id }) => storedForms(user_id));
  return { user_id: { $nin: held }, actor_id: { $nin: held } };
}

export function isCovered(record: ActivityLog, held: ReadonlySet<string>): boolean {
  return [record.user_id, record.actor_id].some((id) => id !== null && id !== undefined && held.has(String(id)));
}
