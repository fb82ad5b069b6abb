import type { ActivityStore } from '../../storage/port/activity-store.js';
import type { MaintainedStatistics } from '../../storage/port/statistics.js';

export function maintainedStatisticsOf({ statistics }: ActivityStore): MaintainedStatistics | undefined {
  return statistics && 'maintain' in statistics ? statistics : undefined;
}
