import type { ActivityUserId } from '../../record/activity-log.js';
import { userForms } from '../../record/user-forms.js';
import type { ActivityFilter } from '../../storage/port/activity-store.js';

/** `0` is a valid id; `''`, `undefined` and `null` are not, and must never scope a query. */
export function isUserId(value: unknown): value is ActivityUserId {
  return (typeof value === 'string' && value !== '') || Number.isSafeInteger(value);
}

/**
 * `7` and `'7'` are the same user: the types in the collection and in the token may differ.
 * @throws TypeError if `userId` is not a user id
 */
export function ofUser(userId: ActivityUserId): { user_id: { $in: ActivityUserId[] } } & ActivityFilter {
  if (!isUserId(userId)) {
    throw new TypeError(`userId must be a non-empty string or a safe integer, got ${String(userId)}; nothing was read`);
  }
  return { user_id: { $in: userForms(userId) } };
}
