import type { JwtModuleOptions } from '@nestjs/jwt';
import { ArrayNotEmpty, IsArray, IsIn, IsOptional } from 'class-validator';
import { IsWholeNumber } from '../../common/option-rules/is-whole-number.js';
import type { HostRequest } from '../../record/host-request.js';
import type { PayloadKeys } from '../../record/payload-fields.js';
import { IsFunction } from '../../common/option-rules/is-function.js';
import { IsPayloadKeys, PAYLOAD_KEYS_RULE } from '../../common/option-rules/is-payload-keys.js';
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

/** A supported signature algorithm; excludes `none`. @publicApi */
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

/**
 * Options for verifying access tokens and storing their claims. Exactly one of `secret`, `publicKey` and
 * `secretOrKeyProvider` is required.
 * @publicApi
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- Applications name their request type once for all options.
export class JwtOptions<Request = HostRequest> {
  /** Shared secret for HS algorithms. Seed: `SECRET_KEY`. */
  @IsOptional()
  @IsKey({ message: 'must be a text or a Buffer that is not empty' })
  secret?: string | Buffer;

  /** Public key in PEM for RS, ES and PS algorithms. */
  @IsOptional()
  @IsKey({ message: 'must be a text or a Buffer that is not empty' })
  publicKey?: string | Buffer;

  /** Returns the key of a token, as in `@nestjs/jwt`; sync or async. */
  @IsOptional()
  @IsFunction({ message: 'must be a function that returns a key' })
  secretOrKeyProvider?: JwtModuleOptions['secretOrKeyProvider'];

  /** Accepted signature algorithms. Required. Seed: `JWT_ALGORITHM`. */
  @IsArray({ message: 'must list the signature algorithms to accept, such as ["HS256"]' })
  @ArrayNotEmpty({ message: 'must list the signature algorithms to accept, such as ["HS256"]' })
  @IsIn(JWT_ALGORITHMS, { each: true, message: `must hold only ${JWT_ALGORITHMS.join(', ')}` })
  algorithms!: JwtAlgorithm[];

  /** Required issuer (`iss`) of a token, or a list of accepted ones. Default: any. */
  @IsOptional()
  @IsOneNameOrMore({ message: 'must be a name, or an array of names, none of them empty' })
  issuer?: string | [string, ...string[]];

  /** Required audience (`aud`) of a token, or a list of accepted ones. Default: any. */
  @IsOptional()
  @IsOneNameOrMore({ message: 'must be a name, or an array of names, none of them empty' })
  audience?: string | [string, ...string[]];

  /** Tolerated clock difference in seconds. @default 0 */
  @IsWholeNumber({ from: 0, message: 'must be a whole number of seconds, 0 or more' })
  clockTolerance: number = 0;

  /**
   * Claim with the user id, or a list of claims of which the first present one is used.
   * @default ["user_id","sub","userId","id"]
   */
  @IsOneNameOrMore({ message: 'must be the name of a claim, or a list of names, none of them empty' })
  userIdKey: string | string[] = ['user_id', 'sub', 'userId', 'id'];

  /**
   * Claims stored at the top level of each record, `null` if missing: names, or `{ claim: field }` to store a claim
   * under another name, as claims named by a URL require. Names of record fields are rejected. Claims come from the
   * token, or from the payload returned by `resolveUser`. Seed: `DRF_ACTIVITY_TRACKER_TOKEN_PAYLOAD_KEYS`.
   * @default []
   */
  @IsPayloadKeys({ message: PAYLOAD_KEYS_RULE })
  payloadKeys: PayloadKeys = [];

  /**
   * Key of a login response with the access token, which attributes the login itself to its user, or a list of keys of
   * which the first with a valid token is used. A key without a dot is also looked up under `data`, `tokens` and
   * `result`; `auth.token` names an exact path.
   * @default ["access","access_token","accessToken","token"]
   */
  @IsOneNameOrMore({ message: 'must be a key of the login response, such as access or auth.token, or a list of keys' })
  loginResponseKey: string | string[] = ['access', 'access_token', 'accessToken', 'token'];

  /**
   * Reads the access token from another place than the `Authorization` header, such as a cookie or a custom header.
   * Called with the platform's request; returns `undefined` or `null` if there is no token. If it returns no valid
   * token, a Bearer token is read too.
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of the request that returns a token, or nothing' })
  from?: (request: Request) => string | null | undefined;

  /**
   * Returns `true` if a verified payload identifies a user. Default: rejects payloads whose `token_type` is not
   * `access`, such as refresh tokens.
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of the payload that returns true or false' })
  accept?: (payload: Record<string, unknown>) => boolean;
}

export function listOf(names: string | readonly string[]): readonly string[] {
  return typeof names === 'string' ? [names] : names;
}
