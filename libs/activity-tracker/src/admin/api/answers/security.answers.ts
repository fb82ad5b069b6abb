import { NotFoundException } from '@nestjs/common';
import { badParameter } from '../../../http/parameters/bad-parameter.js';
import type { AdminOptions } from '../../admin.options.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import type { HostStatus } from '../../host-status.js';
import { namesIn, type PersonSecurity, type SecurityService } from '../../security/security.service.js';
import type { AdminRequest } from '../admin-api.js';
import { type AnswerContext, onlyKnownBesideFields } from '../question.js';
import { statisticsQuestionOf } from './statistics-question.js';

export class SecurityAnswers {
  constructor(
    private readonly security: SecurityService,
    private readonly options: Pick<AdminOptions, 'anomalies'>,
    private readonly status: Pick<HostStatus, 'signIns'>,
    private readonly context: AnswerContext,
    private readonly audit: AuditTrail,
  ) {}

  async person(request: AdminRequest, id: string): Promise<PersonSecurity> {
    if (!this.options.anomalies) throw new NotFoundException('admin.anomalies is false. Set it to true in forRoot().');
    const { span, query, plan, rest } = await statisticsQuestionOf(request.originalUrl, this.context, new Date());
    onlyKnownBesideFields(rest);
    if (plan.filters.length > 0 || plan.matchesText)
      throw badParameter('q', 'may hold only a time here, such as since:7d: security is about all calls of a person');
    const { [id]: description } = await this.context.names.describe([id]);
    const question = { names: namesIn(description), signIns: this.status.signIns() };
    const security = await this.security.of(id, span, question);
    await this.audit.write(request, { action: 'person', query, parameters: { of: 'security' }, subject: id });
    return security;
  }
}
