import { createConnection, mongo } from 'mongoose';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { describeWithMongo } from '../../../../test/describe-with-mongodb.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import { activity } from '../../port/example-activity.fixture.js';
import { RecordStatistics } from '../../statistics/record-statistics.js';
import { readHealth } from './health.js';
import { marksWithin, setMarks } from './coverage/marks.js';
import { readCoverage } from './coverage/coverage.js';
import { rebuild } from './rebuild.js';
import { Instance } from './rollup-instance.fixture.js';
import { type RollupCollections, rollupCollections } from './rollup-collections.js';
import { RollupReader } from './rollup-reader.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../common/time.js';

const { Decimal128, Long } = mongo;
const NOON = Date.UTC(2024, 4, 6, 12);

describeWithMongo('The upkeep of roll-ups', (uri) => {
  const host = createConnection(uri, { dbName: `upkeep_${process.pid}` });
  const time = { now: NOON };
  const serverTime = () => new Date(time.now);
  let collections: RollupCollections;
  let one: Instance;
  let other: Instance;
  let runs = 0;

  beforeEach(async () => {
    await host.asPromise();
    collections = rollupCollections(host.db!, `log_${++runs}`);
    time.now = NOON;
    one = new Instance(collections, time);
    other = new Instance(collections, time);
    // The first hour is counted from the records; the rest applies to the hours after it.
    await one.upkeep.round();
    time.now += HOUR_MS + 5 * MINUTE_MS;
  });

  afterAll(async () => {
    await host.dropDatabase();
    await host.close();
  });

  const at = (milliseconds: number): ActivityLog => activity({ created_time: new Date(milliseconds) });

  const run = <T>(_doing: string, _deadline: number, work: (collections: RollupCollections) => Promise<T>) =>
    work(collections);

  /** What the roll-ups say, without a look at the records. */
  async function rolledUp(from: number, to: number): Promise<number> {
    const reader = new RollupReader({
      run,
      records: new RecordStatistics({ aggregate: async () => [] }),
      retentionDays: undefined,
      serverTime,
    });
    const { slots } = await reader.query({ edges: [new Date(from), new Date(to)], by: 'all' });
    return slots[0]!.sum().calls;
  }

  const starts = (level: string) =>
    collections.rollups
      .find({ '_id.dimension': 'all', '_id.level': level } as never)
      .map(({ _id }) => _id.start.getTime())
      .toArray();

  it('counts a minute when its mark has settled, an hour and a day when they are over', async () => {
    const minute = time.now;
    await one.insert([at(minute), at(minute + 1)]);
    time.now += 29_000;
    await one.upkeep.round();
    expect(await starts('minute')).toEqual([]);
    time.now += 1_000;
    await one.upkeep.round();
    expect(await starts('minute')).toEqual([minute]);
    expect(await rolledUp(minute, minute + MINUTE_MS)).toBe(2);
    const hour = NOON + HOUR_MS;
    expect(await starts('hour')).not.toContain(hour);
    time.now = hour + HOUR_MS + 2 * MINUTE_MS;
    await one.upkeep.round();
    expect(await starts('hour')).toContain(hour);
    time.now += DAY_MS;
    await one.upkeep.round();
    expect(await starts('day')).toEqual([Date.UTC(2024, 4, 6)]);
    expect(await rolledUp(Date.UTC(2024, 4, 6), Date.UTC(2024, 4, 7))).toBe(2);
    expect(await collections.marks.countDocuments()).toBe(0);
  });

  it('counts durations that are no numbers, endless or decimal, as other writers store them', async () => {
    const minute = time.now;
    const durations = [Infinity, -Infinity, NaN, 'fast', null, -1, Decimal128.fromString('0.5'), Long.fromNumber(2)];
    await one.insert(durations.map((execution_time) => ({ ...at(minute), execution_time }) as unknown as ActivityLog));
    time.now += 31_000;
    await one.upkeep.round();
    expect(await rolledUp(minute, minute + MINUTE_MS)).toBe(durations.length);
    const records = new RecordStatistics({
      aggregate: <T>(pipeline: object[]) => collections.records.aggregate(pipeline).toArray() as Promise<T[]>,
    });
    const query = { edges: [new Date(minute), new Date(minute + MINUTE_MS)], by: 'all', durations: true } as const;
    const [counted] = (await records.query(query)).slots;
    expect(counted!.sum()).toMatchObject({ calls: durations.length, microseconds: 2_500_000 });
    expect(counted!.sum().durations!.percentile(1)! / 2_000).toBeCloseTo(1, 1);
  });

  it('keeps a mark that was set again while its minute was counted', async () => {
    const minute = time.now;
    await one.insert([at(minute)]);
    time.now += 31_000;
    await one.roundThatSleepsBefore('rollups');
    await other.insert([at(minute)]);
    await one.settle();
    time.now += 61_000;
    await one.upkeep.round();
    expect(await rolledUp(minute, minute + MINUTE_MS)).toBe(2);
  });

  it('does not replace a later count with an earlier one', async () => {
    const minute = time.now;
    await one.insert([at(minute)]);
    time.now += 31_000;
    await one.roundThatSleepsBefore('rollups');
    await other.insert([at(minute)]);
    // The lease of the one that sleeps runs out.
    time.now += 61_000;
    await other.upkeep.round();
    expect(await rolledUp(minute, minute + MINUTE_MS)).toBe(2);
    await one.settle();
    expect(await rolledUp(minute, minute + MINUTE_MS)).toBe(2);
  });

  it('leaves the work to the holder of the lease, and takes it when that is gone', async () => {
    const minute = time.now;
    await one.insert([at(minute)]);
    await one.upkeep.round();
    time.now += 31_000;
    await other.upkeep.round();
    expect(await starts('minute')).toEqual([]);
    time.now += 31_000;
    await other.upkeep.round();
    expect(await starts('minute')).toEqual([minute]);
  });

  it('sets a mark again when it is no longer fresh', async () => {
    const minute = time.now;
    const markedAt = async () => (await collections.marks.findOne({ '_id.level': 'minute' } as never))?.at.getTime();
    await one.insert([at(minute)]);
    time.now += 9_999;
    await one.insert([at(minute)]);
    expect(await markedAt()).toBe(minute);
    time.now += 1;
    await one.insert([at(minute)]);
    expect(await markedAt()).toBe(minute + 10_000);
  });

  it('recounts an old hour for a late record when its minutes no longer exist', async () => {
    const hour = NOON + HOUR_MS;
    await one.insert([at(hour)]);
    time.now += 4 * DAY_MS;
    await one.upkeep.round();
    time.now += MINUTE_MS;
    await one.upkeep.round();
    time.now += MINUTE_MS;
    await one.upkeep.round();
    expect(await starts('minute')).not.toContain(hour);
    await other.insert([at(hour + 1)]);
    for (let round = 0; round < 3; round++) {
      time.now += 61_000;
      await other.upkeep.round();
    }
    expect(await rolledUp(Date.UTC(2024, 4, 6), Date.UTC(2024, 4, 7))).toBe(2);
    expect(await collections.marks.countDocuments()).toBe(0);
  });

  it('finds at the end of the day what was written without marks', async () => {
    await one.insert([at(time.now)]);
    await collections.records.insertOne(at(NOON + 3 * HOUR_MS));
    for (let hours = 0; hours < 60; hours++) {
      time.now += HOUR_MS;
      await one.upkeep.round();
    }
    expect(await rolledUp(Date.UTC(2024, 4, 6), Date.UTC(2024, 4, 7))).toBe(2);
    expect(await collections.marks.countDocuments()).toBe(0);
  });

  it('completes a day that has records of a process, and documents that are in no list', async () => {
    const day = Math.ceil(time.now / DAY_MS) * DAY_MS;
    time.now = day + HOUR_MS;
    const started = { ...at(time.now), namespace: 'ActivityTracker', url_name: 'activity.started' };
    const foreign = { ...at(time.now), _id: 'of another program' as never };
    await one.insert([at(time.now), started, foreign]);
    time.now = day + DAY_MS + 2 * HOUR_MS;
    for (let round = 0; round < 4; round++) {
      await one.upkeep.round();
      time.now += 10 * MINUTE_MS;
    }
    expect(await starts('day')).toContain(day);
    expect(await rolledUp(day, day + DAY_MS)).toBe(1);
    expect(await collections.marks.countDocuments({ '_id.start': { $lt: new Date(day + DAY_MS) } })).toBe(0);
    const { slots } = await new RecordStatistics({
      aggregate: (pipeline) => collections.records.aggregate(pipeline).toArray() as Promise<never[]>,
    }).query({ edges: [new Date(day), new Date(day + DAY_MS)], by: 'all' });
    expect(slots[0]!.sum().calls).toBe(1);
  });

  it('counts what was there before the roll-ups, the newest first', async () => {
    const fresh = rollupCollections(host.db!, `log_${++runs}`);
    await fresh.records.insertMany([1, 2, 30, 400].map((days) => at(NOON - days * DAY_MS)));
    collections = fresh;
    const instance = new Instance(fresh, time);
    await instance.upkeep.round();
    const coverage = await readCoverage(fresh, serverTime);
    expect(coverage?.from).toEqual(new Date('0001-01-01T00:00:00Z'));
    expect(await rolledUp(NOON - 500 * DAY_MS, NOON)).toBe(4);
  });

  it('recounts an invalidated span after a deletion', async () => {
    const minute = time.now;
    const old = NOON - 10 * DAY_MS;
    await one.insert([at(minute), at(minute), at(old)]);
    for (let round = 0; round < 3; round++) {
      time.now += 61_000;
      await one.upkeep.round();
    }
    expect(await rolledUp(old, time.now)).toBe(3);
    await collections.records.deleteMany({});
    const coverage = (await readCoverage(collections, serverTime))!;
    for (const span of [
      { from: new Date(minute), to: new Date(minute + 1) },
      { from: new Date(old), to: new Date(old + 1) },
    ]) {
      await setMarks(collections.marks, [...marksWithin(span, coverage)], serverTime);
    }
    for (let round = 0; round < 3; round++) {
      time.now += 61_000;
      await one.upkeep.round();
    }
    time.now += DAY_MS;
    await one.upkeep.round();
    expect(await rolledUp(old, time.now)).toBe(0);
  });

  it('is rebuilt whatever is there, with the hours told as they are done', async () => {
    await one.insert([at(time.now), at(NOON - 3 * DAY_MS)]);
    await one.upkeep.round();
    await collections.records.deleteMany({ created_time: { $lt: new Date(NOON) } });
    await collections.records.insertMany([at(NOON - DAY_MS), at(NOON - DAY_MS)]);
    const hours: number[] = [];
    const done = await rebuild(run, {}, serverTime, ({ hour }) => hours.push(hour.getTime()));
    expect(done?.records).toBe(3);
    expect(hours).toEqual([NOON + HOUR_MS, NOON - DAY_MS]);
    time.now += DAY_MS;
    for (let round = 0; round < 3; round++) {
      time.now += 61_000;
      await one.upkeep.round();
    }
    expect(await rolledUp(NOON - 9 * DAY_MS, time.now)).toBe(3);
    expect(await collections.marks.countDocuments()).toBe(0);
  });

  it('reports its progress', async () => {
    await one.upkeep.round();
    await one.insert([at(time.now)]);
    expect(await readHealth(collections, serverTime)).toMatchObject({ lag_ms: 0, waiting: { minutes: 1 } });
    const oldest = new Date(time.now);
    time.now += 10 * MINUTE_MS;
    const health = await readHealth(collections, serverTime);
    expect(health.lag_ms).toBe(9 * MINUTE_MS);
    expect(health.oldest).toEqual(oldest);
    await one.upkeep.round();
    const { lag_ms: lagMs, lease, waiting } = await readHealth(collections, serverTime);
    expect({ lagMs, owner: lease?.owner.includes(String(process.pid)), minutes: waiting.minutes }).toEqual({
      lagMs: 0,
      owner: true,
      minutes: 0,
    });
  });
});
