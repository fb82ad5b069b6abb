import { Pace } from '../../../pace.js';
import type { Tallies } from '../../../tally/tally.js';
import type { Level } from './buckets.js';
import type { RollupCollections } from '../rollup-collections.js';
import { type RollupDocument, toDocuments } from './rollup-document.js';

const DUPLICATE_KEY = 11_000;
const MAX_TIME_MS = 10_000;
/** Values, and documents, that are encoded in one piece. */
const VALUES_A_WRITE = 2_000;
const MOST_A_WRITE = 500;

/** A bucket counted: one {@link Tallies} for each dimension. */
export interface CountedBucket {
  level: Level;
  start: Date;
  tallies: Tallies[];
}

/**
 * Puts buckets in the place of what was there, unless that was counted later: then it has seen all that these have, and
 * a process that slept since it counted changes nothing. Written some values at a time, since the driver encodes a write in one
 * piece.
 */
export async function replaceBuckets(
  { rollups }: RollupCollections,
  buckets: readonly CountedBucket[],
  countedAt: Date,
): Promise<void> {
  const pace = new Pace();
  let operations: Replacement[] = [];
  let values = 0;
  for (const bucket of buckets) {
    for (const tallies of bucket.tallies) {
      for (const replacement of toDocuments(tallies, bucket.level, bucket.start, countedAt)) {
        operations.push(replace(replacement, countedAt));
        values += replacement.value.length;
        if (values < VALUES_A_WRITE && operations.length < MOST_A_WRITE) continue;
        await write(rollups, operations);
        operations = [];
        values = 0;
      }
      await pace.spend();
    }
  }
  if (operations.length > 0) await write(rollups, operations);
}

type Rollups = RollupCollections['rollups'];
type Replacement = ReturnType<typeof replace>;

async function write(rollups: Rollups, operations: Replacement[]): Promise<void> {
  try {
    await rollups.bulkWrite(operations, { ordered: false, writeConcern: { w: 'majority' }, maxTimeMS: MAX_TIME_MS });
  } catch (error) {
    // The filter did not find an older one, so the upsert clashed with a newer.
    const { writeErrors } = error as { writeErrors?: { code: number } | { code: number }[] };
    const errors = [writeErrors ?? []].flat();
    if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  }
}

function replace({ _id, ...replacement }: RollupDocument, countedAt: Date) {
  return { replaceOne: { filter: { _id, counted_at: { $lte: countedAt } }, replacement, upsert: true } };
}
