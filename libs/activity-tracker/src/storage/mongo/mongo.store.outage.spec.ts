import { inspect } from 'node:util';
import { createConnection } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import { startTcpProxy, type TcpProxy } from '../../../test/tcp-proxy.js';
import { activity } from '../port/example-activity.fixture.js';
import { StoreMisconfiguredError, StoreUnavailableError } from '../port/store-errors.js';
import { INDEXES } from '../port/indexes.js';
import { MongoActivityStore } from './mongo.store.js';
import type { MongoStoreOptions } from './mongo-store.types.js';

/**
 * Long enough for the driver to look again (it waits half a second between looks), short enough for a test; and without
 * the driver's own second try, which a replica set would allow.
 */
const IMPATIENT = 'serverSelectionTimeoutMS=1200&directConnection=true&retryWrites=false';

describeWithMongo('MongoActivityStore in an outage', (uri) => {
  const direct = createConnection(uri, { dbName: `outage_${process.pid}` });
  let proxy: TcpProxy;
  let store: MongoActivityStore;

  const makeStore = (options: Partial<MongoStoreOptions> = {}) =>
    (store = new MongoActivityStore({
      uri: `mongodb://127.0.0.1:${proxy.port}/?${IMPATIENT}`,
      dbName: direct.name,
      collectionName: 'activity_logs',
      warn: () => {},
      ...options,
    }));
  const stored = () => direct.db!.collection('activity_logs').countDocuments();

  beforeAll(() => direct.asPromise());
  beforeEach(async () => {
    const { hostname, port } = new URL(uri);
    proxy = await startTcpProxy(hostname, Number(port));
    await direct.db!.collection('activity_logs').deleteMany({});
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
  });
  afterAll(async () => {
    await direct.dropDatabase();
    await direct.close();
  });

  it('reconnects when the server is back', async () => {
    const records = [activity(), activity()];
    await makeStore().open();
    await store.insert([activity()]);
    await proxy.cut();
    await expect(store.insert(records)).rejects.toThrow(StoreUnavailableError);
    await expect(store.find({})).rejects.toThrow(StoreUnavailableError);
    await expect(store.describe()).rejects.toThrow(StoreUnavailableError);
    await proxy.heal();
    expect(await store.insert(records)).toEqual({ stored: 2, duplicates: 0, rejected: [] });
    expect(await store.find({})).toHaveLength(3);
  });

  it('tells that the server can be reached again, once the driver has found it, and nothing while it is well', async () => {
    await makeStore({ uri: `mongodb://127.0.0.1:${proxy.port}/?${IMPATIENT}&heartbeatFrequencyMS=500` }).open();
    let returns = 0;
    store.onReachable(() => returns++);
    await store.insert([activity()]);
    expect(returns).toBe(0);
    await proxy.cut();
    await expect(store.insert([activity()])).rejects.toThrow(StoreUnavailableError);
    expect(returns).toBe(0);
    await proxy.heal();
    await expect.poll(() => returns).toBeGreaterThan(0);
  });

  it('stores when the server comes up only after the store was opened', async () => {
    await proxy.cut();
    await expect(makeStore().open()).rejects.toThrow(StoreUnavailableError);
    await expect(store.insert([activity()])).rejects.toThrow(StoreUnavailableError);
    await proxy.heal();
    expect(await store.insert([activity()])).toMatchObject({ stored: 1 });
    await expect.poll(() => direct.db!.collection('activity_logs').indexes()).toHaveLength(1 + INDEXES.length);
  });

  it('takes a batch whose reply was lost for duplicates when it is replayed, and stores none twice', async () => {
    const records = Array.from({ length: 100 }, () => activity());
    await makeStore().open();
    const lost = proxy.loseReplyTo('insert');
    await expect(store.insert(records)).rejects.toThrow(StoreUnavailableError);
    await lost;
    expect(await stored()).toBe(100);
    expect(await store.insert(records)).toEqual({ stored: 0, duplicates: 100, rejected: [] });
    expect(await stored()).toBe(100);
  });

  it('ends an attempt at its deadline when the server is frozen, and reconnects', async () => {
    await makeStore({ deadlineMs: 300 }).open();
    proxy.freeze();
    await expect(store.insert([activity()])).rejects.toThrow(/no answer within 0.3 s/);
    await proxy.heal();
    await expect
      .poll(() => store.insert([activity()]).catch(() => undefined), { timeout: 45_000 })
      .toMatchObject({ stored: 1 });
  });

  it('closes in the middle of connecting', async () => {
    proxy.freeze();
    const opening = expect(makeStore().open()).rejects.toThrow(StoreUnavailableError);
    await store.close();
    await opening;
  });

  describe('messages', () => {
    const SECRET = 'c4nary-Pa55';
    const AT = () => `127.0.0.1:${proxy.port}`;

    it.each<[string, () => string, RegExp]>([
      [
        'no server',
        () => `mongodb://ann:${SECRET}@127.0.0.1:1/?serverSelectionTimeoutMS=50`,
        /ECONNREFUSED 127\.0\.0\.1:1/,
      ],
      [
        'a host that does not exist',
        () => `mongodb://ann:${SECRET}@nowhere.invalid/?serverSelectionTimeoutMS=50`,
        /nowhere\.invalid/,
      ],
      ['a wrong password', () => `mongodb://ann:${SECRET}@${AT()}/?${IMPATIENT}`, /Authentication failed/],
      ['an unknown option', () => `mongodb://ann:${SECRET}@${AT()}/?nonsense=1`, /nonsense/],
      ['an unescaped password', () => `mongodb://ann:${SECRET}/${SECRET}@${AT()}`, /unescaped/],
      ['a connection string that is none', () => `ann:${SECRET}@${AT()}`, /Invalid scheme/],
    ])('name host and cause but no password: %s', async (_what, uri, reason) => {
      makeStore({ uri: uri() });
      const error = await store.open().catch((error: Error) => error);
      expect(error).toBeInstanceOf(StoreUnavailableError);
      expect((error as Error).message).toMatch(reason);
      expect((error as Error).message).toContain('ann:***@');
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(SECRET);
    });

    it('call a connection string that cannot be read a misconfiguration', async () => {
      makeStore({ uri: `mongodb://ann:${SECRET}@${AT()}/?nonsense=1` });
      await expect(store.open()).rejects.toThrow(StoreMisconfiguredError);
    });
  });
});
