import { createConnection, mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithMongo } from '../../test/describe-with-mongodb.js';
import { DAY_MS } from '../common/time.js';
import { MongoActivityStore } from '../storage/mongo/mongo.store.js';
import { activity } from '../storage/port/example-activity.fixture.js';
import { describeRetention } from './retention.contract.js';
import { describeRetentionPasses } from './retention-passes.contract.js';
import { planRetention } from './retention-plan.js';
import { RetentionRun } from './retention-run.js';

describeWithMongo('removal by rules', (uri) => {
  const host = createConnection(uri, { dbName: `retention_run_${process.pid}` });
  let collections = 0;
  const warnings: string[] = [];
  const storeIn = (collectionName: string) =>
    new MongoActivityStore({ uri, dbName: host.name, collectionName, warn: (message) => warnings.push(message) });

  beforeAll(() => host.asPromise());
  afterAll(async () => {
    await host.dropDatabase();
    await host.close();
  });

  describeRetention('MongoDB', () => storeIn(`log_${++collections}`));
  describeRetentionPasses('MongoDB', () => storeIn(`log_${++collections}`));

  it('is the work of one process at a time; another continues when that one ends', async () => {
    const [one, two] = [storeIn('shared'), storeIn('shared')];
    const rules = planRetention([{ keep: '30d' }]);
    const runs = [one, two].map((store) => new RetentionRun(store, rules, { pause: async () => undefined }));
    await runs[0]!.maintain();
    await one.insert([activity({ created_time: new Date(Date.now() - 40 * DAY_MS) })]);
    expect(await runs[1]!.complete()).toBeUndefined();
    expect(await one.count({}, 10)).toBe(1);
    await runs[0]!.release();
    expect(await runs[1]!.complete()).toMatchObject({ removed: [{ rule: 0, records: 1, bodies: 0 }] });
    expect(await one.count({}, 10)).toBe(0);
    await Promise.all([one.close(), two.close()]);
    expect(warnings).toEqual([]);
  });

  it('goes on behind a record whose time JavaScript cannot read', async () => {
    const store = storeIn('unreadable');
    await store.insert([activity({ created_time: new Date(Date.now() - 40 * DAY_MS) })]);
    await host.collection('unreadable').insertOne({ url_name: 'hostile' });
    await host
      .collection('unreadable')
      .updateMany({ url_name: 'hostile' }, [
        { $set: { created_time: { $toDate: mongo.Long.fromString('-4611686018427387904') } } },
      ]);
    await new RetentionRun(store, planRetention([{ keep: '30d' }]), { pause: async () => undefined }).complete();
    expect(await store.count({}, 10)).toBe(1);
    await store.close();
  });
});
