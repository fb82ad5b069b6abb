import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import type { JwtService } from '@nestjs/jwt';
import { bearerToken, sentBearerToken } from './bearer-token.js';
import { answeredInTime } from '../../common/deadline.js';
import type { Identity, MaybeVerdict, Verdict } from '../identity.js';
import { type JwtOptions, listOf } from './jwt.options.js';
import { Refusal } from './refusal.js';
import { KeyProviderError, tokenRefusal } from './token-error.js';
import { userId } from '../user/user-id.js';
import { errorText } from '../../common/error-text.js';

/** Node rejects headers beyond 16 KiB. */
const MAX_TOKEN_LENGTH = 16 * 1024;
const MAX_CACHED = 1_000;

interface Verified {
  identity: Identity;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** Parsed once: probing a secret for a public key takes ten times as long as a signature. Invalid keys fail with each token. */
function asKey(material: string | Buffer | undefined): string | Buffer | undefined {
  if (!material?.length) return material;
  try {
    return asMaterial(createPublicKey(material));
  } catch {
    try {
      return asMaterial(createSecretKey(Buffer.from(material as string)));
    } catch {
      return material;
    }
  }
}

/** jsonwebtoken accepts key objects, which the types of `JwtService` omit. */
const asMaterial = (key: KeyObject) => key as unknown as Buffer;

const clockAt = (at: number) => ({ clockTimestamp: Math.floor(at / 1_000) });

type KeyProvider = NonNullable<JwtOptions['secretOrKeyProvider']>;

function guarded(provider: KeyProvider): KeyProvider {
  return (async (...args: Parameters<KeyProvider>) => {
    let key: unknown;
    try {
      key = await answeredInTime<unknown>(provider(...args), 'jwt.secretOrKeyProvider');
    } catch (error) {
      throw new KeyProviderError(errorText(error));
    }
    if (!key) throw new KeyProviderError('it returned no key');
    return key;
  }) as KeyProvider;
}

/** Caches valid tokens until they expire, to save a signature check per request; invalid ones are never cached. */
export class AccessTokenVerifier {
  private readonly service: JwtService;
  private readonly userIdKeys: readonly string[];
  private readonly known = new Map<string, Verified>();

  /** @param Service class of @nestjs/jwt, an optional peer that only applications with the option `jwt` install */
  constructor(
    private readonly options: JwtOptions,
    Service: typeof JwtService,
  ) {
    const { secret, publicKey, secretOrKeyProvider, algorithms, issuer, audience, clockTolerance } = options;
    this.userIdKeys = listOf(options.userIdKey);
    this.service = new Service({
      secret: asKey(secret),
      publicKey: asKey(publicKey),
      secretOrKeyProvider: secretOrKeyProvider && guarded(secretOrKeyProvider),
      verifyOptions: { algorithms, issuer, audience, clockTolerance },
    });
  }

  /**
   * Never rejects; returns a promise only with a key provider.
   * @param at epoch milliseconds: the arrival of the request, not its end
   */
  verify(token: string, at: number = Date.now()): MaybeVerdict {
    // Not as a header, which has to name the scheme.
    const known = `token ${token}`;
    return this.recall(known, at) ?? this.check(token, at, known);
  }

  /** {@link verify} cached by the whole header; `null` without a Bearer token. */
  verifyHeader(authorization: string, at?: number): MaybeVerdict {
    const now = at ?? Date.now();
    const known = this.recall(authorization, now);
    if (known) return known;
    const token = bearerToken(authorization);
    return token === undefined ? null : this.check(token, now, authorization);
  }

  /** {@link verifyHeader} for a request that is recorded: its user may not hide by a header that guards of the application accept. */
  verifySentHeader(authorization: string, at: number): MaybeVerdict {
    const verdict = this.verifyHeader(authorization, at);
    if (verdict !== null) return verdict;
    const token = sentBearerToken(authorization);
    return token === undefined ? null : this.verify(token, at);
  }

  private recall(given: string, at: number): Identity | undefined {
    if (given.length > MAX_TOKEN_LENGTH) return undefined;
    const known = this.known.get(given);
    if (known === undefined || at < known.expiresAt) return known?.identity;
    this.known.delete(given);
    return undefined;
  }

  private check(token: string, at: number, given: string): MaybeVerdict {
    if (token.length > MAX_TOKEN_LENGTH) return new Refusal('malformed');
    if (this.options.secretOrKeyProvider) return this.verifyByProvider(token, at);
    try {
      return this.judge(this.service.verify<Record<string, unknown>>(token, clockAt(at)), given);
    } catch (error) {
      return tokenRefusal(error, token);
    }
  }

  private async verifyByProvider(token: string, at: number): Promise<Verdict> {
    try {
      return this.judge(await this.service.verifyAsync<Record<string, unknown>>(token, clockAt(at)), token);
    } catch (error) {
      return tokenRefusal(error, token);
    }
  }

  private judge(payload: unknown, given: string): Identity | Refusal {
    if (typeof payload !== 'object' || payload === null) return new Refusal('malformed');
    const claims = payload as Record<string, unknown>;
    const wrongType = this.wrongType(claims);
    if (wrongType) return wrongType;
    const key = this.userIdKeys.find((name) => Object.hasOwn(claims, name) && (claims[name] ?? null) !== null);
    if (key === undefined) return new Refusal('noClaim', claims, this.userIdKeys.join(', '));
    const id = userId(claims[key]);
    if (id === undefined) return new Refusal('unusableId', claims, key);
    const identity: Identity = { userId: id, payload: claims };
    this.remember(given, identity);
    return identity;
  }

  private wrongType(claims: Record<string, unknown>): Refusal | undefined {
    const { accept } = this.options;
    if (!accept) {
      const isAccess = claims.token_type === undefined || claims.token_type === 'access';
      return isAccess ? undefined : new Refusal('wrongType', claims);
    }
    try {
      // The function may be untyped: only `true` accepts.
      return (accept(claims) as unknown) === true ? undefined : new Refusal('wrongType', claims);
    } catch (error) {
      return new Refusal('accept', claims, errorText(error));
    }
  }

  private remember(given: string, identity: Identity): void {
    // A key provider may revoke a key at any time, so it is called for each token.
    const { exp } = identity.payload;
    if (typeof exp !== 'number' || this.options.secretOrKeyProvider) return;
    if (this.known.size >= MAX_CACHED) this.known.delete(this.known.keys().next().value!);
    this.known.set(given, { identity, expiresAt: exp * 1000 });
  }
}
