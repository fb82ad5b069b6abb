import type { ActivityUserId } from '../record/activity-log.js';
import type { HostRequest } from '../record/host-request.js';
import type { Refusal } from './token/refusal.js';

/** Who made a call, by the word of a verified token or of the host. */
export interface Identity {
  readonly userId: ActivityUserId;
  /** Claims of the token, or the `payload` that `resolveUser` gave with the id. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * What `resolveUser` may answer: an id, `{ id, payload }`, nothing (`undefined`, `null`, `false`, `''`) for an anonymous
 * request, or a promise of one of these. Ids are strings, safe integers, BigInts and BSON ids such as ObjectId and UUID.
 * @publicApi
 */
export type ResolvedUser = unknown;

/**
 * Tells who made a request; for hosts on passport or sessions. Asked when the guards have passed and, if it named no user
 * then, once more when the response ends.
 * @publicApi
 */
export type ResolveUser<Request = HostRequest> = (request: Request) => ResolvedUser;

/** The result of looking at a request's credentials; `null` where it brought none. */
export type Verdict = Identity | Refusal | null;

/** A promise only where the host or a key provider is asked. */
export type MaybeVerdict = Verdict | Promise<Verdict>;

/** The identity, `null` for an anonymous request, or a promise while the application or a key provider is asked. */
export type MaybeIdentity = Identity | null | Promise<Identity | null>;
