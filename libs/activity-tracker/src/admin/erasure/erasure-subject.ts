import { ofUser } from '../../http/access/same-user.js';
import type { ActivityUserId } from '../../record/activity-log.js';
import type { ActivityFilter } from '../../storage/port/activity-store.js';
import { type LegalHold, outsideHolds } from '../../storage/port/legal-holds.js';
import type { ErasureOptions } from './erasure.types.js';
import type { HoldGuard } from './hold-guard.js';
import { Mentions } from './person/mentions.js';
import type { Person } from './person/person.js';

export interface ErasureSubject {
  userId: ActivityUserId;
  holds: readonly LegalHold[];
  guard: HoldGuard;
}

export function mentionsOf(
  userId: ActivityUserId,
  { emails, addresses }: Person,
  { also = [] }: ErasureOptions,
): Mentions {
  return new Mentions({ id: String(userId), texts: [...emails, ...addresses, ...also.map((text) => text.trim())] });
}

export const ofOthers = (userId: ActivityUserId) => ({ user_id: { $nin: ofUser(userId).user_id.$in } });

export const othersOf = ({ userId, holds }: ErasureSubject): ActivityFilter => ({
  $and: [ofOthers(userId), outsideHolds(holds)],
});

export const ownOf = ({ userId, holds }: ErasureSubject): ActivityFilter => ({
  $and: [ofUser(userId), outsideHolds(holds)],
});
