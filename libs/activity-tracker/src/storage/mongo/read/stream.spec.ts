import { createConnection } from 'mongoose';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../../../../test/describe-with-mongodb.js';
import { openCursors } from '../../../../test/open-cursors.js';
import { startTcpProxy } from '../../../../test/tcp-proxy.js';
import { activity, at } from '../../port/example-activity.fixture.js';
import { StoreUnavailableError } from '../../port/store-errors.js';
import { BATCH_BYTES } from './batch-bytes.js';
import { MongoActivityStore } from '../mongo.store.js';

describeWithMongo('MongoActivityStore.stream', (uri) => {
  const settings = { dbName: `mongo_stream_${process.pid}`, collectionName: 'activity_logs', warn: () => {} };
  const host = createConnection(uri, { dbName: settings.dbName });
  let store: MongoActivityStore;

  const open = () => openCursors(host.db!, `${host.name}.activity_logs`);
  const reader = (signal?: AbortSignal) => store.stream({}, { batchSize: 10, signal })[Symbol.asyncIterator]();

  beforeEach(async () => {
    await host.asPromise();
    store = new MongoActivityStore({ uri, ...settings });
    await store.insert(Array.from({ length: 100 }, (_, n) => activity({ created_time: at(n) })));
  });
  afterEach(async () => {
    await store.close();
    await host.dropDatabase();
  });
  afterAll(() => host.close());

  describe('closes the cursor on the server', () => {
    it.each<[string, (records: AsyncIterator<unknown>, controller: AbortController) => unknown]>([
      ['when the signal says so', (_records, controller) => controller.abort(new Error('gone'))],
      ['when the consumer stops', (records) => records.return?.()],
      [
        'when both happen at once',
        (records, controller) => {
          const stopped = records.return?.();
          controller.abort(new Error('gone'));
          return stopped;
        },
      ],
      [
        'when the next batch is being fetched',
        (records, controller) => {
          const next = [0, 1, 2, 3, 4, 5].map(() => records.next().catch(() => undefined));
          controller.abort(new Error('gone'));
          return Promise.all(next);
        },
      ],
    ])('%s', async (_how, end) => {
      const controller = new AbortController();
      const records = reader(controller.signal);
      for (let n = 0; n < 15; n++) await records.next();
      await expect.poll(open).toBe(1);
      await end(records, controller);
      await expect.poll(open).toBe(0);
    });

    it('when a batch is under way', async () => {
      const controller = new AbortController();
      const slow = { $function: { body: 'function () { sleep(100); return true; }', args: [], lang: 'js' } };
      const options = { batchSize: 50, signal: controller.signal };
      const first = store.stream({ $expr: slow }, options)[Symbol.asyncIterator]().next();
      const running = async () => (await host.db!.admin().command({ currentOp: 1, ns: /mongo_stream/ })).inprog.length;
      await expect.poll(running).toBeGreaterThan(0);
      controller.abort(new Error('gone'));
      await expect(first).rejects.toThrow('gone');
      await expect.poll(running).toBe(0);
      await expect.poll(open).toBe(0);
    });

    it('when its first batch is on the way, and the cursor has no name here yet', async () => {
      const { port } = new URL(uri);
      const proxy = await startTcpProxy('127.0.0.1', Number(port));
      const away = new MongoActivityStore({ ...settings, uri: uri.replace(port, String(proxy.port)) });
      try {
        await away.count({}, 1);
        const controller = new AbortController();
        const replied = proxy.withholdReplyTo('find\0');
        const first = away.stream({}, { batchSize: 10, signal: controller.signal })[Symbol.asyncIterator]().next();
        await Promise.all([replied, expect.poll(open).toBe(1)]);
        controller.abort(new Error('gone'));
        await expect(first).rejects.toThrow('gone');
        await expect.poll(open).toBe(0);
      } finally {
        await away.close();
        await proxy.close();
      }
    });

    it('when all was read', async () => {
      let count = 0;
      for await (const _ of store.stream({}, { batchSize: 10 })) count++;
      expect(count).toBe(100);
      await expect.poll(open).toBe(0);
    });
  });

  it('asks for fewer records at a time where they are large, and for more where they are small', async () => {
    const body = Array.from({ length: 40 }, () => 'x'.repeat(10_000));
    await store.insert(Array.from({ length: 40 }, (_, n) => activity({ created_time: at(-n), body })));
    await host.db!.command({ profile: 2 });
    let count = 0;
    for await (const _ of store.stream({}, { sort: { created_time: 1, _id: 1 } })) count++;
    await host.db!.command({ profile: 0 });
    const reads = { ns: `${host.name}.activity_logs`, op: { $in: ['query', 'getmore'] } };
    const batches = await host.db!.collection('system.profile').find(reads).sort({ ts: 1 }).toArray();
    expect(count).toBe(140);
    const numbers = batches.map(({ nreturned }) => Number(nreturned));
    expect(numbers.slice(0, 4)).toEqual([4, 2, 2, 2]);
    expect(Math.max(...numbers)).toBeGreaterThan(10);
    for (const { responseLength } of batches.slice(1)) expect(responseLength).toBeLessThan(1.5 * BATCH_BYTES);
  });

  it('says StoreUnavailableError for whatever the server refuses', async () => {
    await expect(store.stream({ $nonsense: 1 })[Symbol.asyncIterator]().next()).rejects.toThrow(StoreUnavailableError);
    await expect(store.delete({ $nonsense: 1 })).rejects.toThrow(StoreUnavailableError);
    await expect(store.rewrite({ $nonsense: 1 }, (record) => record)).rejects.toThrow(StoreUnavailableError);
  });

  it('says StoreUnavailableError when the store is closed half way', async () => {
    const records = reader();
    await records.next();
    await store.close();
    const rest = async () => {
      for (;;) if ((await records.next()).done) return;
    };
    await expect(rest()).rejects.toThrow(StoreUnavailableError);
  });
});
