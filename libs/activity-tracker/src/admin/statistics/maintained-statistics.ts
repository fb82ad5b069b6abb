import type { ActivityStore } from '../../storage/port/activity-store.js';
import type { MaintainedStatistics } from '../../storage/port/statistics.js';

/** The statistics of a store that has to be kept up to date, if it is one. */
export function maintainedStatisticsOf({ statistics }: ActivityStore): MaintainedStatistics | undefined {
  return statistics && 'maintain' in statistics ? statistics : undefined;
}
