import { createConnection, Schema } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { activity } from '../port/example-activity.fixture.js';
import { StoreMisconfiguredError, StoreTimeoutError, StoreUnavailableError } from '../port/store-errors.js';
import { INDEXES } from '../port/indexes.js';
import { MongoActivityStore } from './mongo.store.js';
import type { MongoStoreOptions } from './mongo-store.types.js';

function withSetting(uri: string, name: string, value: string): string {
  const url = new URL(uri);
  url.pathname ||= '/';
  url.searchParams.set(name, value);
  return url.href;
}

const nested = (levels: number): unknown => (levels === 0 ? 'bottom' : { in: nested(levels - 1) });

describeWithMongo('MongoActivityStore', (uri) => {
  const host = createConnection(uri, { dbName: `mongo_store_${process.pid}`, monitorCommands: true });
  let collections = 0;
  let collectionName: string;
  let warnings: string[];
  let store: MongoActivityStore;

  const makeStore = (options: Partial<MongoStoreOptions> = {}) =>
    (store = new MongoActivityStore({
      uri,
      dbName: host.name,
      collectionName,
      warn: (message) => warnings.push(message),
      ...options,
    }));
  const native = () => host.db!.collection(collectionName);

  beforeAll(() => host.asPromise());
  beforeEach(() => {
    warnings = [];
    collectionName = `activity_logs_${++collections}`;
  });
  afterEach(() => store.close());
  afterAll(async () => {
    await host.dropDatabase();
    await host.close();
  });

  it('takes exactly one of uri and connection', () => {
    makeStore();
    expect(() => makeStore({ connection: host })).toThrow(StoreMisconfiguredError);
    expect(() => makeStore({ uri: undefined })).toThrow('set exactly one of uri and connection');
  });

  it('needs no open() to store', async () => {
    expect(await makeStore().insert([activity()])).toMatchObject({ stored: 1 });
  });

  it('walks the index it is told to, and any other where that is missing', async () => {
    await makeStore().open();
    await store.insert([activity(), activity({ country: 'Norway' })]);
    const index = { country: 1, created_time: -1, _id: -1 } as const;
    expect(await store.find({ country: 'Norway' }, { index })).toHaveLength(1);
    await native().dropIndex('country_1_created_time_-1__id_-1');
    expect(await store.find({ country: 'Norway' }, { index })).toHaveLength(1);
    expect(await store.aggregate([{ $match: { country: 'Norway' } }], { index })).toHaveLength(1);
  });

  it('connects once, however many ask at the same time', async () => {
    makeStore();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => store.insert([activity()])));
    expect(outcomes.every(({ stored }) => stored === 1)).toBe(true);
    expect(await native().countDocuments()).toBe(20);
  });

  describe('one record among a hundred', () => {
    const withCulprit = (culprit: ActivityLog) =>
      Array.from({ length: 99 }, () => activity()).toSpliced(60, 0, culprit);
    const expectOnlyRejected = async (culprit: ActivityLog, reason: RegExp) => {
      const outcome = await store.insert(withCulprit(culprit));
      expect(outcome).toEqual({
        stored: 99,
        duplicates: 0,
        rejected: [{ record: culprit, reason: expect.stringMatching(reason) }],
      });
      expect(await native().countDocuments()).toBe(99);
    };
    const throwing = (): never => {
      throw new Error('a toBSON of the host');
    };
    beforeEach(() => makeStore().open());

    it.each<[string, Partial<ActivityLog>, RegExp]>([
      ['holds a forged BSON type', { body: { _bsontype: 'ObjectId' } }, /BSON/],
      ['has a key with NUL', { body: { 'a\0b': 1 } }, /null bytes/],
      ['is larger than 16 MiB', { body: 'x'.repeat(17_000_000) }, /exceed MongoDB’s document limit/],
      ['is nested deeper than the server stores', { body: nested(190) }, /nesting/],
      ['is nested deeper than the server reads', { body: nested(250) }, /depth/],
      ['holds a value whose own toBSON() throws', { trace_id: { toBSON: throwing } as never }, /of the host/],
      ['has no _id', { _id: undefined }, /no _id/],
    ])('is rejected alone when it %s', async (_what, fields, reason) => {
      await expectOnlyRejected(activity(fields), reason);
    });

    it('is rejected alone when the validator of the collection refuses it', async () => {
      await host.db!.command({ collMod: collectionName, validator: { status_code: { $lt: 600 } } });
      await expectOnlyRejected(activity({ status_code: 999 }), /121/);
    });

    it('is rejected, not taken for stored, when it clashes on another unique index', async () => {
      await native().createIndex({ order_id: 1 }, { unique: true, sparse: true });
      const [earlier, later] = [activity({ order_id: 1 }), activity({ order_id: 1 })];
      await store.insert([earlier]);
      expect(await store.insert([later, earlier])).toEqual({
        stored: 0,
        duplicates: 1,
        rejected: [{ record: later, reason: expect.stringContaining('order_id_1') }],
      });
    });
  });

  it('takes more bytes than fit into one command', async () => {
    const records = Array.from({ length: 5 }, () => activity({ body: 'x'.repeat(12_000_000) }));
    expect(await makeStore().insert(records)).toMatchObject({ stored: 5 });
  });

  it.each([
    ['the majority by default', 'appName', 'spec', { w: 'majority', wtimeout: 5_000 }],
    ['what the connection string says', 'w', '1', { w: 1, wtimeout: 5_000 }],
    ['the majority instead of nothing', 'w', '0', { w: 'majority', wtimeout: 5_000 }],
    ['the journal where the connection string says so', 'journal', 'true', { w: 'majority', wtimeout: 5_000, j: true }],
  ])('has writes confirmed by %s', async (_what, name, value, expected) => {
    const connection = createConnection(withSetting(uri, name, value), { dbName: host.name, monitorCommands: true });
    await connection.asPromise();
    const concerns: unknown[] = [];
    connection.getClient().on('commandStarted', ({ command }) => {
      if ('insert' in command) concerns.push(command.writeConcern);
    });
    await makeStore({ uri: undefined, connection }).insert([activity()]);
    expect(concerns).toEqual([expected]);
    await connection.close();
  });

  it.each<[string, string | undefined]>([
    ['0', 'w: 0, which confirms no write'],
    ['1', 'w: 1: one server confirms records, and a failover of the replica set can roll them back'],
    ['majority', undefined],
  ])('warns once of w=%s if it may lose records', async (w, warning) => {
    makeStore({ uri: withSetting(uri, 'w', w) });
    await store.open();
    await store.insert([activity()]);
    expect(warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)]);
    for (const said of warnings) expect(said).toContain('set w=majority');
  });

  it('restores the indexes of a collection that was dropped while it ran', async () => {
    let now = 0;
    await makeStore({ clock: () => now, retentionDays: 30 }).open();
    await native().drop();
    await store.insert([activity()]);
    expect(await native().indexes()).toHaveLength(1);
    now = 600_000;
    await store.insert([activity()]);
    await expect.poll(() => native().indexes()).toHaveLength(INDEXES.length + 2);
  });

  describe('a target that', () => {
    it.each<[string, object, RegExp]>([
      ['is a view', { viewOn: 'elsewhere', pipeline: [] }, /is a view.*Set mongo.collectionName/s],
      ['is a time series', { timeseries: { timeField: 'created_time' } }, /time-series.*Set mongo.collectionName/s],
      ['is capped', { capped: true, size: 1_000_000 }, /is capped.*Set mongo.collectionName/s],
    ])('%s is refused, by open and by insert', async (_what, options, message) => {
      await host.db!.createCollection(collectionName, options);
      makeStore();
      await expect(store.open()).rejects.toThrow(message);
      const refusal: unknown = await store.insert([activity()]).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(StoreMisconfiguredError);
      expect(refusal).toBeInstanceOf(StoreUnavailableError);
    });

    it('is refused is accepted once it is corrected', async () => {
      await host.db!.createCollection(collectionName, { viewOn: 'elsewhere', pipeline: [] });
      await expect(makeStore().open()).rejects.toThrow(StoreMisconfiguredError);
      await native().drop();
      expect(await store.insert([activity()])).toMatchObject({ stored: 1 });
    });
  });

  describe('reading', () => {
    it.each<[string, () => Promise<unknown>]>([
      ['find', () => store.find({ $nonsense: 1 })],
      ['count', () => store.count({ $nonsense: 1 }, 10)],
      ['aggregate', () => store.aggregate([{ $nonsense: {} }])],
    ])('%s says StoreUnavailableError for whatever the server refuses', async (_what, read) => {
      makeStore();
      await expect(read()).rejects.toThrow(StoreUnavailableError);
    });

    it('ends at maxTimeMs', async () => {
      await makeStore().insert(Array.from({ length: 50 }, () => activity()));
      const busy = { $filter: { input: { $range: [0, 200_000] }, cond: { $lt: ['$$this', 0] } } };
      const slow = { $eq: [{ $size: busy }, 0] };
      const search = store.find({ $expr: slow }, { maxTimeMs: 50 });
      await expect(search).rejects.toThrow(StoreTimeoutError);
      await expect(search).rejects.toThrow(/time limit/);
      await expect(store.aggregate([{ $match: { $expr: slow } }], { maxTimeMs: 50 })).rejects.toThrow(/time limit/);
    });
  });

  describe('on a connection of the host', () => {
    const openHost = () => createConnection(uri, { dbName: host.name, bufferCommands: true });

    it('works before the host has waited for it', async () => {
      const connection = openHost();
      expect(await makeStore({ uri: undefined, connection }).insert([activity()])).toMatchObject({ stored: 1 });
      await connection.close();
    });

    it('leaves it open', async () => {
      const connection = await openHost().asPromise();
      await makeStore({ uri: undefined, connection }).insert([activity()]);
      await store.close();
      expect(await connection.db!.admin().ping()).toMatchObject({ ok: 1 });
      await connection.close();
    });

    it('declares a model that the host can query', async () => {
      const record = activity();
      await makeStore({ uri: undefined, dbName: undefined, connection: host }).insert([record]);
      const found = await host.model(`ActivityLogDocument`).findById(record._id).lean();
      expect(found).toEqual(record);
      expect(Object.keys(host.models)).toEqual(['ActivityLogDocument']);
      host.deleteModel(/./);
    });

    it('fails at its own deadline, and leaves nothing in Mongoose’s queue, while the host is not connected', async () => {
      const connection = createConnection('mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=2000', {
        bufferCommands: true,
      });
      connection.on('error', () => {});
      connection.asPromise().catch(() => {});
      makeStore({ uri: undefined, connection, deadlineMs: 200 });
      for (let attempt = 0; attempt < 3; attempt++)
        await expect(store.insert([activity()])).rejects.toThrow(/writing: no answer within 0.2 s/);
      expect((connection as unknown as { _queue: unknown[] })._queue).toEqual([]);
      await connection.close().catch(() => {});
    });

    it('stores what a model of the host for the same collection would refuse', async () => {
      const connection = await openHost().asPromise();
      const schema = new Schema({ invoice: { type: String, required: true } }, { strict: 'throw' });
      connection.model('Invoice', schema, collectionName);
      const record = activity();
      expect(await makeStore({ uri: undefined, connection }).insert([record])).toMatchObject({
        stored: 1,
        rejected: [],
      });
      expect(await native().countDocuments({ _id: record._id })).toBe(1);
      await connection.close();
    });

    it('says StoreUnavailableError once the host has closed it', async () => {
      const connection = await openHost().asPromise();
      await makeStore({ uri: undefined, connection }).insert([activity()]);
      await connection.close();
      await expect(store.insert([activity()])).rejects.toThrow(StoreUnavailableError);
      await expect(store.find({})).rejects.toThrow(StoreUnavailableError);
    });
  });

  it('says StoreUnavailableError once it is closed', async () => {
    await makeStore().open();
    await store.close();
    await expect(store.insert([activity()])).rejects.toThrow(/the store was closed/);
    await store.close();
  });
});
