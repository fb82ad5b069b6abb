import {
  Controller,
  Get,
  Inject,
  Req,
  SetMetadata,
  type Type,
  UseFilters,
  UseGuards,
  Version,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { SKIP_ACTIVITY } from '../record/metadata-keys.js';
import { AnswerFilter } from '../http/answers/answer.filter.js';
import { AnswerGuard } from '../http/answers/answer.guard.js';
import { callerOf } from '../http/access/caller.js';
import { BUSY, OpenApiOperation, OpenApiTag } from '../http/open-api/operation.js';
import { ADMIN_HISTORY_PARAMETERS, USER_HISTORY_PARAMETERS } from './history-parameters.js';
import { HISTORY_AUDIT, type HistoryAudit } from './history-audit.js';
import { HistoryGuard } from '../http/access/history.guard.js';
import { type AdminHistoryEntry, HistoryService, type UserHistoryEntry } from './history.service.js';
import { type HistoryAnswer, type HistoryRequest, withLinks } from '../http/paging/links.js';
import { Passes } from '../http/gates/passes.js';
import { RequireActivityPermission } from '../http/access/permission.js';
import { QueryGate } from '../http/gates/query-gate.js';
import { readQueryString } from '../http/parameters/query-string.js';
import { AnyOrigin, SameOriginGuard } from '../http/access/same-origin.guard.js';
import { ADMIN_HISTORY_PAGE, USER_HISTORY_PAGE } from './history-schemas.js';

/** Guards, filter, version and skip are set here, so that a subclass with another path inherits them. */
@Controller('activity-logs')
@UseGuards(HistoryGuard, SameOriginGuard, AnswerGuard)
@UseFilters(AnswerFilter)
@Passes({ gate: QueryGate })
@SetMetadata(SKIP_ACTIVITY, true)
@OpenApiTag('Activity logs')
export class HistoryController {
  constructor(
    private readonly history: HistoryService,
    @Inject(HISTORY_AUDIT) private readonly audit: HistoryAudit,
  ) {}

  @Get('user-history')
  @OpenApiOperation({
    id: 'listOwnActivity',
    summary: 'List the activity of the caller',
    answer: 'A page of records.',
    schema: USER_HISTORY_PAGE,
    parameters: USER_HISTORY_PARAMETERS,
    also: BUSY,
    own: true,
  })
  @AnyOrigin(true)
  @Version(VERSION_NEUTRAL)
  async userHistory(@Req() request: HistoryRequest): Promise<HistoryAnswer<UserHistoryEntry>> {
    const { userId } = callerOf(request);
    return withLinks(await this.history.userHistory(userId, readQueryString(request.originalUrl)), request);
  }

  @Get('admin-history')
  @OpenApiOperation({
    id: 'listActivity',
    summary: 'List the activity of all users',
    answer: 'A page of records.',
    schema: ADMIN_HISTORY_PAGE,
    parameters: ADMIN_HISTORY_PARAMETERS,
    also: BUSY,
  })
  @Version(VERSION_NEUTRAL)
  @RequireActivityPermission()
  async adminHistory(@Req() request: HistoryRequest): Promise<HistoryAnswer<AdminHistoryEntry>> {
    const parameters = readQueryString(request.originalUrl);
    const page = await this.history.adminHistory(parameters);
    const { user_id: userId } = parameters;
    await this.audit.adminHistory(request, { parameters, userId, records: page.results.length });
    return withLinks(page, request);
  }
}

export function historyControllerAt(path: string): Type<HistoryController> {
  @Controller(path)
  class HistoryControllerAtPath extends HistoryController {}
  return HistoryControllerAtPath;
}
