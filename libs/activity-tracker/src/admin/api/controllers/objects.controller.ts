import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { BUSY, OpenApiOperation } from '../../../http/open-api/operation.js';
import { PAGE_PARAMETERS } from '../../../http/open-api/page-parameters.js';
import { Passes } from '../../../http/gates/passes.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import type { ObjectHistoryAnswer } from '../answers/objects.answers.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';
import { QUERIES } from '../passages.js';
import { OBJECT_HISTORY } from '../schemas/object-schemas.js';

@Controller()
@AdminApi()
@Passes(QUERIES)
export class ObjectsController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

  @Get('objects/:type/:id')
  @OpenApiOperation({
    id: 'getActivityObject',
    summary: 'Get the history of one object',
    answer: 'A page of the calls about the object, newest first, with what each changed.',
    schema: OBJECT_HISTORY,
    parameters: [
      { name: 'type', in: 'path', description: 'Kind of object, such as order.' },
      { name: 'id', in: 'path', description: 'Id of the object.' },
      ...PAGE_PARAMETERS,
    ],
    also: BUSY,
  })
  async history(
    @Req() request: AdminRequest,
    @Res() _response: object,
    @Param('id') id: string,
    @Param('type') type: string,
  ): Promise<ObjectHistoryAnswer> {
    return (await this.answers.get()).objects.history(request, type, id);
  }
}
