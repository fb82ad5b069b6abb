import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { Types } from 'mongoose';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import { oneOf } from '../../../http/open-api/named-schema.js';
import { BUSY, OpenApiOperation, type OpenApiParameter } from '../../../http/open-api/operation.js';
import { PAGE_PARAMETERS } from '../../../http/open-api/parameters.js';
import { ID_OF_A_PERSON, QUESTION_PARAMETERS } from '../question-parameters.js';
import { Permissions } from '../../../http/access/permissions.js';
import { Passes } from '../../../http/gates/passes.js';
import { ADMIN_SURROUNDINGS, type AdminSurroundings } from '../../admin-surroundings.js';
import { AdminOptions } from '../../admin.options.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { QueryCondition } from '../../query/activity-query.js';
import { readsBodies } from '../../records/body-fields.js';
import { DEFAULT_BUDGET_MS, RecordsService } from '../../records/records.service.js';
import { type Overview, OverviewService } from '../../statistics/overview.service.js';
import { PeopleService } from '../../statistics/people.service.js';
import { PEOPLE_SORTS, type PeoplePage, type PeopleSort, type PersonPage } from '../../statistics/people.types.js';
import { type RouteTable, RoutesService } from '../../statistics/routes.service.js';
import { type SessionPage, type SessionPosition, SessionsService } from '../../statistics/sessions.service.js';
import { type Timeline, TimelineService } from '../../statistics/timeline.service.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { QUERIES, WORD_SEARCHES } from '../passages.js';
import { onlyKnownBesideFields, statisticsQuestionOf, type StatisticsQuestion } from '../question.js';
import { OVERVIEW, PEOPLE_PAGE, PERSON_PAGE, ROUTE_TABLE, SESSION_PAGE, TIMELINE } from '../schemas/statistics.js';

/** What holds words is found by reading: so many records at most are counted. */
const MOST_COUNTED = 10_000;
const COUNTED_FIELDS = ['created_time', 'status_code'];

const PEOPLE_PARAMETERS: readonly OpenApiParameter[] = [
  { name: 'sort', description: 'Order, largest first.', schema: oneOf(PEOPLE_SORTS) },
  { name: 'search', description: 'Part of a user id.' },
];

type SessionAnswer = Pick<SessionPage, 'sessions'> & { next: string | null };

/** Figures over time, by route, by person. Without `from`, `to` or `since` they are about the last 24 hours. */
@Controller()
@AdminApi()
@Passes(WORD_SEARCHES, QUERIES)
export class StatisticsController {
  constructor(
    @Inject(RecordsService) private readonly records: RecordsService,
    @Inject(TimelineService) private readonly timelines: TimelineService,
    @Inject(RoutesService) private readonly routeTables: RoutesService,
    @Inject(PeopleService) private readonly people: PeopleService,
    @Inject(SessionsService) private readonly sessionLists: SessionsService,
    @Inject(OverviewService) private readonly overviews: OverviewService,
    @Inject(ADMIN_SURROUNDINGS) private readonly surroundings: AdminSurroundings,
    @Inject(AdminOptions) private readonly options: AdminOptions,
    @Inject(Permissions) private readonly permissions: Permissions,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
  ) {}

  /** Calls by status class. */
  @Get('timeline')
  @OpenApiOperation({
    id: 'getActivityTimeline',
    summary: 'Count calls over time, by status class',
    answer: 'Time slots, with their counts.',
    schema: TIMELINE,
    parameters: QUESTION_PARAMETERS,
    also: BUSY,
  })
  async timeline(@Req() request: AdminRequest): Promise<Timeline> {
    const { query, span, zone, filter, plan, rest } = this.question(request);
    onlyKnownBesideFields(rest);
    if (readsBodies(query)) await this.permissions.demand(request, 'bodies');
    if (!plan.matchesText) {
      const timeline = await this.timelines.timeline(span, zone, filter);
      await this.audit.write(request, { action: 'timeline', query });
      return timeline;
    }
    const bounded = plan.from ? query : { conditions: [...query.conditions, since(span.from)] };
    const { found, stoppedAt } = await this.records.newest(bounded, MOST_COUNTED, COUNTED_FIELDS, DEFAULT_BUDGET_MS);
    await this.audit.write(request, { action: 'timeline', query, records: found.length });
    const last = found.length === MOST_COUNTED ? found.at(-1) : stoppedAt;
    return this.timelines.timelineOf(found, span, zone, last?.created_time);
  }

