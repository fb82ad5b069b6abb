import { badParameter } from '../../http/parameters/bad-parameter.js';
import { readQueryString } from '../../http/parameters/query-string.js';
import type { Span } from '../../storage/statistics/statistics.js';
import type { ActivityQuery } from '../query/activity-query.js';
import { queryOfParameters } from '../query/query-parameters.js';
import { planQuery, type QueryPlan } from '../query/plan/query-plan.js';
import type { StatisticsFilter } from '../statistics/statistics-source.js';
import { isTimeZone } from '../time-zone.js';
import { statisticsFilterOf } from './statistics-filter.js';
import { DAY_MS } from '../../common/time.js';

/** What a URL asks about, where it names no time: the last day. */
const DEFAULT_SPAN_MS = DAY_MS;

/** A question about the log, as a URL puts it. */
export interface Question {
  query: ActivityQuery;
  /** IANA name. */
  zone: string;
  /** Parameters that are about something else. */
  rest: Record<string, string>;
}

/** A question whose answer is counted over time. */
export interface StatisticsQuestion extends Question {
  span: Span;
  filter: StatisticsFilter;
  plan: QueryPlan;
}

/**
 * @throws QuerySyntaxError for `q`
 * @throws BadRequestException that names the parameter in the wrong
 */
export function questionOf(url: string, timeZone: string): Question {
  const { zone = timeZone, ...parameters } = readQueryString(url);
  if (!isTimeZone(zone)) throw badParameter('zone', 'must be an IANA time zone such as Europe/Berlin', zone);
  return { ...queryOfParameters(parameters, { zone }), zone };
}

/** The same, with the span of time that it is about. */
export function statisticsQuestionOf(url: string, timeZone: string, now: Date): StatisticsQuestion {
  const question = questionOf(url, timeZone);
  const plan = planQuery(question.query, now);
  const to = plan.to ? new Date(plan.to.getTime() + 1) : now;
  const from = plan.from ?? new Date(to.getTime() - DEFAULT_SPAN_MS);
  if (from >= to) throw badParameter('from', 'must be earlier than now, or than to');
  return { ...question, plan, span: { from, to }, filter: statisticsFilterOf(question.query, plan, now) };
}

/** Refuses what no part of a route reads: a misspelt filter would otherwise pass for one that matched everything. */
export function onlyKnown(rest: Readonly<Record<string, string>>, ...known: string[]): void {
  const unknown = Object.keys(rest).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw badParameter(unknown, `is not a parameter here. Leave it out, or use one of: ${known.join(', ')}`);
}

/** The same for a route that takes a question, whose fields are parameters too. */
export function onlyKnownBesideFields(rest: Readonly<Record<string, string>>, ...known: string[]): void {
  onlyKnown(rest, ...known, 'q', 'zone', 'a field of GET /query/fields');
}

/** @throws BadRequestException for anything but `true`, `false` and nothing */
export function flagOf(name: string, value = '', byDefault = false): boolean {
  if (value === '') return byDefault;
  if (value !== 'true' && value !== 'false') throw badParameter(name, 'must be true or false', value);
  return value === 'true';
}
