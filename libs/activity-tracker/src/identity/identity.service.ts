import type { JwtService } from '@nestjs/jwt';
import type { ActivityUserId } from '../record/activity-log.js';
import type { PayloadField } from '../record/payload-fields.js';
import { actorOf } from './user/actor.js';
import type { Identity, MaybeIdentity, MaybeVerdict, ResolveUser, Verdict } from './identity.js';
import { type JwtOptions, listOf } from './token/jwt.options.js';
import { Refusal, type UnidentifiedCause } from './token/refusal.js';
import { andThen } from './and-then.js';
import { type CredentialHeaders, isIdentity, TokenSource } from './token/token-source.js';
import { explain, UnidentifiedRequests } from './token/unidentified.js';
import { askHost } from './user/user-resolver.js';
import { HostLog } from '../common/host-log.js';
import { errorText } from '../common/error-text.js';

/** How users are known. */
export interface IdentitySettings {
  readonly jwt?: JwtOptions | undefined;
  readonly resolveUser?: ResolveUser | undefined;
  readonly payloadFields?: readonly PayloadField[];
}

/** A request whose end has come. */
export interface EndedRequest {
  readonly request: unknown;
  readonly headers: CredentialHeaders;
  /** When it arrived, epoch milliseconds: a token that was valid then identifies its user. */
  readonly at: number;
  /** What {@link IdentityService.afterGuards} gave. */
  readonly early?: MaybeVerdict | undefined;
  /** Looks for the access token of a login response; asked last. */
  readonly login: () => MaybeVerdict;
}

/** A caller of the tracker's own endpoints who is not known. */
export interface UnknownCaller {
  readonly userId: null;
  /** For the caller. */
  readonly reason: string;
  /** Whether the caller sent a token that was refused. */
  readonly hasInvalidToken: boolean;
}

/**
 * Who made a call: by the host's `resolveUser`; else by the verified access token; else by the access token in a login
 * response.
 */
export class IdentityService {
  private readonly logger = new HostLog();
  private readonly unidentified = new UnidentifiedRequests(this.logger);
  private readonly tokens: TokenSource | undefined;
  private readonly resolveUser: ResolveUser | undefined;
  private readonly userIdKeys: readonly string[];
  readonly payloadFields: readonly PayloadField[];
  /** Times that `resolveUser`, or reading a value of its payload, failed. */
  failures = 0;

  constructor({ jwt, resolveUser, payloadFields = [] }: IdentitySettings, Service?: typeof JwtService) {
    this.tokens = jwt && Service && new TokenSource(jwt, Service);
    this.resolveUser = resolveUser;
    this.userIdKeys = jwt ? listOf(jwt.userIdKey) : [];
    this.payloadFields = payloadFields;
  }

  /** Requests with a credential that did not identify a user, by cause. */
  get unidentifiedCounts(): Readonly<Record<UnidentifiedCause, number>> {
    return { ...this.unidentified.counts };
  }

  /** Whether login responses are looked at, and whether the cookies they set are too. */
  get readsLogins(): boolean {
    return this.tokens !== undefined;
  }

  get readsLoginCookies(): boolean {
    return this.tokens?.readsCookies === true;
  }

  /**
   * Asks `resolveUser` before the handler can sign the user out; `undefined` without one. Never throws or rejects.
   * @param token verifies this one where there is no `resolveUser`
   */
  afterGuards(request: unknown, token?: { headers: CredentialHeaders; at: number }): MaybeVerdict | undefined {
    if (this.resolveUser) return askHost(this.resolveUser, request);
    return token && this.byToken(request, token.headers, token.at);
  }

  /** Who made a request that has ended. Counts and logs why, if a credential identifies no user. Never throws. */
  ofEnded({ request, headers, at, early, login }: EndedRequest): MaybeIdentity {
    return andThen<Verdict, Identity | null>(this.verdict(request, headers, at, early), (verdict) => {
      if (isIdentity(verdict)) return verdict;
      return andThen<Verdict, Identity | null>(login(), (signedIn) => {
        if (isIdentity(signedIn)) return signedIn;
        if (verdict) this.note(verdict);
        return null;
      });
    });
  }

  /** Who calls an endpoint of the tracker, or why that is not known. */
  async ofCaller(request: unknown, headers: CredentialHeaders): Promise<Identity | UnknownCaller> {
    const verdict = await this.verdict(request, headers);
    if (isIdentity(verdict)) return verdict;
    if (verdict) this.note(verdict);
    const { reason, hasInvalidToken } = this.reasonOf(verdict);
    return { userId: null, reason, hasInvalidToken };
  }

