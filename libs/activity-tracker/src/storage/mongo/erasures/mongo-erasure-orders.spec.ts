import { createConnection, mongo, Types } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { eventually } from '../../../../test/eventually.js';
import { describeWithMongo } from '../../../../test/describe-with-mongodb.js';
import { freshDatabase } from '../../../../test/mongodb.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import { encoded } from '../../../bson/encoded-record.js';
import { ERASED } from '../../../record/erased.js';
import { activity } from '../../port/example-activity.fixture.js';
import { MongoActivityStore } from '../mongo.store.js';
import { MongoErasureOrders } from './mongo-erasure-orders.js';
import { orderCollections } from './order-collections.js';

describeWithMongo('erasure orders', (uri) => {
  const { dbName } = freshDatabase();
  const database = createConnection(uri, { dbName });
  const stores: MongoActivityStore[] = [];
  let warnings: string[];

  beforeAll(() => database.asPromise());
  beforeEach(() => (warnings = []));
  afterEach(async () => {
    vi.useRealTimers();
    for (const store of stores.splice(0)) await store.close();
    await database.dropDatabase();
  });
  afterAll(() => database.close());

  const process = (): MongoActivityStore => {
    const store = new MongoActivityStore({
      uri,
      dbName,
      collectionName: 'activity_logs',
      warn: (message) => void warnings.push(message),
    });
    stores.push(store);
    return store;
  };
  const ordersOf = (settle?: (milliseconds: number) => Promise<unknown>, processId?: string) =>
    new MongoErasureOrders({
      run: (_, __, work) => work(orderCollections(database.db!, 'activity_logs')),
      insertMs: 5_000,
      warn: (message) => void warnings.push(message),
      processId,
      ...(settle && { settle }),
    });
  const before = (fields: Partial<ActivityLog> = {}) =>
    activity({ created_time: new Date(Date.now() - 60_000), ...fields });
  const stored = () => database.collection('activity_logs').find().sort({ _id: 1 }).toArray();

  it.each([
    ['plain', (record: ActivityLog) => record],
    ['encoded', (record: ActivityLog) => encoded(record) as ActivityLog],
  ])('keep %s records of the person from before it out of what other processes store', async (_, form) => {
    await process().erasureOrders.issue('7', []);
    const instance = new Types.ObjectId();
    const records = [
      before({ user_id: 7, instance, seq: 2 }),
      before({ user_id: '7', instance, seq: 3 }),
      before({ user_id: 8, instance, seq: 4 }),
      before({ user_id: null, instance, seq: 5 }),
      activity({ user_id: 7, created_time: new Date(Date.now() + 60_000), instance, seq: 6 }),
    ];
    expect(await process().insert(records.map(form))).toEqual({
      stored: 3,
      duplicates: 0,
      rejected: [],
      erased: 2,
    });
    expect((await stored()).map(({ user_id, seq, url_name, body }) => [user_id, seq ?? url_name, body])).toEqual([
      [8, 4, null],
      [null, 5, null],
      [7, 6, null],
      [
        null,
        'activity.removed',
        { instance, reason: 'erasure', count: 2, first: 2, last: 3, ranges: [[2, 3]], unlinked: true },
      ],
    ]);
  });

  it('erase the name of the person from records in which they acted as another', async () => {
    await process().erasureOrders.issue(7, []);
    await process().insert([before({ user_id: 8, actor_id: 7 }), before({ user_id: 8, actor_id: 9 })]);
    expect(await stored()).toMatchObject([
      { user_id: 8, actor_id: ERASED },
      { user_id: 8, actor_id: 9 },
    ]);
  });

  it('leave records in which a person under a legal hold acted', async () => {
    await process().erasureOrders.issue(7, [9]);
    expect(
      await process().insert([before({ user_id: 7, actor_id: 9 }), before({ user_id: 7, actor_id: 10 })]),
    ).toMatchObject({ stored: 1, erased: 1 });
    expect(await stored()).toMatchObject([{ actor_id: 9 }]);
  });

  it('hold for records up to the end of the erasure', async () => {
    const { erasureOrders } = process();
    const order = await erasureOrders.issue(7, []);
    const during = activity({ user_id: 7, created_time: new Date() });
    await eventually(() => expect(Date.now()).toBeGreaterThan(during.created_time.getTime() + 20));
    await erasureOrders.complete(order);
    expect(await process().insert([during, before({ user_id: 8 })])).toMatchObject({ stored: 1, erased: 1 });
  });

  it('are gone where the erasure failed, also for a process that knew of them', async () => {
    const { erasureOrders } = process();
    const order = await erasureOrders.issue(7, []);
    const other = process();
    expect(await other.insert([before()])).toMatchObject({ stored: 0, erased: 1 });
    await erasureOrders.withdraw(order);
    await other.erasureOrders.maintain();
    expect(await other.insert([before()])).toEqual({ stored: 1, duplicates: 0, rejected: [] });
  });

  it('hold keyed hashes: a copy of the records does not tell who was erased', async () => {
    await process().erasureOrders.issue('ann@distinct.example', ['bob@distinct.example']);
    const orders = await database.collection('activity_logs_erasure_orders').find().toArray();
    expect(orders).toHaveLength(2);
    expect(JSON.stringify(orders)).not.toMatch(/distinct/);
  });

  it.each<[string, object]>([
    ['a time that is none', { subject: 'x', at: 'now', changed: new Date() }],
    ['a subject that is none', { subject: { a: 1 }, at: new Date(), changed: new Date(), held: null }],
    ['held persons that are no list', { subject: 'x', at: new Date(), changed: new Date(), held: 5 }],
    ['a key that is none', { key: 'text', changed: new Date() }],
    ["a key that would replace the tracker's", { key: new mongo.Binary(Buffer.alloc(32)), changed: new Date() }],
  ])('go on next to a foreign document with %s, which stops no insert', async (_, foreign) => {
    const collection = database.collection<{ _id: string }>('activity_logs_erasure_orders');
    await process().erasureOrders.issue(7, []);
    await collection.insertOne({ _id: 'foreign', ...foreign });
    expect(await process().insert([before({ user_id: 7 }), before({ user_id: 8 })])).toMatchObject({
      stored: 1,
      erased: 1,
    });
    expect(warnings).toEqual([
      "1 document among the erasure orders is not the tracker's and ignored. Delete what other programs wrote there; " +
        'if an order was edited, erase that person again (logged once).',
    ]);
  });

  it('are told once to those who hold files', async () => {
    const store = process();
    const told = vi.fn();
    store.erasureOrders.onOrders(told);
    await store.insert([activity()]);
    expect(told).not.toHaveBeenCalled();
    await ordersOf(async () => {}).issue(7, []);
    await store.erasureOrders.maintain();
    await store.erasureOrders.maintain();
    expect(told).toHaveBeenCalledOnce();
    expect(told.mock.calls[0]![0](before())).toBe(true);
  });

  it('wait for inserts of other processes that did not read them, and for none where there is no other', async () => {
    const settle = vi.fn(async () => {});
    const eraser = ordersOf(settle);
    await eraser.maintain();
    await eraser.issue(7, []);
    expect(settle).not.toHaveBeenCalled();
    const other = ordersOf();
    await other.maintain();
    await eraser.issue(7, []);
    expect(settle.mock.calls).toEqual([[12_000]]);
    await other.leave();
    await eraser.issue(7, []);
    expect(settle).toHaveBeenCalledOnce();
  });

  it('do not wait for another thread of the process, which reads them when it is asked', async () => {
    const settle = vi.fn(async () => {});
    const eraser = ordersOf(settle);
    const thread: MongoErasureOrders = ordersOf(
      undefined,
      eraser.share(async () => {
        thread.forget();
        await thread.knowFor(Date.now());
      }),
    );
    await thread.knowFor(Date.now());
    await eraser.issue(7, []);
    expect(settle).not.toHaveBeenCalled();
    expect(thread.known.isErased(before({ user_id: 7 }))).toBe(true);
  });

  it('wait for another thread of the process that fails to read them', async () => {
    const settle = vi.fn(async () => {});
    const eraser = ordersOf(settle);
    eraser.share(() => Promise.reject(new Error('the thread failed')));
    await eraser.issue(7, []);
    expect(settle.mock.calls).toEqual([[12_000]]);
  });

  it('are read before an insert of records that are not fresh, and else once a minute and a half', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const orders = ordersOf();
    const read = vi.spyOn(orderCollections(database.db!, 'activity_logs').orders.constructor.prototype, 'find');
    const reads = async (age: number): Promise<number> => {
      read.mockClear();
      await orders.knowFor(Date.now() - age);
      return read.mock.calls.length;
    };
    expect(await reads(0)).toBe(1);
    expect(await reads(10_000)).toBe(0);
    vi.advanceTimersByTime(2_001);
    expect(await reads(1_999)).toBe(0);
    expect(await reads(2_000)).toBe(1);
    vi.advanceTimersByTime(90_001);
    expect(await reads(0)).toBe(1);
    read.mockRestore();
  });
});
