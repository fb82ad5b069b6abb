import type { ActivityUserId } from '../../record/activity-log.js';
import type { Identity } from '../identity.js';
import { userId } from './user-id.js';

/** The `act` claim (RFC 8693 §4.1): its first `userIdKey`, else its `sub`. A nested `act` is ignored. */
export function actorOf({ payload }: Identity, userIdKeys: readonly string[]): ActivityUserId | undefined {
  const { act } = payload;
  if (typeof act !== 'object' || act === null) return undefined;
  const claims = act as Record<string, unknown>;
  for (const key of [...userIdKeys, 'sub']) {
    if (Object.hasOwn(claims, key)) return userId(claims[key]);
  }
  return undefined;
}
