import type { JwtModuleOptions } from '@nestjs/jwt';
import { ArrayNotEmpty, IsArray, IsIn, IsInt, IsOptional, Min } from 'class-validator';
import type { HostRequest } from '../../record/host-request.js';
import type { PayloadKeys } from '../../record/payload-fields.js';
import { IsFunction } from '../../common/is-function.js';
import { IsPayloadKeys, PAYLOAD_KEYS_RULE } from '../../common/is-payload-keys.js';
import { IsKey, IsOneNameOrMore } from './jwt.validators.js';

export const JWT_ALGORITHMS = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
] as const;

/** A signature algorithm that a token may name; `none` is not among them. @publicApi */
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

/**
 * How access tokens are verified, and what of them is kept. Exactly one of `secret`, `publicKey` and
 * `secretOrKeyProvider` is given.
 * @publicApi
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- A host names its request type once for all options.
export class JwtOptions<Request = HostRequest> {
  /** Shared secret, for the HS algorithms. Seed: `SECRET_KEY`. */
  @IsOptional()
  @IsKey({ message: 'must be a text or a Buffer that is not empty' })
  secret?: string | Buffer;

  /** Public key in PEM, for the RS, ES and PS algorithms. */
  @IsOptional()
  @IsKey({ message: 'must be a text or a Buffer that is not empty' })
  publicKey?: string | Buffer;

  /** Finds the key of a token, as in `@nestjs/jwt`; sync or async. */
  @IsOptional()
  @IsFunction({ message: 'must be a function that returns a key' })
  secretOrKeyProvider?: JwtModuleOptions['secretOrKeyProvider'];

  /** The only signature algorithms that are accepted. Mandatory. Seed: `JWT_ALGORITHM`. */
  @IsArray({ message: 'must list the signature algorithms to accept, such as ["HS256"]' })
  @ArrayNotEmpty({ message: 'must list the signature algorithms to accept, such as ["HS256"]' })
  @IsIn(JWT_ALGORITHMS, { each: true, message: `must hold only ${JWT_ALGORITHMS.join(', ')}` })
  algorithms!: JwtAlgorithm[];

  /** Issuer (`iss`) that a token must name. */
  @IsOptional()
  @IsOneNameOrMore({ message: 'must be a name, or an array of names, none of them empty' })
  issuer?: string | [string, ...string[]];

  /** Audience (`aud`) that a token must name. */
  @IsOptional()
  @IsOneNameOrMore({ message: 'must be a name, or an array of names, none of them empty' })
  audience?: string | [string, ...string[]];

  /**
   * Seconds by which clocks may differ.
   * @default 0
   */
  @IsInt({ message: 'must be a whole number of seconds, 0 or more' })
  @Min(0, { message: 'must be a whole number of seconds, 0 or more' })
  clockTolerance: number = 0;

  /**
   * Claim that holds the user's id, or a list of claims: the first that a token has is used.
   * @default ["user_id","sub","userId","id"]
   */
  @IsOneNameOrMore({ message: 'must be the name of a claim, or a list of names, none of them empty' })
  userIdKey: string | string[] = ['user_id', 'sub', 'userId', 'id'];

  /**
   * Claims kept at the top level of each record, `null` where a token does not have them: names, or `{ claim: field }` to
   * store a claim under another name, which a claim named by a URL needs. A name that a record field bears is refused.
   * Read from the token, or from the payload that `resolveUser` gives.
   * Seed: `DRF_ACTIVITY_TRACKER_TOKEN_PAYLOAD_KEYS`.
   * @default []
   */
  @IsPayloadKeys({ message: PAYLOAD_KEYS_RULE })
  payloadKeys: PayloadKeys = [];

  /**
   * Key of a login response that holds the access token, by which the login itself is attributed, or a list of keys: the
   * first that holds a valid token is used. A key without a dot is also looked for under `data`, `tokens` and `result`;
   * `auth.token` names an exact place.
   * @default ["access","access_token","accessToken","token"]
   */
  @IsOneNameOrMore({ message: 'must be a key of the login response, such as access or auth.token, or a list of keys' })
  loginResponseKey: string | string[] = ['access', 'access_token', 'accessToken', 'token'];

  /**
   * Reads the access token from a place other than the `Authorization` header, such as a cookie or a header of your own.
   * Called with the platform's request; return `undefined` or `null` if there is no token. A Bearer token is read too if this
   * function gives no valid one.
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of the request that returns a token, or nothing' })
  from?: (request: Request) => string | null | undefined;

  /**
   * Decides whether a verified payload is an identity, in place of the rule that a `token_type` other than `access`
   * (a refresh or reset token) is none.
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of the payload that returns true or false' })
  accept?: (payload: Record<string, unknown>) => boolean;
}

/** An option that takes one name or a list of names, as a list. */
export function listOf(names: string | readonly string[]): readonly string[] {
  return typeof names === 'string' ? [names] : names;
}