  @Get('routes')
  @OpenApiOperation({
    id: 'listActivityRoutes',
    summary: 'List the statistics of each route',
    answer: 'Routes with calls, and routes without.',
    schema: ROUTE_TABLE,
    parameters: QUESTION_PARAMETERS,
    also: BUSY,
  })
  async routes(@Req() request: AdminRequest): Promise<RouteTable> {
    const { query, span, filter, rest } = this.countable(request);
    onlyKnownBesideFields(rest);
    const table = await this.routeTables.routes(span, filter, this.surroundings.routes());
    await this.audit.write(request, { action: 'statistics', query, parameters: { of: 'routes' } });
    return table;
  }

  @Get('overview')
  @OpenApiOperation({
    id: 'getActivityOverview',
    summary: 'Compare a period with the one before',
    answer: 'Statistics of both periods, and the routes that changed most.',
    schema: OVERVIEW,
    parameters: QUESTION_PARAMETERS,
    also: BUSY,
  })
  async overview(@Req() request: AdminRequest): Promise<Overview> {
    const { query, span, filter, rest } = this.countable(request);
    onlyKnownBesideFields(rest);
    const overview = await this.overviews.overview(span, filter);
    await this.audit.write(request, { action: 'statistics', query, parameters: { of: 'overview' } });
    return overview;
  }

  @Get('users')
  @OpenApiOperation({
    id: 'listActivityPeople',
    summary: 'List the people who called',
    answer: 'A page of people, with statistics, countries, devices and calls a day.',
    schema: PEOPLE_PAGE,
    parameters: [...QUESTION_PARAMETERS, ...PEOPLE_PARAMETERS, ...PAGE_PARAMETERS],
    also: BUSY,
  })
  async users(@Req() request: AdminRequest): Promise<PeoplePage> {
    const { query, span, filter, rest } = this.countable(request);
    onlyKnownBesideFields(rest, 'sort', 'search', 'cursor', 'limit');
    const { search, cursor } = rest;
    const page = await this.people.people(
      span,
      { ...sortOf(rest), ...(search && { search }), ...(cursor && { cursor }), ...limitOf(rest) },
      filter,
    );
    await this.audit.write(request, { action: 'people', query, parameters: rest });
    return page;
  }

  @Get('users/:id')
  @OpenApiOperation({
    id: 'getActivityPerson',
    summary: 'Get the statistics of a person',
    answer: 'Statistics, calls a day, first call, addresses and routes.',
    schema: PERSON_PAGE,
    parameters: [ID_OF_A_PERSON, ...QUESTION_PARAMETERS],
    also: BUSY,
  })
  async user(@Req() request: AdminRequest, @Res() _response: object, @Param('id') id: string): Promise<PersonPage> {
    const { query, span, rest } = this.countable(request);
    onlyKnownBesideFields(rest);
    const person = await this.people.person(id, span);
    await this.audit.write(request, { action: 'person', query, subject: id });
    return person;
  }

  /** What a person did, newest first, in sessions. */
  @Get('users/:id/sessions')
  @OpenApiOperation({
    id: 'listActivitySessions',
    summary: 'List the sessions of a person',
    answer: 'A page of sessions.',
    schema: SESSION_PAGE,
    parameters: [ID_OF_A_PERSON, ...QUESTION_PARAMETERS, ...PAGE_PARAMETERS],
    also: BUSY,
  })
  async sessions(
    @Req() request: AdminRequest,
    @Res() _response: object,
    @Param('id') id: string,
  ): Promise<SessionAnswer> {
    const { query, span, rest } = this.countable(request);
    onlyKnownBesideFields(rest, 'cursor', 'limit');
    const after = rest.cursor ? positionOf(rest.cursor) : undefined;
    const { sessions, next } = await this.sessionLists.sessions(id, span, {
      ...(after && { after }),
      ...limitOf(rest),
    });
    await this.audit.write(request, { action: 'sessions', query, parameters: rest, subject: id });
    return { sessions, next: next && `${next.created_time.getTime()}-${String(next._id)}` };
  }

  private question(request: AdminRequest): StatisticsQuestion {
    return statisticsQuestionOf(request.originalUrl, this.options.timeZone, new Date());
  }

  /** What is counted by the store cannot look for words. */
  private countable(request: AdminRequest): StatisticsQuestion {
    const question = this.question(request);
    if (question.plan.matchesText)
      throw badParameter('q', 'holds words, and these figures are counted by fields: leave the words out');
    return question;
  }
}

const since = (from: Date): QueryCondition => ({
  field: 'from',
  negated: false,
  terms: [{ operator: 'equals', value: from }],
});

/** Where a page of sessions ended, as text for a URL. */
function positionOf(cursor: string): SessionPosition {
  const [, time, id] = /^(\d{1,15})-([0-9a-f]{24})$/.exec(cursor) ?? [];
  if (!time || !id) throw badParameter('cursor', 'must be the cursor of a page before');
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
