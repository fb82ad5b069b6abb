import type { ActivityUserId } from './activity-log.js';

/** The forms in which records may hold one user: `7` and `'7'` are the same, so that old collections and new tokens meet. */
export function userForms(userId: ActivityUserId): ActivityUserId[] {
  const text = String(userId);
  const number = Number(text);
  // Only the canonical spelling: '007' and '1e3' are names, not numbers.
  return Number.isSafeInteger(number) && String(number) === text ? [number, text] : [text];
}

/** Whether both are forms of one user. */
export const isSameUser = (a: ActivityUserId, b: ActivityUserId): boolean => String(a) === String(b);
