import { Late } from '../../common/late.js';
import type { RetentionStore } from '../../retention/retention-run.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import type { RetentionRule } from '../../storage/retention-rule.js';
import type { QueryContext } from '../query/activity-query.js';
import { type Upkeep, type UpkeepLife, UpkeepSchedule } from '../upkeep-schedule.js';

/** A pass begins every hour and takes as many rounds as it needs. */
const ROUND_MS = 60_000;
const RETENTION_INTERVAL = 'activity-tracker:retention';

export class RetentionSchedule extends UpkeepSchedule {
  constructor(upkeep: Upkeep | undefined, life: UpkeepLife) {
    const settings = {
      interval: RETENTION_INTERVAL,
      roundMs: ROUND_MS,
      working: 'Records are removed by storage.retention again.',
      failing: (reason: string) =>
        `Failed to remove records by storage.retention: ${reason.replace(/[.\s]+$/, '')}. Records are kept until it succeeds; retrying every ${ROUND_MS / 1_000} s. ` +
        'If a right is missing, grant the role of an eraser (docs/operations.md) to one process (logged once).',
    };
    super(upkeep, settings, life);
  }
}

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
