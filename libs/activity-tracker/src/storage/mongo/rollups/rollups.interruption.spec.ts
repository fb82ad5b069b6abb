import { createConnection, Types } from 'mongoose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../../../../test/describe-with-mongodb.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import { activity } from '../../port/example-activity.fixture.js';
import { naively, plain, plainAnswer } from '../../statistics/naive-statistics.reference.js';
import { RecordStatistics } from '../../statistics/record-statistics.js';
import { DIMENSIONS } from '../../tally/dimension.js';
import { Tallies } from '../../tally/tally.js';
import { LENGTH } from './buckets/buckets.js';
import { type Fault, Interruption } from './faulty-collections.fixture.js';
import { addDocument } from './buckets/rollup-document.js';
import { Instance } from './rollup-instance.fixture.js';
import { type RollupCollections, rollupCollections } from './rollup-collections.js';
import { RollupReader } from './rollup-reader.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../common/time.js';

/** Of ten runs each. The long form: `ROLLUP_PARTS=10`. */
const PARTS = Number(process.env.ROLLUP_PARTS ?? 4);
const RUNS = 10;
const STEPS = 25;
const FAULTS: Fault[] = ['before', 'after', 'pause'];

/** Mulberry32: the same run for the same seed. */
function seeded(seed: number) {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(random() * limit);
  return {
    below,
    pick: <T>(values: readonly T[]): T => values[below(values.length)]!,
    chance: (p: number) => random() < p,
  };
}

type Random = ReturnType<typeof seeded>;

const unlessInterrupted = (error: unknown): void => {
  if (!(error instanceof Interruption)) throw error;
};

function traffic({ below, pick, chance }: Random, now: number): ActivityLog {
  const late = chance(0.7)
    ? below(20_000)
    : pick([5 * MINUTE_MS, HOUR_MS, 5 * HOUR_MS, DAY_MS, 3 * DAY_MS]) + below(HOUR_MS);
  return activity({
    _id: new Types.ObjectId(),
    user_id: pick([1, 2, '2', 'anna', null]),
    url_name: pick(['list', 'create']),
    method: pick(['GET', 'POST']),
    status_code: pick([200, 204, 404, 500, null]),
    country: pick(['Germany', 'Nepal', null]),
    outcome: pick(['completed', 'aborted'] as const),
    execution_time: pick([0.001, 0.01, 0.1]),
    headers: chance(0.5) ? { 'user-agent': pick(['curl/8.0', 'Mozilla/5.0 (X11; Linux) Firefox/1']) } : {},
    created_time: new Date(now - late),
  });
}

