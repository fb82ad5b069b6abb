import { Late } from '../../common/late.js';
import { type Upkeep, type UpkeepLife, UpkeepSchedule } from '../upkeep-schedule.js';
import type { AnomalySearchNeeds } from './anomaly-search.js';

/** Shorter than the lease, so that one process continues with the calls that it remembers. */
const ROUND_MS = 30_000;
export const ANOMALY_INTERVAL = 'activity-tracker:anomalies';

export class AnomalySchedule extends UpkeepSchedule {
  constructor(upkeep: Upkeep | undefined, life: UpkeepLife) {
    const settings = {
      interval: ANOMALY_INTERVAL,
      roundMs: ROUND_MS,
      working: 'Anomalies are searched again.',
      failing: (reason: string) =>
        `Failed to search for anomalies: ${reason.replace(/[.\s]+$/, '')}. Retrying every ${ROUND_MS / 1_000} s from where the search ` +
        'stopped, at most an hour back. If a right is missing, grant the role of a reader (docs/operations.md) (logged once).',
    };
    super(upkeep, settings, life);
  }
}

/** The work of the schedule, loaded with its first round. */
export function anomalyUpkeep(needs: Omit<AnomalySearchNeeds, 'security'>): Upkeep {
  const search = new Late('The search for anomalies', async () => {
    const [{ AnomalySearch }, { SecurityService }] = await Promise.all([
      import('./anomaly-search.js'),
      import('./security.service.js'),
    ]);
    return new AnomalySearch({ ...needs, security: new SecurityService(needs.store) });
  });
  return {
    maintain: async (signal) => {
      if (needs.listeners.hasAnomalyListeners) await (await search.get()).maintain(signal);
    },
    release: async () => (await search.get()).release(),
  };
}
