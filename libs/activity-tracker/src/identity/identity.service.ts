import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import type { ActivityUserId } from '../record/activity-log.js';
import { AccessTokenVerifier } from './access-token.js';
import { actorOf } from './actor.js';
import type { Identity, MaybeIdentity, ResolveUser } from './identity.js';
import { JwtOptions } from './jwt.options.js';
import { tokenInResponse } from './login-response.js';
import { askHost } from './user-resolver.js';

/** Injection token of the host's `resolveUser`, if it has one. */
export const RESOLVE_USER = Symbol('nestjs-activity-tracker:resolveUser');

/**
 * Who made a call: the host's `resolveUser` where it is given; else the verified Bearer token; else, where no
 * Authorization header came, the access token in the response, which is how a login names its user.
 */
@Injectable()
export class IdentityService {
  private readonly logger = new Logger('ActivityTracker');
  private readonly tokens: AccessTokenVerifier | undefined;
  /** The key that the response of a login would hold; a quick look for it spares reading all others. */
  readonly loginKey: string | undefined;
  /** Times `resolveUser` failed. */
  failures = 0;

  constructor(
    @Inject(JwtOptions) @Optional() private readonly jwt: JwtOptions | null,
    @Inject(RESOLVE_USER) @Optional() private readonly resolveUser: ResolveUser | null,
  ) {
    this.tokens = jwt ? new AccessTokenVerifier(jwt) : undefined;
    this.loginKey = jwt?.loginResponseKey.split('.').at(-1);
  }

  /**
   * Who sent this request; a promise only where the host or a key provider is asked.
   * @param at when it arrived, epoch milliseconds; now, where nothing is said
   */
  ofRequest(request: unknown, authorization: string | undefined, at?: number): MaybeIdentity {
    if (this.resolveUser) return askHost(this.resolveUser, request, (error) => this.noteFailure(error));
    return authorization === undefined || !this.tokens ? null : this.tokens.verifyHeader(authorization, at);
  }

  /**
   * Whether the `Authorization` header holds a token that this service verified and that names this user: a host's
   * `resolveUser` may have known the user by a cookie, whatever the header says.
   */
  async sentVerifiedToken({ userId }: Identity, authorization: string | undefined): Promise<boolean> {
    if (authorization === undefined || !this.tokens) return false;
    const named = await this.tokens.verifyHeader(authorization);
    return named !== null && String(named.userId) === String(userId);
  }

  /** Who is signed in by this response. */
  ofLogin(response: unknown): MaybeIdentity {
    const token = this.jwt && tokenInResponse(response, this.jwt.loginResponseKey);
    return token && this.tokens ? this.tokens.verify(token) : null;
  }

  /** Who acts in this user's name; `undefined` where it is the user. */
  actorOf(identity: Identity): ActivityUserId | undefined {
    try {
      return actorOf(identity, this.jwt?.userIdKey ?? 'sub');
    } catch (error) {
      this.noteFailure(error);
      return undefined;
    }
  }

  get payloadKeys(): readonly string[] {
    return this.jwt?.payloadKeys ?? [];
  }

  /** The configured claims that this identity has; without those whose reading, by a getter of the host's, fails. */
  payloadFields({ payload }: Identity): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    for (const key of this.payloadKeys) {
      try {
        if (Object.hasOwn(payload, key)) fields[key] = payload[key];
      } catch (error) {
        this.noteFailure(error);
      }
    }
    return fields;
  }

  private noteFailure(error: unknown): void {
    if (this.failures++ === 0) {
      this.logger.warn(
        `resolveUser failed, so a call counts as anonymous, or lacks a claim (said once): ${(error as Error)?.message ?? String(error)}`,
      );
    }
  }
}
