import { DAY_MS } from '../../../common/time.js';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import type { Span } from '../../../storage/port/statistics.js';
import { planQuery, type QueryPlan } from '../../query/plan/query-plan.js';
import type { StatisticsFilter } from '../../statistics/statistics-source.js';
import { type AnswerContext, type Question, resolvedQuestionOf } from '../question.js';
import { statisticsFilterOf } from '../statistics-filter.js';

const DEFAULT_SPAN_MS = DAY_MS;

export interface SpanQuestion extends Question {
  span: Span;
  filter: StatisticsFilter;
  plan: QueryPlan;
}

export async function statisticsQuestionOf(url: string, context: AnswerContext, now: Date): Promise<SpanQuestion> {
  const question = await resolvedQuestionOf(url, context);
  const plan = planQuery(question.query, now);
  const to = plan.to ? new Date(plan.to.getTime() + 1) : now;
  const from = plan.from ?? new Date(to.getTime() - DEFAULT_SPAN_MS);
  if (from >= to) throw badParameter('from', 'must be earlier than now, or than to');
  return { ...question, plan, span: { from, to }, filter: statisticsFilterOf(question.query, plan, now) };
}
