import { createConnection } from 'mongoose';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithMongo } from '../../../../test/describe-with-mongodb.js';
import { startTcpProxy } from '../../../../test/tcp-proxy.js';
import { activity } from '../../port/example-activity.fixture.js';
import { MongoActivityStore } from '../mongo.store.js';
import type { MongoStoreOptions } from '../mongo-store.types.js';
import { DAY_MS } from '../../../common/time.js';

describeWithMongo('Statistics of the MongoDB store', (uri) => {
  const dbName = `statistics_${process.pid}`;
  const host = createConnection(uri, { dbName, monitorCommands: true });
  const stores: MongoActivityStore[] = [];
  const commands: string[] = [];
  let collections = 0;
  let collectionName: string;

  const opened = async (options: Partial<MongoStoreOptions> = { connection: host }) => {
    collectionName = `log_${++collections}`;
    const store = new MongoActivityStore({ ...options, dbName, collectionName, warn: () => {} });
    stores.push(store);
    await store.open();
    return store;
  };
  const marks = () => host.db!.collection(`${collectionName}_rollup_marks`).find().toArray();

  beforeAll(async () => {
    await host.asPromise();
    host.getClient().on('commandStarted', ({ commandName, command }) => {
      commands.push(`${commandName} ${String(command[commandName])}`);
    });
  });

  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });

  afterAll(async () => {
    await host.dropDatabase();
    await host.close();
  });

  it('marks a minute before a record of it is written, and not again while the mark is fresh', async () => {
    const store = await opened();
    commands.length = 0;
    await store.insert([activity(), activity()]);
    await store.insert([activity()]);
    const writes = commands.filter((command) => /^(insert|update) /.test(command));
    expect(writes).toEqual([
      `update ${collectionName}_rollup_marks`,
      `insert ${collectionName}`,
      `insert ${collectionName}`,
    ]);
    expect(await marks()).toMatchObject([{ _id: { level: 'minute', start: new Date('2024-05-06T12:00:00Z') } }]);
  });

  it('has marked a record whose reply was lost, and marks the retry again', async () => {
    const { hostname, port } = new URL(uri);
    const proxy = await startTcpProxy(hostname, Number(port));
    const store = await opened({ uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true&retryWrites=false` });
    const records = [activity({ url_path: '/lost-reply' })];
    const lost = proxy.loseReplyTo('/lost-reply');
    await expect(store.insert(records)).rejects.toThrow();
    await lost;
    const [mark] = await marks();
    expect(await store.insert(records)).toMatchObject({ duplicates: 1 });
    const [again] = await marks();
    expect(again!['at'].getTime()).toBeGreaterThan(mark!['at'].getTime());
    await store.close();
    await proxy.close();
  });

  it('counts nothing that is older than records are kept, though the server has not deleted it yet', async () => {
    const store = await opened({ connection: host, retentionDays: 10 });
    const now = Date.now();
    const records = [-10.5, -9.5, -1].map((days) => activity({ created_time: new Date(now + days * DAY_MS) }));
    await store.insert(records);
    await store.statistics.rebuild();
    const { slots } = await store.statistics.query({ edges: [new Date(now - 20 * DAY_MS), new Date(now)], by: 'all' });
    expect(slots[0]!.sum().calls).toBe(2);
  });

  it('marks what is invalidated, minutes of late and hours of long ago', async () => {
    const store = await opened();
    await store.statistics.rebuild();
    await store.statistics.invalidate({ from: new Date('2024-05-06T12:10:00Z'), to: new Date('2024-05-06T13:10:00Z') });
    expect((await marks()).map(({ _id }) => _id as unknown)).toEqual(
      expect.arrayContaining([
        { level: 'hour', start: new Date('2024-05-06T12:00:00Z') },
        { level: 'hour', start: new Date('2024-05-06T13:00:00Z') },
      ]),
    );
  });
});
