import { Controller, Get, Inject, Req, Res, StreamableFile } from '@nestjs/common';
import { OpenApiOperation } from '../../../http/open-api/operation.js';
import { QUESTION_PARAMETERS } from '../question-parameters.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';

/** Read with `fetch`, so that a token can be sent. A stream instead of `@Sse()`, which ignores backpressure. */
@Controller()
@AdminApi()
export class LiveController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

  /** Sends the event `end` when the token expires, the permission is revoked, or the application closes. */
  @Get('live')
  @OpenApiOperation({
    id: 'streamActivityRecords',
    summary: 'Stream records as they are stored',
    answer: 'Events: open, record, skipped, heartbeat, end.',
    type: 'events',
    parameters: QUESTION_PARAMETERS,
    also: { 429: 'Too many live viewers.' },
  })
  async live(@Req() request: AdminRequest, @Res() response: object): Promise<StreamableFile> {
    return (await this.answers.get()).live.live(request, response);
  }
}
