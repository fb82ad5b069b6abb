import { useEffect, useState } from 'preact/hooks';
import type { QueryProblem, QueryProblemCode } from '../../api/panel-types';
import type { query as english } from '../../i18n/messages/en/query';
import { type Language, type MessagesOf, Translator } from '../../i18n/translate';
import { usePanel } from '../../panel';
import { visible } from '../../text/visible';

type Key = keyof typeof english;

/** Loaded with the first error: the first view is small. */
const LOADERS: Readonly<Record<Language, () => Promise<{ query: MessagesOf<typeof english> }>>> = {
  en: () => import('../../i18n/messages/en/query'),
  de: () => import('../../i18n/messages/de/query'),
  ar: () => import('../../i18n/messages/ar/query'),
};

const KEYS: Readonly<Partial<Record<QueryProblemCode, Key>>> = {
  did_you_mean: 'queryDidYouMean',
  exact_duration: 'queryExactDuration',
  invalid_value: 'queryInvalidValue',
  ip_range_between_groups: 'queryNetworkBetweenGroups',
  missing_space: 'queryMissingSpace',
  missing_value: 'queryMissingValue',
  negated_twice: 'queryNegatedTwice',
  negated_value: 'queryNegatedValue',
  not_an_operator: 'queryNotAnOperator',
  not_recorded: 'queryNotRecorded',
  nothing_negated: 'queryNothingNegated',
  nul_character: 'queryNul',
  open_quote: 'queryOpenQuote',
  parentheses: 'queryParentheses',
  path_without_slash: 'queryPathWithoutSlash',
  query_too_long: 'queryTooLong',
  range_reversed: 'queryRangeReversed',
  repeated_field: 'queryRepeatedField',
  resource_without_type: 'queryResourceWithoutType',
  several_values: 'querySeveralValues',
  times_exchanged: 'queryTimesExchanged',
  too_many_conditions: 'queryTooManyConditions',
  too_many_values: 'queryTooManyValues',
  too_many_wildcards: 'queryTooManyWildcards',
  unknown_field: 'queryUnknownField',
  value_too_long: 'queryValueTooLong',
  wildcard_not_at_end: 'queryWildcardAtEnd',
};

/** In the reader's language; in the words of the server if it knows problems that the panel does not. */
export default function ProblemMessage({ problem }: { problem: QueryProblem }) {
  const { code, values = {}, message } = problem;
  const { language } = usePanel().translator;
  const [translator, setTranslator] = useState<Translator<Key> | 'missing'>();
  useEffect(() => {
    LOADERS[language]().then(
      ({ query }) => setTranslator(new Translator(language, query)),
      () => setTranslator('missing'),
    );
  }, [language]);
  const key = code && Object.hasOwn(KEYS, code) ? KEYS[code] : undefined;
  if (!key || translator === 'missing') return <bdi>{visible(message)}</bdi>;
  // Not the whole message: its own isolating marks would be shown, too.
  const shown = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? visible(value) : value,
  ]);
  return <bdi>{translator?.write(key, Object.fromEntries(shown) as typeof values)}</bdi>;
}
