import { Late } from '../../common/late.js';
import type { Upkeep } from '../upkeep-schedule.js';
import type { AnomalySearchNeeds } from './anomaly-search.js';

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
