import { Late } from '../../common/late.js';
import type { AnomalyUpkeep } from '../upkeep-schedules.js';
import type { AnomalySearch, AnomalySearchNeeds } from './anomaly-search.js';

/** The work of the schedule, loaded with its first round. */
export function anomalyUpkeep(needs: Omit<AnomalySearchNeeds, 'security'>): AnomalyUpkeep {
  let running: AnomalySearch | undefined;
  const search = new Late('The search for anomalies', async () => {
    const [{ AnomalySearch }, { SecurityService }] = await Promise.all([
      import('./anomaly-search.js'),
      import('./security.service.js'),
    ]);
    return (running = new AnomalySearch({ ...needs, security: new SecurityService(needs.store) }));
  });
  return {
    get skipped() {
      return running?.skipped ?? 0;
    },
    maintain: async (signal) => {
      if (needs.listeners.hasAnomalyListeners) await (await search.get()).maintain(signal);
    },
    release: async () => (await search.get()).release(),
  };
}
