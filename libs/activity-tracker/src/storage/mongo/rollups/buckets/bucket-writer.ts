import { Pace } from '../../../pace.js';
import { DUPLICATE_KEY } from '../../errors/error-codes.js';
import type { Tallies } from '../../../tally/tally.js';
import type { Level } from './buckets.js';
import type { RollupCollections } from '../rollup-collections.js';
import { type RollupDocument, toDocuments } from './rollup-document.js';

const MAX_TIME_MS = 10_000;
/** Number of values, and of documents, that the driver encodes in one piece. */
const VALUES_A_WRITE = 2_000;
const MOST_A_WRITE = 500;

export interface CountedBucket {
  level: Level;
  start: Date;
  tallies: Tallies[];
}

/**
 * A bucket counted later stays, so a process that resumes late changes nothing.
 * Writes a limited number of values at a time, because the driver encodes each write in one piece.
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
    // The filter found no older bucket, so the upsert conflicted with a newer one.
    const { writeErrors } = error as { writeErrors?: { code: number } | { code: number }[] };
    const errors = [writeErrors ?? []].flat();
    if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  }
}

function replace({ _id, ...replacement }: RollupDocument, countedAt: Date) {
  return { replaceOne: { filter: { _id, counted_at: { $lte: countedAt } }, replacement, upsert: true } };
}
