import { DIMENSIONS } from '../../tally/dimension.js';
import { type RebuildProgress, type Span } from '../../port/statistics.js';
import { beginCoverage } from './coverage/begin-coverage.js';
import { callsIn, COUNT_MAX_TIME_MS, countHour, countMinutes, sumOf } from './buckets/bucket-counter.js';
import { type CountedBucket, replaceBuckets } from './buckets/bucket-writer.js';
import { LENGTH, bucketStart } from './buckets/buckets.js';
import { BEGINNING, type Coverage, extendCoverage, hasMinutes, readCoverage } from './coverage/coverage.js';
import { setMarks } from './coverage/marks.js';
import { idRange, type RollupCollections, type ServerTime, type WithCollections } from './rollup-collections.js';
import { HOUR_MS } from '../../../common/time.js';

const END = new Date('9999-12-31T00:00:00Z');

/** Newest hour first; `null` without records. Days are only marked: until the upkeep counts them, their hours answer. */
export async function rebuild(
  run: WithCollections,
  { from = BEGINNING, to = END }: Partial<Span>,
  serverTime: ServerTime,
  onProgress: (progress: RebuildProgress) => void = () => {},
): Promise<RebuildProgress | null> {
  const work = <T>(step: (collections: RollupCollections) => Promise<T>) =>
    run('rebuilding statistics', COUNT_MAX_TIME_MS, step);
  const first = bucketStart('hour', from.getTime());
  let before = Math.ceil(to.getTime() / HOUR_MS) * HOUR_MS;
  let progress: RebuildProgress | null = null;
  let records = 0;
  for (;;) {
    const coverage = await work((collections) => coverageNow(collections, serverTime));
    const newest = await work((collections) => newestWithin(collections, first, before));
    const hour = newest ? bucketStart('hour', newest.getTime()) : first;
    // No record exists between the two, so no bucket may either.
    await work((collections) => clear(collections, newest ? hour + HOUR_MS : first, before, coverage.now));
    if (!newest) break;
    records += await work((collections) => recount(collections, hour, coverage, serverTime));
    progress = { hour: new Date(hour), from, to, records };
    onProgress(progress);
    before = hour;
  }
  await work((collections) => markDays(collections, from, to, serverTime));
  if (from <= BEGINNING && to >= END) await work((collections) => extendCoverage(collections, BEGINNING));
  return progress;
}

async function coverageNow(collections: RollupCollections, serverTime: ServerTime): Promise<Coverage> {
  const found = await readCoverage(collections, serverTime);
  if (found) return found;
  await beginCoverage(collections, serverTime);
  return (await readCoverage(collections, serverTime))!;
}

async function newestWithin({ records }: RollupCollections, from: number, before: number): Promise<Date | undefined> {
  const newest = await records.findOne(
    { created_time: { $gte: new Date(from), $lt: new Date(before) } },
    { sort: { created_time: -1, _id: -1 }, projection: { created_time: 1 }, maxTimeMS: COUNT_MAX_TIME_MS },
  );
  return newest?.['created_time'] as Date | undefined;
}

async function recount(
  collections: RollupCollections,
  hour: number,
  coverage: Coverage,
  serverTime: ServerTime,
): Promise<number> {
  const counted = hasMinutes(hour, coverage)
    ? withHour(await countMinutes(collections, hour, hour + HOUR_MS), hour)
    : await countHour(collections, hour);
  await setMarks(collections.marks, [{ level: 'day', start: new Date(bucketStart('day', hour)) }], serverTime);
  await replaceBuckets(collections, counted, coverage.now);
  return callsIn(counted.at(-1)!);
}

function withHour(minutes: CountedBucket[], hour: number): CountedBucket[] {
  const quarters = [0, 1, 2, 3].map((quarter) =>
    sumOf(minutes.slice(quarter * 15, (quarter + 1) * 15), 'quarter', hour + quarter * LENGTH.quarter),
  );
  return [...minutes, ...quarters, sumOf(quarters, 'hour', hour)];
}

async function clear({ rollups }: RollupCollections, from: number, to: number, now: Date): Promise<void> {
  if (from >= to) return;
  const span = [new Date(from), new Date(to)] as const;
  const ids = DIMENSIONS.flatMap((dimension) =>
    (['minute', 'quarter', 'hour'] as const).map((level) => ({ _id: idRange(dimension, level, ...span) })),
  );
  await rollups.deleteMany({ $or: ids, counted_at: { $lte: now } }, { maxTimeMS: COUNT_MAX_TIME_MS });
}

/** Marks all days of the span, also those without records: an erasure relies on nothing counted earlier being left. */
async function markDays(
  { rollups, marks }: RollupCollections,
  from: Date,
  to: Date,
  serverTime: ServerTime,
): Promise<void> {
  const first = new Date(bucketStart('day', from.getTime()));
  const days = await rollups
    .find({ _id: idRange('all', 'day', first, to) }, { projection: { _id: 1 } })
    .maxTimeMS(COUNT_MAX_TIME_MS)
    .toArray();
  await setMarks(
    marks,
    days.map(({ _id: { start } }) => ({ level: 'day', start })),
    serverTime,
  );
  const ids = DIMENSIONS.map((dimension) => ({ _id: idRange(dimension, 'day', first, to) }));
  await rollups.deleteMany({ $or: ids }, { maxTimeMS: COUNT_MAX_TIME_MS });
}
