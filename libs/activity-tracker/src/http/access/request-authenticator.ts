import type { ActivityUserId } from '../../record/activity-log.js';

/** Injection token of the {@link RequestAuthenticator}. */
export const REQUEST_AUTHENTICATOR = Symbol.for('nestjs-activity-tracker:RequestAuthenticator');

/** Who calls, as the verified token or `resolveUser` says. @publicApi */
export interface AuthenticatedUser {
  /** Id of the user, its type kept. */
  userId: ActivityUserId;
  /** The verified token's payload, or what `resolveUser` gave next to the id; `{}` where there is none. */
  payload: Record<string, unknown>;
}

/** A caller who is not known. */
export interface UnauthenticatedCaller {
  userId: null;
  /** Why, for the caller: a full sentence. */
  reason: string;
  /** Whether a token was sent and refused (RFC 6750: `invalid_token`). */
  hasInvalidToken: boolean;
}

/** An authenticated user, with what the tracker knows of how they were identified. */
export interface Caller extends AuthenticatedUser {
  /** Who acts in the user's name; `undefined` if the user acts in person. */
  actorId?: ActivityUserId | undefined;
  /**
   * Whether the tracker itself verified a token in the `Authorization` header that names this user. Only such a request
   * cannot have been sent by a browser on behalf of another site.
   */
  sentVerifiedToken?(): Promise<boolean>;
}

/** Tells the history who calls, so that it needs to know nothing of tokens. */
export interface RequestAuthenticator {
  /** `null` for a caller who is not known for no stated reason. A rejection counts as that too. */
  authenticate(request: unknown): Promise<Caller | UnauthenticatedCaller | null>;
}
