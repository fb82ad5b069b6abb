import { badParameter } from '../../../http/parameters/bad-parameter.js';
import type { Permissions } from '../../../http/access/permissions.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import type { ErrorGroupList, ErrorGroupsService } from '../../errors/error-groups.service.js';
import type { AdminRequest } from '../admin-api.js';
import { type AnswerContext, onlyKnownBesideFields } from '../question.js';
import { statisticsQuestionOf } from './statistics-question.js';

export class ErrorsAnswers {
  constructor(
    private readonly errors: ErrorGroupsService,
    private readonly context: AnswerContext,
    private readonly permissions: Permissions,
    private readonly audit: AuditTrail,
  ) {}

  async groups(request: AdminRequest): Promise<ErrorGroupList> {
    const { query, span, plan, rest } = await statisticsQuestionOf(request.originalUrl, this.context, new Date());
    onlyKnownBesideFields(rest);
    if (plan.matchesText) throw badParameter('q', 'contains words, but errors are grouped by field: remove the words');
    const withMessages = await this.permissions.allows(request, 'bodies');
    const list = await this.errors.groups(query, span, { withMessages });
    await this.audit.write(request, { action: 'statistics', query, parameters: { of: 'errors' } });
    return list;
  }
}
