import { AUDIT_PARAMETERS } from '../audit-parameters.js';
import { Controller, Get, Inject, Req } from '@nestjs/common';
import { BUSY, OpenApiOperation } from '../../../http/open-api/operation.js';
import { PAGE_PARAMETERS } from '../../../http/open-api/page-parameters.js';
import { Requires } from '../../../http/access/permission.js';
import { Passes } from '../../../http/gates/passes.js';
import { type AuditPage } from '../../audit/audit-reader.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { ADMIN_ANSWERS, type LateAnswers } from '../late-answers.js';
import { QUERIES } from '../passages.js';
import { AUDIT_PAGE } from '../schemas/audit-schemas.js';

@Controller()
@AdminApi()
@Passes(QUERIES)
export class AuditController {
  constructor(@Inject(ADMIN_ANSWERS) private readonly answers: LateAnswers) {}

  @Get('audit')
  @Requires('audit')
  @OpenApiOperation({
    id: 'listActivityAuditTrail',
    summary: 'List the audit trail, newest first',
    answer: 'A page of entries of the audit trail.',
    schema: AUDIT_PAGE,
    parameters: [...AUDIT_PARAMETERS, ...PAGE_PARAMETERS],
    also: { ...BUSY, 501: 'The store keeps no audit trail.' },
  })
  async audit(@Req() request: AdminRequest): Promise<AuditPage> {
    return (await this.answers.get()).audit.audit(request);
  }
}
