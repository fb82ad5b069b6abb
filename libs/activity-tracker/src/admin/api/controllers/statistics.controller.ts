import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { oneOf } from '../../../http/open-api/named-schema.js';
import { BUSY, OpenApiOperation, type OpenApiParameter } from '../../../http/open-api/operation.js';
import { PAGE_PARAMETERS } from '../../../http/open-api/page-parameters.js';
import { ID_OF_A_PERSON, QUESTION_OF_A_PERSON, QUESTION_PARAMETERS } from '../question-parameters.js';
import { Passes } from '../../../http/gates/passes.js';
import { type Overview } from '../../statistics/overview.service.js';
import { PEOPLE_SORTS, type PeoplePage, type PersonPage } from '../../statistics/people.types.js';
import { type RouteTable } from '../../statistics/routes.service.js';
import { type SessionPage } from '../../statistics/sessions.service.js';
import { type Timeline } from '../../statistics/timeline.service.js';
import type { Described } from '../../people/user-names.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';
import { QUERIES, WORD_SEARCHES } from '../passages.js';
import {
  OVERVIEW,
  PEOPLE_PAGE,
  PERSON_PAGE,
  ROUTE_TABLE,
  SESSION_PAGE,
  TIMELINE,
} from '../schemas/statistics-schemas.js';

const PEOPLE_PARAMETERS: readonly OpenApiParameter[] = [
  { name: 'sort', description: 'Order, largest first.', schema: oneOf(PEOPLE_SORTS) },
  { name: 'search', description: 'Part of a user id.' },
];

type SessionAnswer = Pick<SessionPage, 'sessions'> & { next: string | null };

@Controller()
@AdminApi()
@Passes(WORD_SEARCHES, QUERIES)
export class StatisticsController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

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
    return (await this.answers.get()).statistics.timeline(request);
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
    return (await this.answers.get()).statistics.routes(request);
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
    return (await this.answers.get()).statistics.overview(request);
  }

  @Get('users')
  @OpenApiOperation({
    id: 'listActivityPeople',
    summary: 'List the people who called',
    answer: 'A page of people, with statistics, countries, devices and calls per day.',
    schema: PEOPLE_PAGE,
    parameters: [...QUESTION_PARAMETERS, ...PEOPLE_PARAMETERS, ...PAGE_PARAMETERS],
    also: BUSY,
  })
  async users(@Req() request: AdminRequest): Promise<PeoplePage & Described> {
    return (await this.answers.get()).statistics.users(request);
  }

  @Get('users/:id')
  @OpenApiOperation({
    id: 'getActivityPerson',
    summary: 'Get the statistics of a person',
    answer: 'Statistics, calls per day, first call, addresses and routes.',
    schema: PERSON_PAGE,
    parameters: [ID_OF_A_PERSON, ...QUESTION_OF_A_PERSON],
    also: BUSY,
  })
  async user(
    @Req() request: AdminRequest,
    @Res() _response: object,
    @Param('id') id: string,
  ): Promise<PersonPage & Described> {
    return (await this.answers.get()).statistics.user(request, id);
  }

  @Get('users/:id/sessions')
  @OpenApiOperation({
    id: 'listActivitySessions',
    summary: 'List the sessions of a person',
    answer: 'A page of sessions.',
    schema: SESSION_PAGE,
    parameters: [ID_OF_A_PERSON, ...QUESTION_OF_A_PERSON, ...PAGE_PARAMETERS],
    also: BUSY,
  })
  async sessions(
    @Req() request: AdminRequest,
    @Res() _response: object,
    @Param('id') id: string,
  ): Promise<SessionAnswer> {
    return (await this.answers.get()).statistics.sessions(request, id);
  }
}
