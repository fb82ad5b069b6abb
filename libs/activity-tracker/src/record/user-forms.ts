import type { ActivityUserId } from './activity-log.js';

/** `0` is a valid id; `''`, `undefined` and `null` are not, and must never scope a query. */
export function isUserId(value: unknown): value is ActivityUserId {
  return (typeof value === 'string' && value !== '') || Number.isSafeInteger(value);
}

/** Equivalent stored ids: `7` and `'7'` are the same user, because tokens and older collections differ in type. */
export function userForms(userId: ActivityUserId): ActivityUserId[] {
  const text = String(userId);
  const number = Number(text);
  // Only canonical numbers: '007' and '1e3' are names.
  return Number.isSafeInteger(number) && String(number) === text ? [number, text] : [text];
}

export const isSameUser = (a: ActivityUserId, b: ActivityUserId): boolean => String(a) === String(b);
