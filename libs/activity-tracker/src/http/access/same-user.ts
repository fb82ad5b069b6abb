import type { ActivityUserId } from '../../record/activity-log.js';
import { isUserId } from '../../record/user-forms.js';
import type { ActivityFilter } from '../../storage/port/activity-store.js';
import { storedForms } from '../../storage/stored-user.js';

/**
 * `7` and `'7'` are the same user: the types in the collection and in the token may differ.
 * @throws TypeError if `userId` is not a user id
 */
export function ofUser(userId: ActivityUserId): { user_id: { $in: unknown[] } } & ActivityFilter {
  if (!isUserId(userId)) {
    throw new TypeError(`userId must be a non-empty string or a safe integer, got ${String(userId)}; nothing was read`);
  }
  return { user_id: { $in: storedForms(userId) } };
}
