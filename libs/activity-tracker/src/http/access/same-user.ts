import type { ActivityUserId } from '../../record/activity-log.js';
import { isUserId, userForms } from '../../record/user-forms.js';
import type { ActivityFilter } from '../../storage/port/activity-store.js';

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
