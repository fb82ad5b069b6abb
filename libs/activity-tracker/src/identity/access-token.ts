import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { withinDeadline } from './host-deadline.js';
import type { Identity, MaybeIdentity } from './identity.js';
import type { JwtOptions } from './jwt.options.js';
import { userId } from './user-id.js';

/** Node refuses headers beyond 16 KiB; nothing honest is longer. */
const MAX_TOKEN_LENGTH = 16 * 1024;
const MAX_CACHED = 1_000;

interface Verified {
  identity: Identity;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** `Bearer x` → `x`, the scheme in any case (RFC 9110). */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^bearer +([^\s]+)\s*$/i.exec(authorization)?.[1];
}

/**
 * The key, read once, and as jsonwebtoken reads it: it does so for each token, and looking for a public key in a secret takes
 * ten times as long as the check of a signature. What is no key stays as it is, to be refused with each token.
 */
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

/** jsonwebtoken takes a key object where `JwtService` declares text or bytes, which it only passes on. */
const asMaterial = (key: KeyObject) => key as unknown as Buffer;

const clockAt = (at: number) => ({ clockTimestamp: Math.floor(at / 1_000) });

/**
 * Verifies access tokens. A token that holds is remembered until it expires, so that a user's many calls cost one
 * signature check; one that does not is never remembered.
 */
export class AccessTokenVerifier {
  private readonly service: JwtService;
  /** By the text that was given: a token, or the header that it stands in. */
  private readonly known = new Map<string, Verified>();

  constructor(private readonly options: JwtOptions) {
    const { secret, publicKey, secretOrKeyProvider, algorithms, issuer, audience, clockTolerance } = options;
    this.service = new JwtService({
      secret: asKey(secret),
      publicKey: asKey(publicKey),
      secretOrKeyProvider,
      verifyOptions: { algorithms, issuer, audience, clockTolerance },
    });
  }

  /**
   * The token's identity; nobody where it does not hold. A promise only where a key provider is asked.
   * @param at when it has to hold, epoch milliseconds: when a call arrived, not when a long answer to it ended
   */
  verify(token: string, at: number = Date.now()): MaybeIdentity {
    return this.recall(token, at) ?? this.check(token, at, token);
  }

  /** {@link verify} for the token of an `Authorization` header, which is not even looked for in one that came before. */
  verifyHeader(authorization: string, at?: number): MaybeIdentity {
    const now = at ?? Date.now();
    const known = this.recall(authorization, now);
    if (known) return known;
    const token = bearerToken(authorization);
    return token === undefined ? null : this.check(token, now, authorization);
  }

  private recall(given: string, at: number): Identity | undefined {
    if (given.length > MAX_TOKEN_LENGTH) return undefined;
    const known = this.known.get(given);
    if (known === undefined || at < known.expiresAt) return known?.identity;
    this.known.delete(given);
    return undefined;
  }

  private check(token: string, at: number, given: string): MaybeIdentity {
    if (token.length > MAX_TOKEN_LENGTH) return null;
    if (this.options.secretOrKeyProvider) return this.verifyByProvider(token, at);
    try {
      return this.accept(this.service.verify<Record<string, unknown>>(token, clockAt(at)), given);
    } catch {
      return null;
    }
  }

  private async verifyByProvider(token: string, at: number): Promise<Identity | null> {
    try {
      const payload = this.service.verifyAsync<Record<string, unknown>>(token, clockAt(at));
      return this.accept(await withinDeadline(payload, 'jwt.secretOrKeyProvider'), token);
    } catch {
      return null;
    }
  }

  private accept(payload: unknown, given: string): Identity | null {
    if (typeof payload !== 'object' || payload === null) return null;
    const claims = payload as Record<string, unknown>;
    if (!this.isAccess(claims)) return null;
    const id = Object.hasOwn(claims, this.options.userIdKey) ? userId(claims[this.options.userIdKey]) : undefined;
    if (id === undefined) return null;
    const identity: Identity = { userId: id, payload: claims };
    this.remember(given, identity);
    return identity;
  }

  private isAccess(claims: Record<string, unknown>): boolean {
    // A host's function: only a plain yes is one, whatever its type says.
    if (this.options.accept) return (this.options.accept(claims) as unknown) === true;
    return claims.token_type === undefined || claims.token_type === 'access';
  }

  private remember(given: string, identity: Identity): void {
    // A key provider may turn a key away at any time, so its answer is asked for each time.
    const { exp } = identity.payload;
    if (typeof exp !== 'number' || this.options.secretOrKeyProvider) return;
    if (this.known.size >= MAX_CACHED) this.known.delete(this.known.keys().next().value!);
    this.known.set(given, { identity, expiresAt: exp * 1000 });
  }
}
