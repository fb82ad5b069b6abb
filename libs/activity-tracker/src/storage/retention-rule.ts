/**
 * A rule of `storage.retention`: which records, how long they are kept, and how long their bodies are kept. At least one
 * of `keep` and `bodiesFor` is given.
 * @publicApi
 */
export interface RetentionRule {
  /** Query in the language of the panel, such as `status:2xx method:GET`. Default: every record. */
  when?: string;
  /** Age at which a record is removed: a number with `h`, `d`, `w` or `y` (365 days), or `forever`. */
  keep?: string;
  /** Age at which `body` and `response` of a record are removed, in the same form. */
  bodiesFor?: string;
}

/** Keys of a {@link RetentionRule}. */
export const RETENTION_RULE_KEYS: readonly string[] = ['when', 'keep', 'bodiesFor'] satisfies (keyof RetentionRule)[];
