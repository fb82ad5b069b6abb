import type { MaintainedStatistics } from '../../storage/port/statistics.js';
import { type UpkeepLife, UpkeepSchedule } from '../upkeep-schedule.js';

const ROUND_MS = 10_000;
/** Name of the rounds in @nestjs/schedule's registry. */
export const ROLLUP_INTERVAL = 'activity-tracker:rollups';

/** Has statistics kept up to date while the app runs. */
export class RollupSchedule extends UpkeepSchedule {
  constructor(
    /** `undefined` where the store keeps no roll-ups. */
    statistics: MaintainedStatistics | undefined,
    life: UpkeepLife,
  ) {
    const settings = {
      interval: ROLLUP_INTERVAL,
      roundMs: ROUND_MS,
      working: 'Statistics are updated again.',
      failing: (reason: string) =>
        `Failed to update statistics: ${reason}. Retrying every ${ROUND_MS / 1_000} s; new records are marked and ` +
        'counted then (logged once per outage).',
    };
    super(statistics, settings, life);
  }
}
