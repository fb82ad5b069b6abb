import { jwtPackage } from '../../package/peers.js';
import type { PayloadField } from '../../record/payload-fields.js';
import { bearerToken } from './bearer-token.js';
import type { JwtOptions } from './jwt.options.js';
import { Refusal } from './refusal.js';
import { isIdentity, TokenSource } from './token-source.js';
import { explain } from './unidentified.js';

export interface TokenExplanation {
  readonly isValid: boolean;
  readonly message: string;
  readonly missing: readonly string[];
}

export async function explainToken(
  jwt: JwtOptions,
  fields: readonly PayloadField[],
  given: string,
): Promise<TokenExplanation> {
  const token = bearerToken(given) ?? given;
  const { JwtService } = await jwtPackage();
  const source = new TokenSource({ ...jwt, from: undefined }, JwtService);
  const verdict = await source.verdict({}, { authorization: `Bearer ${token}` });
  if (!isIdentity(verdict)) {
    const { problem, remedy } = explain(verdict ?? new Refusal('malformed'));
    return { isValid: false, message: `${problem}. ${remedy}`, missing: [] };
  }
  const { userId, payload } = verdict;
  const names = new Refusal('noClaim', payload).names.join(', ');
  return {
    isValid: true,
    message: `identifies the user ${JSON.stringify(userId)} (claims seen: ${names})`,
    missing: fields.filter(({ claim }) => !Object.hasOwn(payload, claim)).map(({ field }) => field),
  };
}
