/** Kind of an error in a query text, for messages in other languages. @publicApi */
export type QueryProblemCode =
  | 'did_you_mean'
  | 'exact_duration'
  | 'invalid_value'
  | 'ip_range_between_groups'
  | 'missing_space'
  | 'missing_value'
  | 'negated_twice'
  | 'negated_value'
  | 'not_a_text'
  | 'not_an_operator'
  | 'not_recorded'
  | 'nothing_negated'
  | 'nul_character'
  | 'open_quote'
  | 'parentheses'
  | 'path_without_slash'
  | 'query_too_long'
  | 'range_reversed'
  | 'repeated_field'
  | 'resource_without_type'
  | 'several_values'
  | 'text_after_value'
  | 'times_exchanged'
  | 'too_many_conditions'
  | 'too_many_values'
  | 'too_many_wildcards'
  | 'unknown_field'
  | 'value_too_long'
  | 'wildcard_not_at_end';

export interface QueryProblem {
  readonly code: QueryProblemCode;
  /** Parameters of the message. */
  readonly values?: Readonly<Record<string, string | number>>;
}
