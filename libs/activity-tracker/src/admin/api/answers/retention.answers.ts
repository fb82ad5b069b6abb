import { readQueryString } from '../../../http/parameters/query-string.js';
import { planRetention } from '../../../retention/retention-plan.js';
import { previewRetention, type RetentionPreview } from '../../../retention/retention-preview.js';
import type { ActivityStore } from '../../../storage/port/activity-store.js';
import type { RetentionRule } from '../../../storage/retention-rule.js';
import type { AuditTrail } from '../../audit/audit-trail.js';
import type { QueryContext } from '../../query/activity-query.js';
import type { AdminRequest } from '../admin-api.js';
import { onlyKnown } from '../question.js';

/** An exact count of more would read much of a large log. Milliseconds and records. */
const BOUNDS = { cap: 100_000, maxTimeMs: 1_000, totalMs: 10_000 };

export class RetentionAnswers {
  constructor(
    private readonly store: ActivityStore,
    private readonly rules: readonly RetentionRule[],
    private readonly context: QueryContext,
    private readonly audit: AuditTrail,
  ) {}

  async preview(request: AdminRequest): Promise<RetentionPreview> {
    onlyKnown(readQueryString(request.originalUrl));
    const rules = planRetention(this.rules, this.context);
    const preview = await previewRetention(this.store, rules, BOUNDS);
    await this.audit.write(request, { action: 'statistics', parameters: { of: 'retention' } });
    return preview;
  }
}
