import type { ActivityUserId } from '../../record/activity-log.js';

export const REQUEST_AUTHENTICATOR = Symbol.for('nestjs-activity-tracker:RequestAuthenticator');

/** A caller identified by a verified token or `resolveUser`. @publicApi */
export interface AuthenticatedUser {
  /** Id of the user, with its type. */
  userId: ActivityUserId;
  /** Payload of the verified token, or of `resolveUser`; `{}` without one. */
  payload: Record<string, unknown>;
}

export interface UnauthenticatedCaller {
  userId: null;
  /** The reason for the caller, a full sentence. */
  reason: string;
  /** Whether a token was sent and rejected (RFC 6750: `invalid_token`). */
  hasInvalidToken: boolean;
}

export interface Caller extends AuthenticatedUser {
  /** Id of the user who impersonates this user; `undefined` without impersonation. */
  actorId?: ActivityUserId | undefined;
  /** Whether a verified `Authorization` token names this user: browsers cannot send such a request for another site. */
  sentVerifiedToken?(): Promise<boolean>;
}

export interface RequestAuthenticator {
  /** `null` for an unknown caller without a stated reason. A rejection counts as `null`. */
  authenticate(request: unknown): Promise<Caller | UnauthenticatedCaller | null>;
}
