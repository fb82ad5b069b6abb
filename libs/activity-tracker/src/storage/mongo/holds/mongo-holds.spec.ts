import { Connection, createConnection } from 'mongoose';
import type { MongoMemoryServer } from 'mongodb-memory-server-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startOwnMongod } from '../../../../test/own-mongod.js';
import { activity } from '../../port/example-activity.fixture.js';
import type { LegalHold } from '../../port/legal-holds.js';
import { RETENTION_INDEX } from '../../port/indexes.js';
import { MongoActivityStore } from '../mongo.store.js';
import { PARKED_SECONDS } from './parked-seconds.js';
import { DAY_MS } from '../../../common/time.js';

const DAYS = 30;
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);

describe('legal holds and retention', () => {
  let mongod: MongoMemoryServer | undefined;
  let host: Connection;
  let stores: MongoActivityStore[] = [];
  let number = 0;
  let collectionName: string;

  beforeAll(async () => {
    mongod = await startOwnMongod({ args: ['--setParameter', 'ttlMonitorSleepSecs=1'] });
    if (mongod) host = await createConnection(mongod.getUri(), { dbName: 'holds' }).asPromise();
  });
  beforeEach((context) => {
    if (!mongod) context.skip('no mongod can be had here');
    collectionName = `logs_${++number}`;
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    stores = [];
  });
  afterAll(async () => {
    await host?.close();
    await mongod?.stop({ doCleanup: true, force: true });
  });

  const open = async (retentionDays: number | undefined = DAYS): Promise<MongoActivityStore> => {
    const store = new MongoActivityStore({ connection: host, collectionName, retentionDays, warn: () => {} });
    stores.push(store);
    await store.open();
    return store;
  };
  const hold = (fields: Partial<LegalHold> = {}): LegalHold => ({
    user_id: 7,
    reason: 'case 12/2026',
    until: null,
    placed_by: 1,
    placed_at: new Date(0),
    ...fields,
  });
  const records = () => host.db!.collection(collectionName);
  const seconds = async (name = RETENTION_INDEX) =>
    (await records().indexes()).find((index) => index.name === name)?.expireAfterSeconds;
  const users = async () => (await records().find().toArray()).map(({ user_id }) => user_id).toSorted();
  const old = (user_id: number, actor_id?: number) =>
    activity({ user_id, created_time: ago(DAYS + 1), ...(actor_id !== undefined && { actor_id }) });

  it('the server deletes what expires, and with a hold the sweeper does, except what is held', async () => {
    const store = await open();
    await store.insert([old(8)]);
    await expect.poll(users, { timeout: 45_000 }).toEqual([]);

    await store.holds.place(hold());
    expect(await seconds()).toBe(PARKED_SECONDS);
    await store.insert([old(7), old(8), old(9, 7), activity({ user_id: 10, created_time: ago(1) })]);
    const passes = async () => (await host.db!.admin().command({ serverStatus: 1 })).metrics.ttl.passes as number;
    const before = await passes();
    await expect.poll(passes, { timeout: 45_000 }).toBeGreaterThan(before + 1);
    expect(await users()).toEqual([10, 7, 8, 9]);

    await store.holds.maintain();
    expect(await users()).toEqual([10, 7, 9]);

    await store.holds.lift('7');
    expect(await seconds()).toBe(DAYS * 86_400);
    await expect.poll(users, { timeout: 45_000 }).toEqual([10]);
  }, 180_000);

  it('an instance that starts while a hold is in force leaves the index parked, and its term counts', async () => {
    const first = await open();
    await first.holds.place(hold());
    const second = await open(10);
    expect(await seconds()).toBe(PARKED_SECONDS);
    await first.insert([
      activity({ user_id: 8, created_time: ago(11) }),
      activity({ user_id: 7, created_time: ago(11) }),
    ]);
    await first.holds.maintain();
    expect(await users()).toEqual([7]);
    expect(await second.describe()).toMatchObject({ retention_days: 10 });
    await second.holds.lift(7);
    expect(await seconds()).toBe(10 * 86_400);
  });

  it('an index made while a hold is in force is parked from the start', async () => {
    const keeping = await open(undefined);
    await keeping.holds.place(hold());
    await records().insertOne({ user_id: 7, created_time: ago(DAYS + 1) });
    await open(DAYS);
    expect(await seconds()).toBe(PARKED_SECONDS);
    await keeping.holds.maintain();
    expect(await users()).toEqual([7]);
    await keeping.holds.lift(7);
    expect(await seconds()).toBe(DAYS * 86_400);
  });

  it('parks a TTL index of another name on the same key too, and restores its term', async () => {
    await records().createIndex({ created_time: 1 }, { name: 'theirs', expireAfterSeconds: DAYS * 86_400 });
    const store = await open();
    await store.holds.place(hold());
    expect(await seconds('theirs')).toBe(PARKED_SECONDS);
    await store.holds.lift(7);
    expect(await seconds('theirs')).toBe(DAYS * 86_400);
  });

  it('a hold that ended is removed, and the index deletes again', async () => {
    const store = await open();
    await store.holds.place(hold());
    await store.holds.place(hold({ user_id: 8, until: new Date(Date.now() + DAY_MS) }));
    await store.holds.lift(7);
    expect(await seconds()).toBe(PARKED_SECONDS);
    await host.db!.collection(`${collectionName}_holds`).updateOne({ user_id: 8 }, { $set: { until: new Date(0) } });
    expect(await store.holds.list()).toEqual([]);
    await store.holds.maintain();
    expect(await seconds()).toBe(DAYS * 86_400);
    expect(await host.db!.collection(`${collectionName}_holds`).countDocuments({ user_id: 8 })).toBe(0);
  });

  it('of two instances one sweeps, and the other takes over when it stops', async () => {
    const [one, two] = [await open(), await open()];
    await one.holds.place(hold());
    await one.holds.maintain();
    await one.insert([old(8)]);
    await two.holds.maintain();
    expect(await users()).toEqual([8]);
    await one.holds.release();
    await two.holds.maintain();
    expect(await users()).toEqual([]);
  });

  it('keeps the index in step with the holds when instances place and lift at the same time', async () => {
    const instances = await Promise.all([open(), open(), open()]);
    for (let round = 0; round < 10; round++) {
      await Promise.all(
        instances.map(async ({ holds }, user_id) => {
          await holds.place(hold({ user_id }));
          await holds.lift(user_id);
          if (round % 2 === 0 && user_id === 1) await holds.place(hold({ user_id }));
        }),
      );
      expect(await seconds()).toBe(round % 2 === 0 ? PARKED_SECONDS : DAYS * 86_400);
      await instances[0].holds.lift(1);
    }
  });
});
