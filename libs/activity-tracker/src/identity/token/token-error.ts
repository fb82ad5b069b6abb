import { JWT_ALGORITHMS } from './jwt.options.js';
import { Refusal } from './refusal.js';
import { errorText } from '../../common/error-text.js';

export class KeyProviderError extends Error {}

function algorithmOf(token: string): string | undefined {
  try {
    const { alg } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { alg?: unknown };
    return [...JWT_ALGORITHMS, 'none'].find((known) => known === alg);
  } catch {
    return undefined;
  }
}

/** jsonwebtoken distinguishes some causes only by their messages. */
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
