import { IsArray, Validate } from 'class-validator';
import { KeyPattern, NotAlwaysMasked, NotAProtectedField, QuickPattern } from './keys/key-pattern.validators.js';

/**
 * Keys that are masked, left out or kept, in addition to the built-in vocabulary: passwords, tokens, secrets, keys,
 * authorization, cookies, session ids, one-time codes, card and social security numbers.
 *
 * A string matches a whole key, ignoring case and `-`, `_`, `.` and space; for `user[ssn]` also each of its parts.
 * A RegExp is used as it is, on the key as it was sent; the flags `g` and `y` have no effect.
 * @publicApi
 */
export class MaskingOptions {
  /**
   * Keys whose values are masked, at any depth of bodies, headers, queries, form fields and name/value lists. Added to the
   * defaults.
   * Seed: `DRF_ACTIVITY_TRACKER_EXCLUDE_KEYS`.
   * @default []
   */
  @IsArray({ message: 'must be an array of keys (strings) and patterns (RegExp), such as ["iban", /^x-internal-/i]' })
  @Validate(KeyPattern, { each: true })
  @Validate(QuickPattern, { each: true })
  excludeKeys: (string | RegExp)[] = [];

  /**
   * Keys that the built-in vocabulary masks and that are harmless in your application, such as `pincode` for postal codes.
   * A string matches a whole key only. `excludeKeys` and `removeKeys` take precedence. The defaults of the seed
   * (`password`, `token`, `access`, `refresh`) are always masked: an entry that matches one of them is refused.
   * The headers `Authorization`, `Proxy-Authorization`, `Cookie` and `Set-Cookie` stay masked too.
   * @default []
   */
  @IsArray({
    message: 'must be an array of keys (strings) and patterns (RegExp), such as ["pincode", /_token_count$/]',
  })
  @Validate(KeyPattern, { each: true })
  @Validate(QuickPattern, { each: true })
  @Validate(NotAlwaysMasked, { each: true })
  keepKeys: (string | RegExp)[] = [];

  /**
   * Keys that are left out of the record: its top-level fields as well as keys at any depth. `_id` and `created_time`
   * cannot be removed. In a name/value list the value is masked instead.
   * Seed: `DRF_ACTIVITY_TRACKER_REMOVE_DATA_KEYS`.
   * @default []
   */
  @IsArray({ message: 'must be an array of keys (strings) and patterns (RegExp), such as ["country", /^x-debug-/i]' })
  @Validate(KeyPattern, { each: true })
  @Validate(QuickPattern, { each: true })
  @Validate(NotAProtectedField, { each: true })
  removeKeys: (string | RegExp)[] = [];
}
