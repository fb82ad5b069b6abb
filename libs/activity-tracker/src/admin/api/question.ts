import { badParameter } from '../../http/parameters/bad-parameter.js';
import { readQueryString } from '../../http/parameters/query-string.js';
import type { ActivityQuery, QueryContext } from '../query/activity-query.js';
import { queryOfParameters } from '../query/query-parameters.js';
import type { UserNames } from '../people/user-names.js';
import { isTimeZone } from '../time-zone.js';

export interface AnswerContext extends QueryContext {
  readonly payloadKeys: readonly string[];
  readonly names: UserNames;
}

export interface Question {
  query: ActivityQuery;
  zone: string;
  rest: Record<string, string>;
}

/** @throws QuerySyntaxError for `q` @throws BadRequestException that names the invalid parameter */
export function questionOf(url: string, context: QueryContext): Question {
  const { zone = context.zone ?? 'UTC', ...parameters } = readQueryString(url);
  if (!isTimeZone(zone))
    throw badParameter('zone', 'must be an IANA time zone such as Europe/Berlin, or an offset such as +03:30', zone);
  return { ...queryOfParameters(parameters, { ...context, zone }), zone };
}

/** {@link questionOf}, with the ids of the people whom it names. */
export async function resolvedQuestionOf(url: string, context: AnswerContext): Promise<Question> {
  const question = questionOf(url, context);
  return { ...question, query: await context.names.resolve(question.query) };
}

/** Rejects unknown parameters: a misspelled filter would otherwise match everything. */
export function onlyKnown(rest: Readonly<Record<string, string>>, ...known: string[]): void {
  const unknown = Object.keys(rest).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw badParameter(unknown, `is not a parameter here. Remove it, or use one of: ${known.join(', ')}`);
}

export function onlyKnownBesideFields(rest: Readonly<Record<string, string>>, ...known: string[]): void {
  onlyKnown(rest, ...known, 'q', 'zone', 'a field of GET /query/fields');
}

export function flagOf(name: string, value = '', byDefault = false): boolean {
  if (value === '') return byDefault;
  if (value !== 'true' && value !== 'false') throw badParameter(name, 'must be true or false', value);
  return value === 'true';
}
