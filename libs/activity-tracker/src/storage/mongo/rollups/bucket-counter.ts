import { everyRecord, type TimedCell } from '../../statistics/cells.js';
import { DIMENSIONS, type Dimension } from '../../statistics/statistics.js';
import { Counter, Tallies } from '../../statistics/tally.js';
import { type Level, LENGTH, startOf } from './buckets.js';
import type { CountedBucket } from './bucket-writer.js';
import { idRange, type RollupCollections } from './rollup-collections.js';
import { addDocument } from './rollup-document.js';

/** An hour of very much traffic takes its time. */
export const COUNT_MAX_TIME_MS = 60_000;

const bucketAt = (level: Level, start: number): CountedBucket => ({
  level,
  start: new Date(start),
  tallies: DIMENSIONS.map((dimension) => new Tallies(dimension)),
});

/** Counts the buckets of one level in `[from, to)` from the records; both aligned. */
export async function countRecords(
  { records }: RollupCollections,
  level: Level,
  from: number,
  to: number,
): Promise<CountedBucket[]> {
  const length = LENGTH[level];
  const buckets = Array.from({ length: (to - from) / length }, (_, i) => bucketAt(level, from + i * length));
  const counter = new Counter();
  const origin = new Date(from);
  const cells = records.aggregate<TimedCell>(
    [
      { $match: { created_time: { $gte: origin, $lt: new Date(to) } } },
      ...everyRecord({ origin, milliseconds: length }),
    ],
    { maxTimeMS: COUNT_MAX_TIME_MS, batchSize: 5_000 },
  );
  for await (const cell of cells) for (const tallies of buckets[cell.unit]!.tallies) counter.count(cell, tallies);
  return buckets;
}

/** Puts the buckets of a level in `[from, to)` together into longer ones; both aligned to those. */
export async function mergeBuckets(
  { rollups }: RollupCollections,
  source: Level,
  target: Level,
  from: number,
  to: number,
): Promise<CountedBucket[]> {
  const length = LENGTH[target];
  const buckets = Array.from({ length: (to - from) / length }, (_, i) => bucketAt(target, from + i * length));
  const span = [new Date(from), new Date(to)] as const;
  const documents = rollups.find(
    { $or: DIMENSIONS.map((dimension: Dimension) => ({ _id: idRange(dimension, source, ...span) })) },
    { maxTimeMS: COUNT_MAX_TIME_MS },
  );
  for await (const document of documents) {
    const { start, dimension } = document._id;
    const bucket = buckets[(startOf(target, start.getTime()) - from) / length]!;
    addDocument(document, bucket.tallies[DIMENSIONS.indexOf(dimension)]!);
  }
  return buckets;
}

/** Several buckets of one length as one longer. */
export function sumOf(buckets: readonly CountedBucket[], level: Level, start: number): CountedBucket {
  const sum = bucketAt(level, start);
  for (const { tallies } of buckets) tallies.forEach((part, i) => sum.tallies[i]!.merge(part));
  return sum;
}
