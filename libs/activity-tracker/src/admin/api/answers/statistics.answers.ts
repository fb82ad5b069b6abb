import { Types } from 'mongoose';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import type { Permissions } from '../../../http/access/permissions.js';
import type { HostStatus } from '../../host-status.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import type { QueryCondition } from '../../query/activity-query.js';
import { readsBodies } from '../../records/body-fields.js';
import type { ActivityStore } from '../../../storage/port/activity-store.js';
import { DEFAULT_BUDGET_MS, type RecordsService } from '../../records/records.service.js';
import { laterCalls, type WithLater } from '../../statistics/later-calls.js';
import type { Overview, OverviewService } from '../../statistics/overview.service.js';
import type { PeopleService } from '../../statistics/people.service.js';
import { PEOPLE_SORTS, type PeoplePage, type PeopleSort, type PersonPage } from '../../statistics/people.types.js';
import type { RouteTable, RoutesService } from '../../statistics/routes.service.js';
import type { SessionPage, SessionPosition, SessionsService } from '../../statistics/sessions.service.js';
import type { Timeline, TimelineService } from '../../statistics/timeline.service.js';
import type { Described } from '../../people/user-names.js';
import type { AdminRequest } from '../admin-api.js';
import { type AnswerContext, onlyKnownBesideFields } from '../question.js';
import { statisticsQuestionOf, type SpanQuestion } from './statistics-question.js';

/** A word search reads the records, so it counts at most this many. */
const MOST_COUNTED = 10_000;
const COUNTED_FIELDS = ['created_time', 'status_code'];

type SessionAnswer = Pick<SessionPage, 'sessions'> & { next: string | null };

export class StatisticsAnswers {
  constructor(
    private readonly store: ActivityStore,
    private readonly records: RecordsService,
    private readonly timelines: TimelineService,
    private readonly routeTables: RoutesService,
    private readonly people: PeopleService,
    private readonly sessionLists: SessionsService,
    private readonly overviews: OverviewService,
    private readonly status: HostStatus,
    private readonly context: AnswerContext,
    private readonly permissions: Permissions,
    private readonly audit: AuditTrail,
  ) {}

  async timeline(request: AdminRequest): Promise<WithLater<Timeline>> {
    const question = await this.question(request);
    const { query, span, zone, filter, plan, rest } = question;
    onlyKnownBesideFields(rest);
    if (readsBodies(query)) await this.permissions.demand(request, 'bodies');
    if (!plan.matchesText) {
      const timeline = await this.withLater(question, this.timelines.timeline(span, zone, filter));
      await this.audit.write(request, { action: 'timeline', query });
      return timeline;
    }
    const bounded = plan.from ? query : { conditions: [...query.conditions, since(span.from)] };
    const { found, stoppedAt } = await this.records.newest(bounded, MOST_COUNTED, COUNTED_FIELDS, DEFAULT_BUDGET_MS);
    await this.audit.write(request, { action: 'timeline', query, records: found.length });
    const last = found.length === MOST_COUNTED ? found.at(-1) : stoppedAt;
    return this.timelines.timelineOf(found, span, zone, last?.created_time);
  }

  async routes(request: AdminRequest): Promise<WithLater<RouteTable>> {
    const question = await this.countable(request);
    const { query, span, filter, rest } = question;
    onlyKnownBesideFields(rest);
    const table = await this.withLater(question, this.routeTables.routes(span, filter, this.status.routes()));
    await this.audit.write(request, { action: 'statistics', query, parameters: { of: 'routes' } });
    return table;
  }

  async overview(request: AdminRequest): Promise<WithLater<Overview>> {
    const question = await this.countable(request);
    const { query, span, filter, rest } = question;
    onlyKnownBesideFields(rest);
    const overview = await this.withLater(question, this.overviews.overview(span, filter));
    await this.audit.write(request, { action: 'statistics', query, parameters: { of: 'overview' } });
    return overview;
  }

  async users(request: AdminRequest): Promise<WithLater<PeoplePage & Described>> {
    const question = await this.countable(request);
    const { query, span, filter, rest } = question;
    onlyKnownBesideFields(rest, 'sort', 'search', 'cursor', 'limit');
    const { search, cursor } = rest;
    const settings = {
      ...sortOf(rest),
      ...(search && { search, found: await this.context.names.find(search) }),
      ...(cursor && { cursor }),
      ...limitOf(rest),
    };
    const page = await this.withLater(question, this.people.people(span, settings, filter));
    await this.audit.write(request, { action: 'people', query, parameters: rest });
    return this.context.names.describing(
      page,
      page.people.map(({ user_id }) => user_id),
    );
  }

  async user(request: AdminRequest, id: string): Promise<PersonPage & Described> {
    const { query, span, filter, rest } = await this.countable(request);
    onlyKnownBesideFields(rest);
    const person = await this.people.person(id, span, filter);
    await this.audit.write(request, { action: 'person', query, subject: id });
    return this.context.names.describing(person, [id]);
  }

  async sessions(request: AdminRequest, id: string): Promise<SessionAnswer> {
    const { query, span, filter, rest } = await this.countable(request);
    onlyKnownBesideFields(rest, 'cursor', 'limit');
    const after = rest.cursor ? positionOf(rest.cursor) : undefined;
    const page = { ...(after && { after }), ...limitOf(rest) };
    const { sessions, next } = await this.sessionLists.sessions(id, span, page, filter);
    await this.audit.write(request, { action: 'sessions', query, parameters: rest, subject: id });
    return { sessions, next: next && `${next.created_time.getTime()}-${String(next._id)}` };
  }

  private async withLater<Statistics>(
    { plan, span, filter }: SpanQuestion,
    counting: Promise<Statistics>,
  ): Promise<WithLater<Statistics>> {
    const [statistics, later] = await Promise.all([
      counting,
      plan.to ? { from: span.to, calls: 0 } : laterCalls(this.store, span.to, filter),
    ]);
    return { ...statistics, later };
  }

  private question(request: AdminRequest): Promise<SpanQuestion> {
    return statisticsQuestionOf(request.originalUrl, this.context, new Date());
  }

  /** Store statistics cannot search for words. */
  private async countable(request: AdminRequest): Promise<SpanQuestion> {
    const question = await this.question(request);
    if (question.plan.matchesText)
      throw badParameter('q', 'contains words, but these statistics are counted by field: remove the words');
    return question;
  }
}

const since = (from: Date): QueryCondition => ({
  field: 'from',
  negated: false,
  terms: [{ operator: 'equals', value: from }],
});

function positionOf(cursor: string): SessionPosition {
  const [, time, id] = /^(\d{1,15})-([0-9a-f]{24})$/.exec(cursor) ?? [];
  if (!time || !id) throw badParameter('cursor', 'must be the cursor of a previous page');
  return { created_time: new Date(Number(time)), _id: new Types.ObjectId(id) };
}

function sortOf({ sort }: Record<string, string>): { sort?: PeopleSort } {
  if (!sort) return {};
  if (!(PEOPLE_SORTS as readonly string[]).includes(sort))
    throw badParameter('sort', `must be one of ${PEOPLE_SORTS.join(', ')}`, sort);
  return { sort: sort as PeopleSort };
}

function limitOf({ limit }: Record<string, string>): { limit?: number } {
  if (!limit) return {};
  if (!/^[1-9]\d{0,14}$/.test(limit)) throw badParameter('limit', 'must be a whole number, 1 or more', limit);
  return { limit: Number(limit) };
}
