import type { JwtService } from '@nestjs/jwt';
import type { ActivityUserId } from '../record/activity-log.js';
import type { PayloadField } from '../record/payload-fields.js';
import { actorOf } from './user/actor.js';
import type { Identity, MaybeVerdict, ResolveUser, Verdict } from './identity.js';
import { type JwtOptions, listOf } from './token/jwt.options.js';
import { Refusal, type UnidentifiedCause } from './token/refusal.js';
import { andThen } from './and-then.js';
import { type CredentialHeaders, isIdentity, TokenSource } from './token/token-source.js';
import { explain, UnidentifiedRequests } from './token/unidentified.js';
import { resolveByHost } from './user/user-resolver.js';
import { HostLog } from '../common/host-log.js';
import { errorText } from '../common/error-text.js';

export interface IdentitySettings {
  readonly jwt?: JwtOptions | undefined;
  readonly resolveUser?: ResolveUser | undefined;
  readonly payloadFields?: readonly PayloadField[];
}

export interface EndedRequest {
  readonly request: unknown;
  readonly headers: CredentialHeaders;
  /** Time of arrival, epoch milliseconds: a token valid then identifies its user. */
  readonly at: number;
  readonly early?: MaybeVerdict | undefined;
  readonly login: () => MaybeVerdict;
}

export interface UnknownCaller {
  readonly userId: null;
  readonly reason: string;
  readonly hasInvalidToken: boolean;
}

/** In this order: `resolveUser`, the verified access token, the access token in a login response. */
export class IdentityService {
  private readonly logger = new HostLog();
  private readonly unidentified = new UnidentifiedRequests(this.logger);
  private readonly tokens: TokenSource | undefined;
  private readonly resolveUser: ResolveUser | undefined;
  private readonly userIdKeys: readonly string[];
  readonly payloadFields: readonly PayloadField[];
  failures = 0;

  constructor({ jwt, resolveUser, payloadFields = [] }: IdentitySettings, Service?: typeof JwtService) {
    this.tokens = jwt && Service && new TokenSource(jwt, Service);
    this.resolveUser = resolveUser;
    this.userIdKeys = jwt ? listOf(jwt.userIdKey) : [];
    this.payloadFields = payloadFields;
  }

  get unidentifiedCounts(): Readonly<Record<UnidentifiedCause, number>> {
    return { ...this.unidentified.counts };
  }

  get readsLogins(): boolean {
    return this.tokens !== undefined;
  }

  get readsLoginCookies(): boolean {
    return this.tokens?.readsCookies === true;
  }

  /**
   * Before the handler can sign the user out; `undefined` without `resolveUser`. Never throws or rejects.
   * @param token to verify if there is no `resolveUser`
   */
  afterGuards(request: unknown, token?: { headers: CredentialHeaders; at: number }): MaybeVerdict | undefined {
    if (this.resolveUser) return resolveByHost(this.resolveUser, request);
    return token && this.byToken(request, token.headers, token.at);
  }

  /** Counts and logs the cause if a credential identifies no user. Never throws. */
  ofEnded({ request, headers, at, early, login }: EndedRequest): MaybeVerdict {
    return andThen<Verdict, Verdict>(this.verdict(request, headers, at, early), (verdict) => {
      if (isIdentity(verdict)) return verdict;
      return andThen<Verdict, Verdict>(login(), (signedIn) => {
        if (isIdentity(signedIn)) return signedIn;
        if (verdict) this.note(verdict);
        return verdict;
      });
    });
  }

  async ofCaller(request: unknown, headers: CredentialHeaders): Promise<Identity | UnknownCaller> {
    const verdict = await this.verdict(request, headers);
    if (isIdentity(verdict)) return verdict;
    if (verdict) this.note(verdict);
    const { reason, hasInvalidToken } = this.reasonOf(verdict);
    return { userId: null, reason, hasInvalidToken };
  }

  /** True only for a verified token in `Authorization`; a cookie may have identified the user instead. */
  async sentVerifiedToken({ userId }: Identity, authorization: string | undefined): Promise<boolean> {
    const named = await this.tokens?.ofHeader(authorization);
    return named ? String(named.userId) === String(userId) : false;
  }

  ofLogin(response: unknown, setCookie?: string | string[]): MaybeVerdict {
    return this.tokens?.ofLogin(response, setCookie) ?? null;
  }

  actorOf(identity: Identity): ActivityUserId | undefined {
    try {
      return actorOf(identity, this.userIdKeys);
    } catch (error) {
      this.noteUnreadable(error);
      return undefined;
    }
  }

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
    return andThen<Verdict, Verdict>(this.resolveTwice(this.resolveUser, request, early ?? null), (host) => {
      if (isIdentity(host)) return host;
      return andThen<Verdict, Verdict>(this.byToken(request, headers, at), (token) => {
        if (!host) return token;
        // Report a failure of resolveUser even if a token identifies the user.
        if (token) this.note(host);
        return token ?? host;
      });
    });
  }

  private resolveTwice(resolve: ResolveUser, request: unknown, early: MaybeVerdict): MaybeVerdict {
    return andThen<Verdict, Verdict>(early, (before) => {
      if (isIdentity(before)) return before;
      return andThen<Verdict, Verdict>(resolveByHost(resolve, request), (after) => after ?? before);
    });
  }

  private byToken(request: unknown, headers: CredentialHeaders, at?: number): MaybeVerdict {
    return this.tokens?.verdict(request, headers, at) ?? null;
  }

  private reasonOf(verdict: Refusal | null): Pick<UnknownCaller, 'reason' | 'hasInvalidToken'> {
    if (!verdict) return { reason: this.reasonOfNothing(), hasInvalidToken: false };
    // Failures inside the application are logged, not shown to callers.
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
      `Failed to read a claim of the resolveUser payload: ${errorText(error)}. Storing null instead. ` +
        'Return a plain object as payload (logged once)',
    );
  }
}

const HOST_FAILURES = new Set<UnidentifiedCause>(['keyProvider', 'resolveUser', 'from', 'accept']);
const OTHER_CREDENTIALS = new Set<UnidentifiedCause>(['unsupportedScheme', 'cookieToken', 'unusableId']);
