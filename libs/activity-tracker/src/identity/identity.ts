import type { ActivityUserId } from '../record/activity-log.js';
import type { HostRequest } from '../record/host-request.js';
import type { Refusal } from './token/refusal.js';

export interface Identity {
  readonly userId: ActivityUserId;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Return value of `resolveUser`: an id, `{ id, payload }`, nothing (`undefined`, `null`, `false`, `''`) for an
 * anonymous request, or a promise of one of these. Ids are strings, safe integers, BigInts and BSON ids such as
 * ObjectId and UUID.
 * @publicApi
 */
export type ResolvedUser = unknown;

/**
 * Identifies the user of a request, for applications with Passport or sessions. Called after guards ran and, if it
 * returned no user, again when the response ends.
 * @publicApi
 */
export type ResolveUser<Request = HostRequest> = (request: Request) => ResolvedUser;

export type Verdict = Identity | Refusal | null;

export type MaybeVerdict = Verdict | Promise<Verdict>;
