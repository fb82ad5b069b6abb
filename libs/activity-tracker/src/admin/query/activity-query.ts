/**
 * A field of a condition; `docs/query.md` has the table. `payload.company_id` is the claim `company_id` of
 * `jwt.payloadKeys`.
 * @publicApi
 */
export type QueryField =
  | 'user'
  | 'actor'
  | 'name'
  | 'controller'
  | 'route'
  | 'resource'
  | 'path'
  | 'url'
  | 'method'
  | 'status'
  | 'country'
  | 'ip'
  | 'device'
  | 'session'
  | 'outcome'
  | 'duration'
  | 'from'
  | 'to'
  | 'since'
  | 'trace'
  | 'request'
  | 'id'
  | 'event'
  | 'graphql'
  | `payload.${string}`
  | 'text';

/** One of the values that a condition accepts. Durations are in milliseconds. @publicApi */
export type QueryTerm =
  | { readonly operator: 'equals'; readonly value: string | number | Date }
  /** The field has no value. */
  | { readonly operator: 'none' }
  /** `*` matches any characters. */
  | { readonly operator: 'glob'; readonly value: string }
  /** First digit of a status code: 5 for 500 to 599. */
  | { readonly operator: 'class'; readonly value: number }
  /** An address range such as `10.0.0.0/8`. */
  | { readonly operator: 'network'; readonly value: string }
  | { readonly operator: '>' | '>=' | '<' | '<='; readonly value: number }
  /** Both ends included. */
  | { readonly operator: 'range'; readonly from: number; readonly to: number };

/** The field has one of the values or, if negated, none of them. @publicApi */
export interface QueryCondition {
  /** The field to compare. */
  readonly field: QueryField;
  /** Whether the field must have none of the values. */
  readonly negated: boolean;
  /** Alternatives: one of them must match. */
  readonly terms: readonly QueryTerm[];
}

/** A query of the log: records that match every condition. @publicApi */
export interface ActivityQuery {
  /** All of them must match. */
  readonly conditions: readonly QueryCondition[];
}

/** Context for parsing a query. @publicApi */
export interface QueryContext {
  /** Zone, an IANA name or an offset such as `+03:30`, in which a date without a time begins and ends. @default 'UTC' */
  readonly zone?: string;
  /** Fields of `jwt.payloadKeys` that conditions may name; `'any'` accepts every name. @default [] */
  readonly payloadKeys?: readonly string[] | 'any';
}
