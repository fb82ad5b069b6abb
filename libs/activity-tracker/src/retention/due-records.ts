import { allOf } from '../http/paging/paging.js';
import type { ActivityFilter } from '../storage/port/activity-filter.js';
import type { PlannedRule } from './retention-plan.js';
import type { RetentionPart } from './retention-rules.js';
import { NOT_ABOUT_THE_LOG } from './records-about-the-log.js';

export interface DueStep {
  rule: PlannedRule;
  part: RetentionPart;
  /** Milliseconds since the request. */
  term: number;
  /** Records that this rule decides, of any age. */
  decided: ActivityFilter;
}

/** Records with a body that no rule has removed. */
const HAS_BODIES: ActivityFilter = {
  bodies_removed_at: null,
  $or: [{ body: { $ne: null } }, { response: { $ne: null } }],
};

/** Everything the rules remove, records before bodies: a record that goes needs no other change. */
export function dueSteps(rules: readonly PlannedRule[]): DueStep[] {
  return [...stepsOf(rules, 'records'), ...stepsOf(rules, 'bodies')];
}

function stepsOf(rules: readonly PlannedRule[], part: RetentionPart): DueStep[] {
  const deciding = rules.filter(({ terms }) => terms[part] !== undefined);
  return deciding.flatMap((rule, position): DueStep[] => {
    const term = rule.terms[part]!;
    if (term === Infinity) return [];
    const earlier = deciding.slice(0, position).map(({ filter }) => filter);
    const decided = allOf([
      ...(Object.keys(rule.filter).length > 0 ? [rule.filter] : []),
      ...(earlier.length > 0 ? [{ $nor: earlier }] : []),
      NOT_ABOUT_THE_LOG,
      ...(part === 'bodies' ? [HAS_BODIES] : []),
    ]);
    return [{ rule, part, term, decided }];
  });
}

/** Records that are due at an instant. @param from ignores earlier ones */
export function dueFilter({ decided, term }: DueStep, now: Date, from?: Date): ActivityFilter {
  const created_time = { $lt: new Date(now.getTime() - term), ...(from && { $gte: from }) };
  return { $and: [{ created_time }, decided] };
}
