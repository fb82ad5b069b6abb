import { Late } from '../../common/late.js';
import type { RetentionStore } from '../../retention/retention-run.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import type { RetentionRule } from '../../storage/retention-rule.js';
import type { QueryContext } from '../query/activity-query.js';
import type { Upkeep } from '../upkeep-schedule.js';

/** The work of the schedule, loaded with its first round; `undefined` without rules. */
export function retentionUpkeep(
  store: ActivityStore,
  rules: readonly RetentionRule[],
  context: QueryContext,
): Upkeep | undefined {
  if (rules.length === 0 || !store.delete || !store.rewrite) return undefined;
  const run = new Late('The removal by storage.retention', async () => {
    const [{ planRetention }, { RetentionRun }] = await Promise.all([
      import('../../retention/retention-plan.js'),
      import('../../retention/retention-run.js'),
    ]);
    return new RetentionRun(store as RetentionStore, planRetention(rules, context));
  });
  return {
    maintain: async (signal) => (await run.get()).maintain(signal),
    release: async () => (await run.get()).release(),
  };
}