describeWithMongo('Roll-ups under interruptions', (uri) => {
  const host = createConnection(uri, { dbName: `rollups_${process.pid}` });
  const time = { now: 0 };
  let collections: RollupCollections;
  let runs = 0;

  beforeEach(async () => {
    await host.asPromise();
    collections = rollupCollections(host.db!, `log_${++runs}`);
    await collections.records.createIndex({ created_time: -1, _id: -1 });
    time.now = Date.UTC(2024, 4, 6, 12, 0, 5);
  });

  afterAll(async () => {
    await host.dropDatabase();
    await host.close();
  });

  const stored = () => collections.records.find<ActivityLog>({}).toArray();

  const reader = () =>
    new RollupReader({
      run: (_doing, _deadline, work) => work(collections),
      records: new RecordStatistics({
        aggregate: (pipeline) => collections.records.aggregate(pipeline).toArray() as never,
      }),
      retentionDays: undefined,
      serverTime: () => new Date(time.now),
    });

  /** What is asked at any moment is right, whatever has been counted by then. */
  async function expectExactAnswer({ below, pick }: Random): Promise<void> {
    const to = time.now - below(HOUR_MS);
    const from = to - pick([5 * MINUTE_MS, HOUR_MS, DAY_MS, 4 * DAY_MS]) - below(HOUR_MS);
    const middle = from + below(to - from);
    const edges = [from, middle, to + 1].map((edge) => new Date(edge));
    const by = pick(DIMENSIONS);
    const answer = await reader().query({ edges, by, durations: true, users: true, budgetMs: 60_000 });
    const records = await stored();
    expect(plainAnswer(answer)).toEqual({
      slots: [naively(records, by, edges[0]!, edges[1]!), naively(records, by, edges[1]!, edges[2]!)],
      missing: [],
    });
  }

  async function expectRecount(): Promise<void> {
    const records = await stored();
    const documents = await collections.rollups.find({}).toArray();
    const buckets = new Map<string, Tallies>();
    for (const document of documents) {
      const { dimension, level, start } = document._id;
      const key = JSON.stringify([level, start, dimension]);
      if (!buckets.has(key)) buckets.set(key, new Tallies(dimension));
      addDocument(document, buckets.get(key)!);
    }
    const days = new Set(records.map(({ created_time }) => Math.floor(created_time.getTime() / DAY_MS)));
    expect(documents.filter(({ _id }) => _id.level === 'day' && _id.dimension === 'all').length).toBeGreaterThanOrEqual(
      days.size,
    );
    for (const [key, tallies] of buckets) {
      const [level, start] = JSON.parse(key) as [keyof typeof LENGTH, string];
      const end = new Date(new Date(start).getTime() + LENGTH[level]);
      expect({ key, ...plain(tallies) }).toEqual({ key, ...naively(records, tallies.dimension, new Date(start), end) });
    }
  }

  async function step(instances: Instance[], random: Random): Promise<void> {
    const { below, pick, chance } = random;
    const instance = pick(instances);
    if (instance.paused) {
      await instance.settle();
      return;
    }
    if (chance(0.6)) instance.faults.arm(1 + below(25), pick(FAULTS));
    switch (below(4)) {
      case 0: {
        const batch = [...instance.unwritten, ...Array.from({ length: 1 + below(8) }, () => traffic(random, time.now))];
        // The longest that a write may follow its mark: ten seconds that it is fresh, five that the write may take.
        const work = instance.insert(batch, () => (time.now += below(14_000)));
        await settledOrPaused(
          instance,
          work.then(
            () => void (instance.unwritten = []),
            (error: unknown) => {
              unlessInterrupted(error);
              instance.marks.forget();
              // Tried again; or the process is gone, and whether they were stored is unknown.
              instance.unwritten = chance(0.7) ? batch : [];
            },
          ),
          false,
        );
        break;
      }
      case 1:
        time.now += pick([1_000, 20_000, MINUTE_MS, 20 * MINUTE_MS, HOUR_MS]) + below(1_000);
        break;
      default:
        await settledOrPaused(instance, instance.upkeep.round().catch(unlessInterrupted), true);
    }
    if (!instance.paused) instance.faults.disarm();
  }

  /** A round that sleeps goes on sleeping; a write does so for no longer than a write may. */
  async function settledOrPaused(instance: Instance, work: Promise<void>, mayStay: boolean): Promise<void> {
    let ended = false;
    const done = work.finally(() => (ended = true));
    while (!ended) {
      if (instance.faults.isPaused) {
        if (mayStay) {
          instance.paused = done;
          return;
        }
        instance.faults.resume();
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    await done;
  }

  async function quiet(instance: Instance): Promise<void> {
    for (const length of [MINUTE_MS, 2 * HOUR_MS, DAY_MS + HOUR_MS, MINUTE_MS, MINUTE_MS]) {
      time.now += length;
      await instance.upkeep.round();
    }
    expect(await collections.marks.countDocuments()).toBe(0);
  }

  describe.each(Array.from({ length: PARTS }, (_, i) => i))('part %i', (part) => {
    it(`equals a recount after ${RUNS} runs full of interruptions`, { timeout: 120_000 }, async () => {
      let interruptions = 0;
      for (let run = 0; run < RUNS; run++) {
        collections = rollupCollections(host.db!, `log_${part}_${run}`);
        await collections.records.createIndex({ created_time: -1, _id: -1 });
        const random = seeded(part * 1_000 + run);
        const instances = [
          new Instance(collections, time),
          new Instance(collections, time),
          new Instance(collections, time),
        ];
        for (let i = 0; i < STEPS; i++) {
          await step(instances, random);
          if (random.chance(0.3)) await expectExactAnswer(random);
        }
        for (const instance of instances) {
          await instance.settle();
          if (instance.unwritten.length > 0) await instance.insert(instance.unwritten);
          interruptions += instance.faults.happened;
        }
        time.now += 61_000;
        await quiet(instances[0]!);
        await expectRecount();
        await expectExactAnswer(random);
      }
      expect(interruptions).toBeGreaterThan(10);
    });
  });
});
