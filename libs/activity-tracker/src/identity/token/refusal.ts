/**
 * Why a request that brought a credential counts as anonymous.
 * - `malformed`: the token is not a JSON Web Token.
 * - `badSignature`: the signature does not verify, or its algorithm is not in `jwt.algorithms`.
 * - `expired`, `notYetValid`: outside `exp` and `nbf`.
 * - `wrongIssuer`, `wrongAudience`: `iss` or `aud` is another.
 * - `wrongType`: `token_type` is not `access`, or `jwt.accept` refused the payload.
 * - `noClaim`: none of the claims in `jwt.userIdKey` is there.
 * - `unusableId`: the claim, or the answer of `resolveUser`, is not an id.
 * - `keyProvider`, `resolveUser`, `from`, `accept`: that function of the host threw, rejected or took too long.
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
/** Anything else in a claim's name could be a value in disguise, or forge a log line. */
const PLAIN_NAME = /^[\w:/.-]{1,80}$/;

/** A credential that does not identify a user. It holds names of claims, never their values. */
export class Refusal {
  constructor(
    readonly cause: UnidentifiedCause,
    /** The payload, a token that holds one, or a list of names. */
    private readonly seen?: object | string,
    /** A name, an error message of the host, or an algorithm. */
    readonly detail?: string,
  ) {}

  /** Names of the claims, or of the keys of an answer, that were seen. */
  get names(): string[] {
    const { seen } = this;
    const payload = typeof seen === 'string' ? payloadOf(seen) : seen;
    if (!payload) return [];
    const names = Array.isArray(payload) ? (payload as string[]) : Object.keys(payload);
    const shown = names.slice(0, MAX_NAMES).map((name) => (PLAIN_NAME.test(name) ? name : '(unusual name)'));
    return names.length > MAX_NAMES ? [...shown, '…'] : shown;
  }
}

/** Of a token that was not verified, and is read for its names alone. */
function payloadOf(token: string): object | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof payload === 'object' && payload !== null ? payload : undefined;
  } catch {
    return undefined;
  }
}
