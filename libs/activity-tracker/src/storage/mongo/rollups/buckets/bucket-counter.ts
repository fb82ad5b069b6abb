import { RECORD_IDS } from '../../../datable.js';
import { HIDDEN, VISIBLE } from '../../../hidden-records.js';
import { everyRecord, type TimedCell } from '../../../statistics/cells.js';
import { DIMENSIONS, type Dimension } from '../../../tally/dimension.js';
import { Counter } from '../../../tally/counter.js';
import { Tallies } from '../../../tally/tally.js';
import { type Level, LENGTH, SMALL, bucketStart } from './buckets.js';
import type { CountedBucket } from './bucket-writer.js';
import { idRange, type RollupCollections } from '../rollup-collections.js';
import { addDocument, type RollupDocument } from './rollup-document.js';
import { decodedIn } from '../../read/stream.js';

/** An hour of heavy traffic takes long to count. */
export const COUNT_MAX_TIME_MS = 60_000;

const bucketAt = (level: Level, start: number, dimensions: readonly Dimension[] = DIMENSIONS): CountedBucket => ({
  level,
  start: new Date(start),
  tallies: dimensions.map((dimension) => new Tallies(dimension)),
});

export async function countMinutes(collections: RollupCollections, from: number, to: number): Promise<CountedBucket[]> {
  const minutes = bucketsWithin('minute', from, to, DIMENSIONS);
  const counter = new Counter();
  for await (const cell of cellsOf(collections, 'minute', from, to)) countInto(minutes[cell.unit]!, cell, counter);
  return minutes;
}

export async function countHour(collections: RollupCollections, hour: number): Promise<CountedBucket[]> {
  const quarters = bucketsWithin(
    'quarter',
    hour,
    hour + LENGTH.hour,
    DIMENSIONS.filter((each) => SMALL.has(each)),
  );
  const whole = bucketAt('hour', hour);
  const counter = new Counter();
  for await (const cell of cellsOf(collections, 'quarter', hour, hour + LENGTH.hour)) {
    countInto(quarters[cell.unit]!, cell, counter);
    countInto(whole, cell, counter);
  }
  return [...quarters, whole];
}

function bucketsWithin(level: Level, from: number, to: number, dimensions: readonly Dimension[]): CountedBucket[] {
  const length = LENGTH[level];
  return Array.from({ length: (to - from) / length }, (_, i) => bucketAt(level, from + i * length, dimensions));
}

function countInto(bucket: CountedBucket, cell: TimedCell, counter: Counter): void {
  for (const tallies of bucket.tallies) counter.count(cell, tallies);
}

function cellsOf({ records }: RollupCollections, level: Level, from: number, to: number) {
  const origin = new Date(from);
  return decodedIn<TimedCell>(
    records.aggregate(
      [
        { $match: { created_time: { $gte: origin, $lt: new Date(to) }, _id: RECORD_IDS, ...VISIBLE } },
        ...everyRecord({ origin, milliseconds: LENGTH[level] }),
      ],
      { maxTimeMS: COUNT_MAX_TIME_MS, batchSize: 5_000, raw: true },
    ),
  );
}

export async function mergeBuckets(
  { rollups }: RollupCollections,
  source: Level,
  target: Level,
  from: number,
  to: number,
): Promise<CountedBucket[]> {
  const buckets = bucketsWithin(target, from, to, DIMENSIONS);
  const span = [new Date(from), new Date(to)] as const;
  const documents = decodedIn<RollupDocument>(
    rollups.find(
      { $or: DIMENSIONS.map((dimension: Dimension) => ({ _id: idRange(dimension, source, ...span) })) },
      { maxTimeMS: COUNT_MAX_TIME_MS, raw: true },
    ),
  );
  for await (const document of documents) {
    const { start, dimension } = document._id;
    const bucket = buckets[(bucketStart(target, start.getTime()) - from) / LENGTH[target]]!;
    addDocument(document, bucket.tallies[DIMENSIONS.indexOf(dimension)]!);
  }
  return buckets;
}

export async function mergeHour(collections: RollupCollections, hour: number): Promise<CountedBucket[]> {
  const quarters = await mergeBuckets(collections, 'minute', 'quarter', hour, hour + LENGTH.hour);
  return [...quarters, sumOf(quarters, 'hour', hour)];
}

export function sumOf(buckets: readonly CountedBucket[], level: Level, start: number): CountedBucket {
  const sum = bucketAt(level, start);
  for (const { tallies } of buckets) tallies.forEach((part, i) => sum.tallies[i]!.merge(part));
  return sum;
}

export const callsIn = ({ tallies }: CountedBucket): number => tallies[DIMENSIONS.indexOf('all')]!.sum().calls;

/** Records of a span that buckets count. Subtracts the hidden ones, which an index finds: a negated filter would read each record. */
export async function countRecords(
  { records }: RollupCollections,
  from: number,
  to: number,
  maxTimeMS: number,
): Promise<number> {
  const within = { created_time: { $gte: new Date(from), $lt: new Date(to) }, _id: RECORD_IDS };
  const [all, hidden] = await Promise.all(
    [within, { ...HIDDEN, ...within }].map((filter) => records.countDocuments(filter, { maxTimeMS })),
  );
  return all! - hidden!;
}
