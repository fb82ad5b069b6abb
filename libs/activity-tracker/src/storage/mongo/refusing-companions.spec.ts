import { createConnection, type mongo, Types } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { activity } from '../port/example-activity.fixture.js';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import { eventually } from '../../../test/eventually.js';
import { freshDatabase } from '../../../test/mongodb.js';
import { companionNames } from './connection/collection-names.js';
import { MongoActivityStore } from './mongo.store.js';

describeWithMongo('collections next to the log that refuse what the tracker asks of them', (uri) => {
  const { dbName } = freshDatabase();
  const database = createConnection(uri, { dbName });
  let warnings: string[];
  let store: MongoActivityStore;

  beforeAll(() => database.asPromise());
  beforeEach(() => {
    warnings = [];
    const warn = (message: string) => void warnings.push(message);
    store = new MongoActivityStore({ uri, dbName, collectionName: 'activity_logs', warn });
  });
  afterEach(async () => {
    await store.close();
    await database.dropDatabase();
  });
  afterAll(() => database.close());

  it.each<[string, mongo.CreateCollectionOptions]>([
    ['views', { viewOn: 'elsewhere', pipeline: [] }],
    ['views that fail', { viewOn: 'elsewhere', pipeline: [{ $project: { x: { $divide: [1, '$text'] } } }] }],
    ['time series', { timeseries: { timeField: 'time' } }],
    ['collections with a validator', { validator: { never: 'valid' } }],
    ['capped collections', { capped: true, size: 4_096 }],
  ])('%s: records are stored all the same', async (_, options) => {
    await database.collection('elsewhere').insertOne({ text: 'text' });
    for (const name of companionNames('activity_logs')) await database.createCollection(name, options);
    const old = activity({ created_time: new Date(Date.now() - 60_000) });
    for (const record of [activity(), old])
      expect(await store.insert([record])).toEqual({ stored: 1, duplicates: 0, rejected: [] });
    expect(await database.collection('activity_logs').countDocuments()).toBe(2);
  });

  it('what that means for erased persons is logged once', async () => {
    await database.createCollection('activity_logs_processes', { validator: { never: 'valid' } });
    await store.insert([activity()]);
    await store.insert([activity({ created_time: new Date(Date.now() - 60_000) })]);
    expect(warnings).toEqual([
      'Failed to read erasure orders (Plan executor error during findAndModify :: caused by :: Document ' +
        'failed validation): this process goes on storing waiting records of persons who were erased. Make ' +
        'activity_logs_erasure_orders and activity_logs_processes ordinary collections without a validator (logged once).',
    ]);
  });

  it.each<[string, number | undefined, (audit: mongo.Collection) => Promise<unknown>, RegExp | undefined]>([
    [
      'an index of others',
      undefined,
      (audit) => audit.createIndex({ created_time: 1 }, { expireAfterSeconds: 60 }),
      /Index "created_time_1" .* after 60 s; admin.auditRetentionDays did not create it/,
    ],
    [
      'an index of others that is sooner',
      30,
      (audit) => audit.createIndex({ end: 1 }, { expireAfterSeconds: 60 }),
      /Index "end_1" .* after 60 s/,
    ],
    [
      'an index of others that is later',
      30,
      (audit) => audit.createIndex({ end: 1 }, { expireAfterSeconds: 31 * 86_400 }),
      undefined,
    ],
    [
      'a capped collection',
      undefined,
      () => database.createCollection('activity_logs_audit', { capped: true, size: 4_096 }),
      /"activity_logs_audit" is capped/,
    ],
    ['nothing', 30, async () => {}, undefined],
  ])('%s that deletes entries of the audit trail is logged', async (_, days, prepare, line) => {
    await prepare(database.collection('activity_logs_audit'));
    store.audit.retain(days);
    await store.audit.append({
      _id: new Types.ObjectId(),
      created_time: new Date(),
      action: 'list',
      administrator_id: 1,
      client_ip_address: null,
      session: null,
      records: 3,
      count: 1,
    });
    const wanted = days === undefined ? 'action_1_created_time_-1__id_-1' : 'audit_retention';
    const names = async () => (await database.collection('activity_logs_audit').indexes()).map(({ name }) => name);
    await eventually(async () => expect(await names()).toContain(wanted));
    await eventually(() => expect(warnings.filter((text) => line?.test(text))).toHaveLength(line ? 1 : 0));
    expect(warnings).toHaveLength(line ? 1 : 0);
  });
});
