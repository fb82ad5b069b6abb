/** What a condition can be about; `docs/query.md` has the table. @publicApi */
export type QueryField =
  | 'user'
  | 'name'
  | 'controller'
  | 'route'
  | 'method'
  | 'status'
  | 'country'
  | 'ip'
  | 'outcome'
  | 'duration'
  | 'from'
  | 'to'
  | 'since'
  | 'trace'
  | 'event'
  | 'text';

/**
 * One of the values that a condition accepts. Durations are in milliseconds.
 * @publicApi
 */
export type QueryTerm =
  | { readonly operator: 'equals'; readonly value: string | number | Date }
  /** The record has no such value. */
  | { readonly operator: 'none' }
  /** `*` stands for any characters. */
  | { readonly operator: 'glob'; readonly value: string }
  /** The hundreds of a status code: 5 for 500 to 599. */
  | { readonly operator: 'class'; readonly value: number }
  /** An address range such as `10.0.0.0/8`. */
  | { readonly operator: 'network'; readonly value: string }
  | { readonly operator: '>' | '>=' | '<' | '<='; readonly value: number }
  /** Both ends included. */
  | { readonly operator: 'range'; readonly from: number; readonly to: number };

/** The field has one of the values, or, negated, none of them. @publicApi */
export interface QueryCondition {
  /** The field that the condition is about. */
  readonly field: QueryField;
  /** Whether the field must have none of the values. */
  readonly negated: boolean;
  /** Alternatives: one of them must match. */
  readonly terms: readonly QueryTerm[];
}

/** A question about the log: the records for which each condition holds. @publicApi */
export interface ActivityQuery {
  /** All of them must hold. */
  readonly conditions: readonly QueryCondition[];
}

/** What reading a query depends on next to its text. @publicApi */
export interface QueryContext {
  /** IANA zone in which a bare date begins and ends. @default 'UTC' */
  readonly zone?: string;
}
