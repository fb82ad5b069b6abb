import type { ActivityUserId } from '../record/activity-log.js';

/** Who made a call, by the word of a verified token or of the host. */
export interface Identity {
  readonly userId: ActivityUserId;
  /** Claims of the token, or what `resolveUser` gave beside the id. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What `resolveUser` may answer: an id, `{ id, payload }`, nothing for nobody, or a promise of one of these. @publicApi */
export type ResolvedUser = unknown;

/**
 * Asks the host who made a call, when the response ends; for hosts on passport or sessions.
 * @publicApi
 */
export type ResolveUser = (request: unknown) => ResolvedUser;

/** Who it is, nobody, or an answer that the host or a key provider still owes. */
export type MaybeIdentity = Identity | null | Promise<Identity | null>;
