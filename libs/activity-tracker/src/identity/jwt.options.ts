import type { JwtModuleOptions } from '@nestjs/jwt';
import { ArrayNotEmpty, IsArray, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Min } from 'class-validator';
import { IsFunction } from '../validation/is-function.js';
import { IsKey, IsOneNameOrMore } from './jwt.validators.js';

const ALGORITHMS = [
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
export type JwtAlgorithm = (typeof ALGORITHMS)[number];

/**
 * How access tokens are verified, and what of them is kept. Exactly one of `secret`, `publicKey` and
 * `secretOrKeyProvider` is given.
 * @publicApi
 */
export class JwtOptions {
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
  @IsIn(ALGORITHMS, { each: true, message: `must hold only ${ALGORITHMS.join(', ')}` })
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
   * Claim that holds the user's id.
   * @default 'user_id'
   */
  @IsString({ message: 'must be the name of a claim' })
  @IsNotEmpty({ message: 'must be the name of a claim' })
  userIdKey: string = 'user_id';

  /**
   * Claims kept at the top level of each record. A name that a record field bears is refused.
   * Seed: `DRF_ACTIVITY_TRACKER_TOKEN_PAYLOAD_KEYS`.
   * @default []
   */
  @IsArray({ message: 'must be an array of claim names, such as ["company_id"]' })
  @Matches(/^(?!\$|__proto__$)[^\0.]+$/, {
    each: true,
    message: 'must be an array of claim names without ".", and not beginning with "$"',
  })
  payloadKeys: string[] = [];

  /**
   * Key of a login response that holds the access token, by which the login itself is attributed; `data.token` looks deeper.
   * @default 'access'
   */
  @IsString({ message: 'must be a key of the login response, such as access or data.access_token' })
  @IsNotEmpty({ message: 'must be a key of the login response, such as access or data.access_token' })
  loginResponseKey: string = 'access';

  /**
   * Decides whether a verified payload is an identity, in place of the rule that a `token_type` other than `access`
   * (a refresh or reset token) is none.
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of the payload that returns true or false' })
  accept?: (payload: Record<string, unknown>) => boolean;
}
