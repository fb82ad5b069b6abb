import { MINUTES_RELIED_ON_MS } from '../buckets/buckets.js';
import { type RollupCollections, type RollupState, SERVER_TIME, type ServerTime } from '../rollup-collections.js';

const MAX_TIME_MS = 5_000;
export const BEGINNING = new Date('0001-01-01T00:00:00Z');

export interface Coverage {
  /** From here on every minute is rolled up or marked. */
  from: Date;
  /** From here on minute buckets exist. */
  minutesFrom: Date;
  now: Date;
}

export async function readCoverage(
  { state }: Pick<RollupCollections, 'state'>,
  serverTime: ServerTime = SERVER_TIME,
): Promise<Coverage | undefined> {
  const [found] = await state
    .aggregate<RollupState & { now: Date }>([{ $match: { _id: 'coverage' } }, { $set: { now: serverTime() } }], {
      maxTimeMS: MAX_TIME_MS,
    })
    .toArray();
  return found?.from && found.minutes_from && { from: found.from, minutesFrom: found.minutes_from, now: found.now };
}

export async function extendCoverage({ state }: RollupCollections, from: Date): Promise<void> {
  await state.updateOne({ _id: 'coverage' }, { $min: { from } }, { maxTimeMS: MAX_TIME_MS });
}

/** Whether every minute of the hour that has records is, and still is, counted. */
export function hasMinutes(hour: number, { now, minutesFrom }: Coverage): boolean {
  return hour >= minutesFrom.getTime() && hour >= now.getTime() - MINUTES_RELIED_ON_MS;
}
