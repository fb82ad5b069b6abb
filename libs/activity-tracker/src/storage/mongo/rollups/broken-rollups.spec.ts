import { createConnection } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../../../../test/describe-with-mongodb.js';
import { activity } from '../../port/example-activity.fixture.js';
import { MongoActivityStore } from '../mongo.store.js';
import { beginCoverage } from './coverage/begin-coverage.js';
import { MongoStatistics } from './mongo-statistics.js';
import { rollupCollections } from './rollup-collections.js';

const TIME = new Date('2024-05-06T12:00:00Z');
const QUESTION = { edges: [TIME, new Date(TIME.getTime() + 3_600_000)], by: 'all' } as const;

describeWithMongo('Roll-ups that cannot be written', (uri) => {
  const host = createConnection(uri, { dbName: `broken_rollups_${process.pid}` });
  let collections = 0;
  let collectionName: string;
  let warnings: string[];
  let store: MongoActivityStore;

  beforeAll(() => host.asPromise());
  beforeEach(() => {
    warnings = [];
    collectionName = `log_${++collections}`;
    store = new MongoActivityStore({
      uri,
      dbName: host.name,
      collectionName,
      warn: (message) => warnings.push(message),
    });
  });
  afterEach(() => store.close());
  afterAll(async () => {
    await host.dropDatabase();
    await host.close();
  });

  const KINDS: [string, object][] = [
    ['a view', { viewOn: 'elsewhere', pipeline: [] }],
    ['behind a validator', { validator: { never: { $exists: true } } }],
    ['a time series', { timeseries: { timeField: 'at' } }],
    ['capped', { capped: true, size: 4_096 }],
  ];

  describe.each(KINDS)('marks are %s', (kind, options) => {
    it('stores the records, counts statistics from them, and says so once', async () => {
      await host.db!.createCollection(`${collectionName}_rollup_marks`, options);
      await store.open();
      for (let batch = 0; batch < 3; batch++) {
        const records = Array.from({ length: 53 }, () => activity({ created_time: TIME }));
        expect(await store.insert(records)).toEqual({ stored: 53, duplicates: 0, rejected: [] });
      }
      const { slots } = await store.statistics.query(QUESTION);
      expect(slots[0]!.sum().calls).toBe(159);
      // The server lets a capped collection be written, until a mark has to grow.
      if (kind === 'capped') return;
      expect(warnings).toEqual([
        expect.stringMatching(/Cannot write "log_\d+_rollup_marks".*Make it a plain collection/s),
      ]);
      expect(await store.statistics.health()).toMatchObject({ problem: expect.any(String) });
    });
  });

  it.each(['rollups', 'rollup_state'])(
    '%s is a view: records are stored, statistics are counted from them',
    async (name) => {
      await host.db!.createCollection(`${collectionName}_${name}`, {
        viewOn: 'elsewhere',
        pipeline: [{ $project: { x: { $divide: [1, 0] } } }],
      });
      await store.open();
      await store.insert([activity({ created_time: TIME }), activity({ created_time: TIME })]);
      await store.statistics.maintain().catch(() => undefined);
      expect((await store.statistics.query(QUESTION)).slots[0]!.sum().calls).toBe(2);
    },
  );

  it('marks what was written without as soon as that works again', async () => {
    await host.db!.createCollection(`${collectionName}_rollup_marks`, { validator: { never: { $exists: true } } });
    await store.open();
    let now = 0;
    const statistics = new MongoStatistics(
      {
        collectionName,
        retentionDays: undefined,
        run: (_doing, _deadlineMs, work) => work(rollupCollections(host.db!, collectionName)),
        warn: (message) => warnings.push(message),
        clock: () => now,
      },
      store,
    );
    const write = async (created_time: Date) =>
      statistics.afterInsert(await statistics.beforeInsert(host.db!, [activity({ created_time })], { w: 1 }));
    await write(TIME);
    await host.db!.dropCollection(`${collectionName}_rollup_marks`);
    await beginCoverage(rollupCollections(host.db!, collectionName));
    await write(TIME);
    expect(await statistics.health()).toMatchObject({ problem: expect.stringContaining('validation') });
    now = 30_000;
    await statistics.maintain(AbortSignal.abort());
    const marks = await host.collection(`${collectionName}_rollup_marks`).find().toArray();
    const starts = marks.map(({ _id }) => (_id as unknown as { start: Date }).start.toISOString());
    expect(starts).toContain('2024-05-06T12:00:00.000Z');
    expect(await statistics.health()).toMatchObject({ problem: null });
  });
});
