import type { QueryContext } from '../admin/query/activity-query.js';
import { toFilter } from '../admin/query/plan/to-filter.js';
import type { ActivityFilter } from '../storage/port/activity-filter.js';
import type { RetentionRule } from '../storage/retention-rule.js';
import { type ReadRule, readRetentionRules } from './retention-rules.js';

export interface PlannedRule extends ReadRule {
  filter: ActivityFilter;
}

/** Rules that passed the validation at boot, with their filters. */
export function planRetention(given: readonly RetentionRule[], context?: QueryContext): PlannedRule[] {
  return readRetentionRules(given, context).rules.map((read) => ({
    ...read,
    filter: toFilter(read.query, new Date(0)),
  }));
}