  /**
   * Whether the `Authorization` header holds a token that this service verified and that names this user: `resolveUser` or
   * `jwt.from` may have identified the user by a cookie, whatever the header says.
   */
  async sentVerifiedToken({ userId }: Identity, authorization: string | undefined): Promise<boolean> {
    const named = await this.tokens?.ofHeader(authorization);
    return named ? String(named.userId) === String(userId) : false;
  }

  /** Who is signed in by a response. */
  ofLogin(response: unknown, setCookie?: string | string[]): MaybeVerdict {
    return this.tokens?.ofLogin(response, setCookie) ?? null;
  }

  /** Who acts in this user's name; `undefined` where it is the user. */
  actorOf(identity: Identity): ActivityUserId | undefined {
    try {
      return actorOf(identity, this.userIdKeys);
    } catch (error) {
      this.noteUnreadable(error);
      return undefined;
    }
  }

  /** Every configured field, `null` where the payload does not have it or reading it fails. */
  payloadOf(identity: Identity | null): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const { claim, field } of this.payloadFields) values[field] = this.claimOf(identity, claim) ?? null;
    return values;
  }

  private claimOf(identity: Identity | null, claim: string): unknown {
    try {
      return identity && Object.hasOwn(identity.payload, claim) ? identity.payload[claim] : null;
    } catch (error) {
      this.noteUnreadable(error);
      return null;
    }
  }

  private verdict(request: unknown, headers: CredentialHeaders, at?: number, early?: MaybeVerdict): MaybeVerdict {
    if (!this.resolveUser) return early ?? this.byToken(request, headers, at);
    return andThen<Verdict, Verdict>(this.askedTwice(this.resolveUser, request, early ?? null), (host) => {
      if (isIdentity(host)) return host;
      return andThen<Verdict, Verdict>(this.byToken(request, headers, at), (token) => {
        if (!host) return token;
        // The host's own fault is told even if a token identifies the user.
        if (token) this.note(host);
        return token ?? host;
      });
    });
  }

  private askedTwice(resolve: ResolveUser, request: unknown, early: MaybeVerdict): MaybeVerdict {
    return andThen<Verdict, Verdict>(early, (before) => {
      if (isIdentity(before)) return before;
      return andThen<Verdict, Verdict>(askHost(resolve, request), (after) => after ?? before);
    });
  }

  private byToken(request: unknown, headers: CredentialHeaders, at?: number): MaybeVerdict {
    return this.tokens?.verdict(request, headers, at) ?? null;
  }

  private reasonOf(verdict: Refusal | null): Pick<UnknownCaller, 'reason' | 'hasInvalidToken'> {
    if (!verdict) return { reason: this.reasonOfNothing(), hasInvalidToken: false };
    // What failed inside the host is for its log, not for a caller.
    if (HOST_FAILURES.has(verdict.cause))
      return { reason: 'The application could not check who you are.', hasInvalidToken: false };
    const { problem } = explain(new Refusal(verdict.cause, undefined, verdict.detail));
    return { reason: `${problem}.`, hasInvalidToken: !OTHER_CREDENTIALS.has(verdict.cause) };
  }

  private reasonOfNothing(): string {
    const bearer = 'Send an access token: Authorization: Bearer <token>.';
    if (!this.resolveUser)
      return this.tokens ? bearer : 'The activity tracker has neither jwt nor resolveUser, so it knows no user.';
    const guard =
      'resolveUser named no user for this request. If a guard of the application sets request.user, put it on this route too: ' +
      'decorators: [UseGuards(…)] in the options of ActivityTrackerModule.';
    return this.tokens ? `${bearer} ${guard}` : guard;
  }

  private note(refusal: Refusal): void {
    if (refusal.cause === 'resolveUser') this.failures++;
    this.unidentified.note(refusal);
  }

  private noteUnreadable(error: unknown): void {
    if (this.failures++ > 0) return;
    this.logger.warn(
      `Reading a claim of the payload that resolveUser gave failed: ${errorText(error)}. The record lacks it. Give a plain object (logged once)`,
    );
  }
}

const HOST_FAILURES = new Set<UnidentifiedCause>(['keyProvider', 'resolveUser', 'from', 'accept']);
const OTHER_CREDENTIALS = new Set<UnidentifiedCause>(['unsupportedScheme', 'cookieToken', 'unusableId']);
