import type { Tallies } from '../../statistics/tally.js';
import type { Level } from './buckets.js';
import type { RollupCollections } from './rollup-collections.js';
import { toDocuments } from './rollup-document.js';

const DUPLICATE_KEY = 11_000;
const MAX_TIME_MS = 10_000;

/** A bucket counted: one {@link Tallies} for each dimension. */
export interface CountedBucket {
  level: Level;
  start: Date;
  tallies: Tallies[];
}

/**
 * Puts buckets in the place of what was there, unless that was counted later: then it has seen all that these have, and
 * a process that slept since it counted changes nothing.
 */
export async function replaceBuckets(
  { rollups }: RollupCollections,
  buckets: readonly CountedBucket[],
  countedAt: Date,
): Promise<void> {
  const operations = buckets.flatMap((bucket) =>
    bucket.tallies.flatMap((tallies) => replace(bucket, tallies, countedAt)),
  );
  if (operations.length === 0) return;
  try {
    await rollups.bulkWrite(operations, { ordered: false, writeConcern: { w: 'majority' }, maxTimeMS: MAX_TIME_MS });
  } catch (error) {
    // The filter did not find an older one, so the upsert clashed with a newer.
    const { writeErrors } = error as { writeErrors?: { code: number } | { code: number }[] };
    const errors = [writeErrors ?? []].flat();
    if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  }
}

function replace({ level, start }: CountedBucket, tallies: Tallies, countedAt: Date) {
  return toDocuments(tallies, level, start, countedAt).map(({ _id, ...replacement }) => ({
    replaceOne: { filter: { _id, counted_at: { $lte: countedAt } }, replacement, upsert: true },
  }));
}
