import type { RollupHealth } from '../../port/statistics.js';
import { LENGTH } from './buckets/buckets.js';
import { readCoverage } from './coverage/coverage.js';
import { SETTLED_MS } from './coverage/marks.js';
import { type Mark, type RollupCollections, type ServerTime } from './rollup-collections.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../common/time.js';

const MAX_TIME_MS = 5_000;
/** Time from a bucket's end until it should be counted. */
const PATIENCE_MS = { minute: 0, hour: 2 * MINUTE_MS, day: 5 * MINUTE_MS } as const;
/** A round runs every ten seconds; two may fail. */
const ROUNDS_MS = 30_000;

export async function readHealth(
  { marks, state }: RollupCollections,
  serverTime: ServerTime,
): Promise<Omit<RollupHealth, 'problem'>> {
  const now = serverTime();
  const levels = await marks
    .aggregate<{ _id: Mark['_id']['level']; count: number; oldest: Date; lag: number }>(
      [
        {
          $group: {
            _id: '$_id.level',
            count: { $sum: 1 },
            oldest: { $min: '$_id.start' },
            lag: { $max: { $subtract: [now, { $max: [{ $add: ['$at', SETTLED_MS] }, dueAt()] }] } },
          },
        },
      ],
      { maxTimeMS: MAX_TIME_MS },
    )
    .toArray();
  const of = (level: Mark['_id']['level']) => levels.find(({ _id }) => _id === level);
  const lag = Math.max(0, ...levels.map(({ lag }) => lag));
  const lease = await state.findOne({ _id: 'lease' }, { maxTimeMS: MAX_TIME_MS });
  const coverage = await readCoverage({ state }, serverTime);
  return {
    waiting: { minutes: of('minute')?.count ?? 0, hours: of('hour')?.count ?? 0, days: of('day')?.count ?? 0 },
    oldest: of('minute')?.oldest ?? null,
    lag_ms: lag <= ROUNDS_MS ? 0 : lag,
    covered_from: coverage?.from ?? null,
    lease: lease?.owner && lease.until ? { owner: lease.owner, until: lease.until } : null,
  };
}

function dueAt() {
  return {
    $add: [
      '$_id.start',
      {
        $cond: [
          { $eq: ['$_id.level', 'day'] },
          DAY_MS + PATIENCE_MS.day,
          {
            $cond: [{ $eq: ['$_id.level', 'hour'] }, HOUR_MS + PATIENCE_MS.hour, LENGTH.minute + PATIENCE_MS.minute],
          },
        ],
      },
    ],
  };
}
