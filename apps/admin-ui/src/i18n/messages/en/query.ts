/** Errors of the query language. */
export const query = {
  queryUnknownField: '“{value}” is not a field. Put text with a colon in quotes.',
  queryDidYouMean: '“{value}” is unknown. Did you mean {nearest}?',
  queryNotRecorded: 'Records hold no {claims}, so {field} finds nothing.',
  queryMissingValue: '{field} has no value. Write it as in {example}.',
  queryInvalidValue: '{field} cannot be “{value}”. Write it as in {example}.',
  queryValueTooLong: 'The value of {field} is longer than {max} characters.',
  queryTooManyWildcards: 'A value may have at most {max} of *.',
  queryWildcardAtEnd: 'Put one * at the end, as in user:demo-*, or the whole id in quotes.',
  queryPathWithoutSlash: 'A path begins with / or *: write path:/{value} or path:*{value}.',
  queryResourceWithoutType: 'Write the type of the object first, as in {example}.',
  queryNetworkBetweenGroups: 'An IPv6 range must end between two groups, as /48 does.',
  queryRangeReversed: 'The range begins after its end. Write {range}.',
  queryExactDuration: 'No two calls take exactly as long. Write >{value} or <{value}.',
  queryNegatedValue: '! stands before a single value. Negate the whole condition: {example}.',
  queryNegatedTwice: '{field} is negated twice. Keep either - or !.',
  queryNothingNegated: 'Nothing follows the -. Put it in quotes to find the sign.',
  queryNotAnOperator:
    '{value} is not an operator: all conditions apply at once. Write alternatives as status:4xx,5xx, and put the word in quotes to find it.',
  queryParentheses:
    'Parentheses do not group conditions. Write alternatives of one field as status:4xx,5xx, and put a parenthesis in quotes to find it.',
  queryMissingSpace: 'A space is missing between two conditions. Put quotes around a whole value.',
  queryOpenQuote: 'A quote is opened and not closed. Add " at the end.',
  queryNul: 'The query contains a character that cannot be searched for. Remove it.',
  queryTooLong: 'The query has {length} characters; at most {max} are allowed.',
  queryTooManyConditions:
    'There are more than {max} conditions. Remove some, or give one field several values, separated by commas.',
  queryTooManyValues: '{field} has more than {max} values. Remove some.',
  querySeveralValues: '{field} takes one value.',
  queryRepeatedField: '{field} is given twice. Keep one of them.',
  queryTimesExchanged: 'The beginning is later than the end. Exchange from and to.',
} as const;
