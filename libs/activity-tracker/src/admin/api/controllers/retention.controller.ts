import { Controller, Get, Inject, Req } from '@nestjs/common';
import { BUSY, OpenApiOperation } from '../../../http/open-api/operation.js';
import { Passes } from '../../../http/gates/passes.js';
import type { RetentionPreview } from '../../../retention/retention-preview.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';
import { QUERIES } from '../passages.js';
import { RETENTION_PREVIEW } from '../schemas/retention-schemas.js';

@Controller()
@AdminApi()
@Passes(QUERIES)
export class RetentionController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

  /** Changes nothing. */
  @Get('retention')
  @OpenApiOperation({
    id: 'previewActivityRetention',
    summary: 'Count what the rules of storage.retention would remove now',
    answer: 'The rules with their counts, and the last pass.',
    schema: RETENTION_PREVIEW,
    also: BUSY,
  })
  async preview(@Req() request: AdminRequest): Promise<RetentionPreview> {
    return (await this.answers.get()).retention.preview(request);
  }
}
