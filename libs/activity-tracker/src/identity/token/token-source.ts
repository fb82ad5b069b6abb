import type { IncomingHttpHeaders } from 'node:http';
import type { JwtService } from '@nestjs/jwt';
import { AccessTokenVerifier } from './access-token.js';
import { bearerToken } from './bearer-token.js';
import { type Identity, type MaybeVerdict, type Verdict } from '../identity.js';
import { type JwtOptions, listOf } from './jwt.options.js';
import { tokensInCookies, tokensInResponse, tokensInSetCookie } from './login-response.js';
import { Refusal } from './refusal.js';
import { andThen } from '../and-then.js';
import { errorText } from '../../common/error-text.js';

export type CredentialHeaders = Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>;

export class TokenSource {
  private readonly verifier: AccessTokenVerifier;
  private readonly loginKeys: readonly string[];
  private readonly from: JwtOptions['from'];

  constructor(options: JwtOptions, Service: typeof JwtService) {
    this.verifier = new AccessTokenVerifier(options, Service);
    this.loginKeys = listOf(options.loginResponseKey);
    this.from = options.from;
  }

  /**
   * Tries `jwt.from`, then the `Authorization` header; `null` without a token. Never throws.
   * @param at arrival of a request that is recorded; a caller who wants to read has to send the header as RFC 6750 has it
   */
  verdict(request: unknown, headers: CredentialHeaders, at?: number): MaybeVerdict {
    const token = this.from && tokenFrom(this.from, request);
    if (token === undefined) return this.byHeader(headers, at);
    return andThen<Verdict, Verdict>(token instanceof Refusal ? token : this.verifier.verify(token, at), (own) => {
      if (own === null || !(own instanceof Refusal) || headers.authorization === undefined) return own;
      return andThen<Verdict, Verdict>(this.byHeader(headers, at), (other) => (isIdentity(other) ? other : own));
    });
  }

  async ofHeader(authorization: string | undefined): Promise<Identity | null> {
    const verdict = authorization === undefined ? null : await this.verifier.verifyHeader(authorization);
    return isIdentity(verdict) ? verdict : null;
  }

  ofLogin(response: unknown, setCookie?: string | string[]): MaybeVerdict {
    const cookies = this.from ? tokensInSetCookie(setCookie) : [];
    return this.firstValid([...tokensInResponse(response, this.loginKeys), ...cookies]);
  }

  get readsCookies(): boolean {
    return this.from !== undefined;
  }

  private byHeader({ authorization, cookie }: CredentialHeaders, at?: number): MaybeVerdict {
    if (authorization === undefined) return this.from ? null : unreadCookie(cookie);
    const verdict =
      at === undefined ? this.verifier.verifyHeader(authorization) : this.verifier.verifySentHeader(authorization, at);
    return verdict === null && authorization.trim() !== '' ? new Refusal('unsupportedScheme') : verdict;
  }

  private firstValid([token, ...others]: readonly string[]): MaybeVerdict {
    if (token === undefined) return null;
    return andThen<Verdict, Verdict>(this.verifier.verify(token), (verdict) =>
      isIdentity(verdict) ? verdict : this.firstValid(others),
    );
  }
}

export function isIdentity(verdict: Verdict): verdict is Identity {
  return verdict !== null && !(verdict instanceof Refusal);
}

function tokenFrom(from: NonNullable<JwtOptions['from']>, request: unknown): string | Refusal | undefined {
  try {
    const token: unknown = from(request);
    if (token === undefined || token === null || token === '' || token === false) return undefined;
    if (typeof token !== 'string') return new Refusal('from', undefined, 'it did not return a string');
    return bearerToken(token) ?? token;
  } catch (error) {
    return new Refusal('from', undefined, errorText(error));
  }
}

function unreadCookie(cookie: string | undefined): Refusal | null {
  const [found] = tokensInCookies(cookie);
  return found ? new Refusal('cookieToken', undefined, new Refusal('cookieToken', [found.name]).names[0]) : null;
}
