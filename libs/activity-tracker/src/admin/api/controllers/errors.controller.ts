import { Controller, Get, Inject, Req } from '@nestjs/common';
import { BUSY, OpenApiOperation } from '../../../http/open-api/operation.js';
import { Passes } from '../../../http/gates/passes.js';
import type { ErrorGroupList } from '../../errors/error-groups.service.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';
import { QUERIES } from '../passages.js';
import { QUESTION_PARAMETERS } from '../question-parameters.js';
import { ERROR_GROUPS } from '../schemas/error-group-schemas.js';

@Controller()
@AdminApi()
@Passes(QUERIES)
export class ErrorsController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

  @Get('errors')
  @OpenApiOperation({
    id: 'listActivityErrors',
    summary: 'Group errors by route, status and shape of the message',
    answer: 'Groups, the largest first, of the newest 5,000 errors.',
    schema: ERROR_GROUPS,
    parameters: QUESTION_PARAMETERS,
    also: BUSY,
  })
  async groups(@Req() request: AdminRequest): Promise<ErrorGroupList> {
    return (await this.answers.get()).errors.groups(request);
  }
}
