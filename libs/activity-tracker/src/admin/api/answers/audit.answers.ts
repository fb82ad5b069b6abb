import { AUDIT_PARAMETERS } from '../audit-parameters.js';
import { readQueryString } from '../../../http/parameters/query-string.js';
import type { AuditPage, AuditReader } from '../../audit/audit-reader.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import type { AdminRequest } from '../admin-api.js';
import { onlyKnown } from '../question.js';

export class AuditAnswers {
  constructor(
    private readonly reader: AuditReader,
    private readonly trail: AuditTrail,
  ) {}

  async audit(request: AdminRequest): Promise<AuditPage> {
    const parameters = readQueryString(request.originalUrl);
    onlyKnown(parameters, ...AUDIT_PARAMETERS.map(({ name }) => name), 'limit', 'cursor');
    const page = await this.reader.page(parameters, new Date());
    await this.trail.write(request, { action: 'audit', parameters, records: page.results.length });
    return page;
  }
}
