import type { MaintainedStatistics } from '../../storage/port/statistics.js';
import { type UpkeepLife, UpkeepSchedule } from '../upkeep-schedule.js';

const ROUND_MS = 10_000;
export const ROLLUP_INTERVAL = 'activity-tracker:rollups';

export class RollupSchedule extends UpkeepSchedule {
  constructor(statistics: MaintainedStatistics | undefined, life: UpkeepLife) {
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
