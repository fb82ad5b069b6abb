import { DAY_MS } from '../../../../common/time.js';
import { DIMENSIONS } from '../../../tally/dimension.js';
import { BEGINNING } from '../coverage/coverage.js';
import { idRange, type WithCollections } from '../rollup-collections.js';
import { keptMs, LENGTH, LEVELS } from './buckets.js';

/** Server time of one delete. Milliseconds. */
const DELETE_MS = 10_000;

/** Deletes buckets that are older than the records, or than their level is kept. @param retentionDays of the records */
export async function pruneBuckets(run: WithCollections, now: Date, retentionDays = Infinity): Promise<void> {
  for (const level of LEVELS) {
    for (const dimension of DIMENSIONS) {
      // One day more than the records, so that nothing is missing while the oldest are being deleted.
      const kept = Math.min(keptMs(level, dimension), (retentionDays + 1) * DAY_MS + LENGTH[level]);
      if (kept === Infinity) continue;
      const _id = idRange(dimension, level, BEGINNING, new Date(now.getTime() - kept));
      await run('pruning statistics', DELETE_MS, ({ rollups }) =>
        rollups.deleteMany({ _id }, { maxTimeMS: DELETE_MS }),
      );
    }
  }
}
