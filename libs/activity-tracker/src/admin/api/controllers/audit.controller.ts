import { Controller, Get, Inject, Req } from '@nestjs/common';
import { oneOf } from '../../../http/open-api/named-schema.js';
import { BUSY, OpenApiOperation, type OpenApiParameter } from '../../../http/open-api/operation.js';
import { PAGE_PARAMETERS } from '../../../http/open-api/parameters.js';
import { Requires } from '../../../http/access/permission.js';
import { Passes } from '../../../http/gates/passes.js';
import { readQueryString } from '../../../http/parameters/query-string.js';
import { AUDIT_ACTIONS } from '../../../storage/audit-store.js';
import { type AuditPage, AuditReader } from '../../audit/audit-reader.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import { AdminApi, type AdminRequest } from '../admin-api.js';
import { QUERIES } from '../passages.js';
import { onlyKnown } from '../question.js';
import { AUDIT_PAGE } from '../schemas/administration.js';

const AUDIT_PARAMETERS: readonly OpenApiParameter[] = [
  { name: 'administrator', description: 'User id of the administrator.' },
  { name: 'subject', description: 'User id, or pseudonym, of the person whose data was read.' },
  { name: 'action', description: 'Kind of access.', schema: oneOf(AUDIT_ACTIONS) },
  { name: 'since', description: 'A date (in UTC), an instant with its zone, or a period such as 24h.' },
  { name: 'until', description: 'A date (in UTC) or an instant with its zone, inclusive.' },
];

/** Who read what. Reading that is in the trail too. */
@Controller()
@AdminApi()
@Passes(QUERIES)
export class AuditController {
  constructor(
    @Inject(AuditReader) private readonly reader: AuditReader,
    @Inject(AuditTrail) private readonly trail: AuditTrail,
  ) {}

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
    const parameters = readQueryString(request.originalUrl);
    onlyKnown(parameters, ...AUDIT_PARAMETERS.map(({ name }) => name), 'limit', 'cursor');
    const page = await this.reader.page(parameters, new Date());
    await this.trail.write(request, { action: 'audit', parameters, records: page.results.length });
    return page;
  }
}
