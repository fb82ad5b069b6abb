import type { HostLog } from '../../common/host-log.js';
import type { Refusal, UnidentifiedCause } from './refusal.js';
import { UNIDENTIFIED_CAUSES } from './refusal.js';

interface Explanation {
  readonly problem: string;
  readonly remedy: string;
}

const EXPLAIN: Readonly<Record<UnidentifiedCause, (detail: string | undefined) => Explanation>> = {
  malformed: () => ({
    problem: 'The token is not a JSON Web Token',
    remedy: 'Give resolveUser if the application uses opaque tokens.',
  }),
  badSignature: (algorithm) => ({
    problem: `The signature of the token does not verify${algorithm ? ` (its algorithm is ${algorithm})` : ''}`,
    remedy:
      'Give the key and the algorithms that tokens are signed with in jwt.secret or jwt.publicKey and jwt.algorithms.',
  }),
  expired: () => ({
    problem: 'The token had expired when the request arrived',
    remedy: 'Renew the token; raise jwt.clockTolerance if clocks differ.',
  }),
  notYetValid: () => ({
    problem: 'The token is not valid yet (nbf)',
    remedy: 'Raise jwt.clockTolerance if clocks differ.',
  }),
  wrongIssuer: () => ({
    problem: 'The token is from an issuer (iss) other than jwt.issuer',
    remedy: 'Add the issuer to jwt.issuer if its tokens are to be accepted.',
  }),
  wrongAudience: () => ({
    problem: 'The token is for an audience (aud) other than jwt.audience',
    remedy: 'Add the audience to jwt.audience if its tokens are to be accepted.',
  }),
  wrongType: () => ({
    problem: 'The token is not an access token: its token_type is not "access", or jwt.accept refused it',
    remedy: 'Give jwt.accept if tokens of this type identify users.',
  }),
  noClaim: (wanted) => ({
    problem: `The token has none of the claims ${wanted}`,
    remedy: "Set jwt.userIdKey to the claim that holds the user's id.",
  }),
  unusableId: (where) => ({
    problem:
      where === 'resolveUser'
        ? 'resolveUser returned a value that is not a user id'
        : `The claim ${where} of the token is not a user id`,
    remedy: 'Give a string, a safe integer, a BigInt or a BSON id; resolveUser may also give { id, payload }.',
  }),
  keyProvider: (error) => ({
    problem: `jwt.secretOrKeyProvider failed: ${error}`,
    remedy: 'Correct the function, or make its key server reachable.',
  }),
  resolveUser: (error) => ({
    problem: `resolveUser failed: ${error}`,
    remedy: 'Correct the function; return undefined for an anonymous request.',
  }),
  from: (error) => ({
    problem: `jwt.from failed: ${error}`,
    remedy: 'Correct the function; return a token, or undefined if there is none.',
  }),
  accept: (error) => ({ problem: `jwt.accept failed: ${error}`, remedy: 'Correct the function.' }),
  unsupportedScheme: () => ({
    problem: 'The Authorization header does not hold a Bearer token',
    remedy: 'Give jwt.from if it holds a token in another form, or resolveUser.',
  }),
  cookieToken: (name) => ({
    problem: `A cookie${name ? ` named ${name}` : ''} holds a JSON Web Token, which is not read`,
    remedy: 'Give jwt.from, a function that returns the token of a request, if this token identifies users.',
  }),
};

const WITHOUT_CLAIMS = new Set<UnidentifiedCause>(['cookieToken', 'unsupportedScheme', 'from', 'resolveUser']);

export function explain(refusal: Refusal): Explanation {
  const { cause, detail, names } = refusal;
  const { problem, remedy } = EXPLAIN[cause](detail);
  if (names.length === 0 || WITHOUT_CLAIMS.has(cause)) return { problem, remedy };
  const kind = cause === 'unusableId' && detail === 'resolveUser' ? 'keys' : 'claims';
  return { problem: `${problem} (${kind} seen: ${names.join(', ')})`, remedy };
}

export class UnidentifiedRequests {
  readonly counts = Object.fromEntries(UNIDENTIFIED_CAUSES.map((cause) => [cause, 0])) as Record<
    UnidentifiedCause,
    number
  >;

  constructor(private readonly logger: HostLog) {}

  note(refusal: Refusal): void {
    if (this.counts[refusal.cause]++ > 0) return;
    const { problem, remedy } = explain(refusal);
    const doing = refusal.mayBeSignedIn
      ? `Recording the request without a user, with unidentified: "${refusal.cause}"`
      : 'Treating the request as anonymous';
    this.logger.warn(`${problem}. ${doing}. ${remedy} (logged once)`);
  }
}
