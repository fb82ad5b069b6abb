/**
 * Cause for treating a request with a credential as anonymous.
 * - `malformed`: the token is not a JSON Web Token.
 * - `badSignature`: the signature does not verify, or its algorithm is not in `jwt.algorithms`.
 * - `expired`, `notYetValid`: outside `exp` and `nbf`.
 * - `wrongIssuer`, `wrongAudience`: `iss` or `aud` differs from the options.
 * - `wrongType`: `token_type` is not `access`, or `jwt.accept` refused the payload.
 * - `noClaim`: the token has none of the claims in `jwt.userIdKey`.
 * - `unusableId`: the claim, or the result of `resolveUser`, is not an id.
 * - `keyProvider`, `resolveUser`, `from`, `accept`: that function of the application threw, rejected or timed out.
 * - `unsupportedScheme`: the `Authorization` header is not a Bearer token.
 * - `cookieToken`: a cookie holds a JSON Web Token, and `jwt.from` does not read it.
 * @publicApi
 */
export type UnidentifiedCause = (typeof UNIDENTIFIED_CAUSES)[number];

export const UNIDENTIFIED_CAUSES = [
  'malformed',
  'badSignature',
  'expired',
  'notYetValid',
  'wrongIssuer',
  'wrongAudience',
  'wrongType',
  'noClaim',
  'unusableId',
  'keyProvider',
  'resolveUser',
  'from',
  'accept',
  'unsupportedScheme',
  'cookieToken',
] as const;

const MAX_NAMES = 20;
/** Other names could hide values or forge log lines. */
const PLAIN_NAME = /^[\w:/.-]{1,80}$/;

export class Refusal {
  constructor(
    readonly cause: UnidentifiedCause,
    private readonly seen?: object | string,
    readonly detail?: string,
  ) {}

  get mayBeSignedIn(): boolean {
    const { cause, detail } = this;
    return cause === 'resolveUser' || cause === 'from' || (cause === 'unusableId' && detail === 'resolveUser');
  }

  get names(): string[] {
    const { seen } = this;
    const payload = typeof seen === 'string' ? payloadOf(seen) : seen;
    if (!payload) return [];
    const names = Array.isArray(payload) ? (payload as string[]) : Object.keys(payload);
    const shown = names.slice(0, MAX_NAMES).map((name) => (PLAIN_NAME.test(name) ? name : '(unusual name)'));
    return names.length > MAX_NAMES ? [...shown, '…'] : shown;
  }
}

/** Reads an unverified token, for claim names only. */
function payloadOf(token: string): object | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof payload === 'object' && payload !== null ? payload : undefined;
  } catch {
    return undefined;
  }
}
