import { JWT_ALGORITHMS } from './jwt.options.js';
import { Refusal } from './refusal.js';
import { errorText } from '../../common/error-text.js';

/** The host's key provider threw, rejected, took too long or gave no key. */
export class KeyProviderError extends Error {}

/** A signature algorithm that the token's header names, if it is one that we know. */
export function algorithmOf(token: string): string | undefined {
  try {
    const { alg } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { alg?: unknown };
    return [...JWT_ALGORITHMS, 'none'].find((known) => known === alg);
  } catch {
    return undefined;
  }
}

/** Why `jsonwebtoken` refused a token. It tells some causes apart by its messages alone. */
export function tokenRefusal(error: unknown, token: string): Refusal {
  if (error instanceof KeyProviderError) return new Refusal('keyProvider', token, error.message);
  const { name } = error as Error;
  const message = errorText(error);
  if (name === 'TokenExpiredError') return new Refusal('expired', token);
  if (name === 'NotBeforeError') return new Refusal('notYetValid', token);
  if (message.startsWith('jwt issuer invalid')) return new Refusal('wrongIssuer', token);
  if (message.startsWith('jwt audience invalid')) return new Refusal('wrongAudience', token);
  if (/^(?:jwt malformed|invalid token|jwt must be|Unexpected|invalid (?:exp|nbf) value)/.test(message))
    return new Refusal('malformed', token);
  return new Refusal('badSignature', token, algorithmOf(token));
}
