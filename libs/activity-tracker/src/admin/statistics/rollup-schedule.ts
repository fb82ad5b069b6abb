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
      working: 'Statistics are kept up to date again.',
      failing: (reason: string) =>
        `Statistics are not kept up to date: ${reason}. It is tried again every ` +
        `${ROUND_MS / 1_000} s; what comes in meanwhile is marked and made up for.`,
    };
    super(statistics, settings, life);
  }
}
