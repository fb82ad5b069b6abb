import { createConnection, type mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../../../../test/describe-with-mongodb.js';
import { activity } from '../../port/example-activity.fixture.js';
import { keepIndexes } from './index-upkeep.js';
import { INDEXES, RETENTION_INDEX } from '../../port/indexes.js';
import type { Collection } from '../connection/collection-target.js';

describeWithMongo('keepIndexes', (uri) => {
  const connection = createConnection(uri, { dbName: `index_upkeep_${process.pid}` });
  let collections = 0;
  let collection: Collection;
  let warnings: string[];

  const keep = (retentionDays?: number) =>
    keepIndexes(collection, { retentionDays, warn: (message) => warnings.push(message) });
  const retention = async () => (await collection.indexes()).find(({ name }) => name === RETENTION_INDEX);

  beforeAll(() => connection.asPromise());
  beforeEach(() => {
    warnings = [];
    collection = connection.db!.collection(`activity_logs_${++collections}`);
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
  });

  it('creates an index for each filter that is offered, and no other', async () => {
    await keep();
    expect((await collection.indexes()).map(({ key }) => key)).toEqual([
      { _id: 1 },
      { created_time: -1, _id: -1 },
      { user_id: 1, created_time: -1, _id: -1 },
      { url_name: 1, created_time: -1, _id: -1 },
      { user_id: 1, url_name: 1, created_time: -1, _id: -1 },
      { namespace: 1, created_time: -1, _id: -1 },
      { status_code: 1, created_time: -1, _id: -1 },
      { country: 1, created_time: -1, _id: -1 },
      { client_ip_address: 1, created_time: -1, _id: -1 },
      { trace_id: 1, created_time: -1, _id: -1 },
      { event_name: 1, created_time: -1, _id: -1 },
      { actor_id: 1, created_time: -1, _id: -1 },
      { 'resource.type': 1, 'resource.id': 1, created_time: -1, _id: -1 },
      { request_id: 1, created_time: -1, _id: -1 },
    ]);
    expect(warnings).toEqual([]);
  });

  it('changes nothing the second time', async () => {
    await keep(30);
    const before = await collection.indexes();
    await keep(30);
    expect(await collection.indexes()).toEqual(before);
    expect(warnings).toEqual([]);
  });

  it('accepts an index with another name', async () => {
    await collection.createIndex({ ...INDEXES[1]!.key }, { name: 'by_user' });
    await keep();
    expect((await collection.indexes()).filter(({ key }) => key['user_id'] && !key['url_name'])).toMatchObject([
      { name: 'by_user' },
    ]);
    expect(warnings).toEqual([]);
  });

  it('reports an index with another definition, and leaves it', async () => {
    await collection.createIndex({ ...INDEXES[0]!.key }, { sparse: true });
    await keep();
    expect(warnings).toEqual([expect.stringMatching(/created_time_-1__id_-1.*"sparse":true/s)]);
    expect(await collection.indexes()).toHaveLength(1 + INDEXES.length);
  });

  it.each([
    [1, 86_400],
    [0.001, 86],
    [24_855, 2_147_472_000],
  ])('lets MongoDB delete after %d days: %i seconds', async (days, expireAfterSeconds) => {
    await keep(days);
    expect(await retention()).toMatchObject({ key: { created_time: 1 }, expireAfterSeconds });
    expect(warnings).toEqual([]);
  });

  it('changes the retention when the option changed, and nothing else', async () => {
    await keep(30);
    const before = await collection.indexes();
    await keep(7);
    expect(await retention()).toMatchObject({ expireAfterSeconds: 7 * 86_400 });
    expect((await collection.indexes()).filter(({ name }) => name !== RETENTION_INDEX)).toEqual(
      before.filter(({ name }) => name !== RETENTION_INDEX),
    );
  });

  it('warns of a retention that is no longer wanted, and leaves it', async () => {
    await keep(30);
    await keep();
    expect(warnings).toEqual([expect.stringContaining('still deletes records after 30 days')]);
    expect(await retention()).toMatchObject({ expireAfterSeconds: 30 * 86_400 });
  });

  it.each<[string, mongo.CreateIndexesOptions]>([
    ['deletes nothing', { name: 'by_time' }],
    ['deletes at another time', { name: 'by_time', expireAfterSeconds: 60 }],
  ])('reports an index in the way of the retention that %s, and leaves it', async (_what, options) => {
    await collection.createIndex({ created_time: 1 }, options);
    await keep(30);
    expect(warnings).toEqual([expect.stringMatching(/activity_retention.*could not be created.*by_time/s)]);
    expect(await collection.indexes()).toContainEqual(expect.objectContaining(options));
  });

  it('accepts a retention of the same length under another name', async () => {
    await collection.createIndex({ created_time: 1 }, { name: 'by_time', expireAfterSeconds: 30 * 86_400 });
    await keep(30);
    expect(warnings).toEqual([]);
  });

  it('names the missing indexes without privilege to create them', async () => {
    const refused = Object.assign(new Error('not authorized'), { name: 'MongoServerError', code: 13 });
    const guarded = { collectionName: 'activity_logs', indexes: () => Promise.reject(refused) };
    await keepIndexes(guarded as unknown as Collection, {
      retentionDays: 30,
      warn: (message) => warnings.push(message),
    });
    expect(warnings).toEqual([
      expect.stringMatching(/Missing privilege .*"user_id":1,"created_time":-1.*"expireAfterSeconds":2592000/s),
    ]);
  });

  describe('every filter of the history', () => {
    const hidden = { url_name: { $nin: ['poll', 'ping'] } };
    const time = { created_time: { $gte: new Date(0), $lt: new Date() } };

    beforeEach(async () => {
      await keep();
      const records = Array.from({ length: 300 }, (_, n) =>
        activity({ user_id: n % 5, url_name: `handler${n % 7}`, created_time: new Date(n * 1_000) }),
      );
      await collection.insertMany(records);
    });

    it.each<[string, Record<string, unknown>]>([
      ['everything', {}],
      ['time', time],
      ['one user', { user_id: { $in: [3, '3'] } }],
      ['one user and time', { user_id: { $in: [3, '3'] }, ...time }],
      ['one user without hidden handlers', { user_id: { $in: [3, '3'] }, ...hidden }],
      ['one handler', { url_name: 'handler3' }],
      ['one handler and time', { url_name: 'handler3', ...time }],
      ['one user and handler', { user_id: { $in: [3, '3'] }, url_name: 'handler3' }],
    ])('walks an index in order of time: %s', async (_what, filter) => {
      const plan = JSON.stringify(
        await collection.find(filter).sort({ created_time: -1, _id: -1 }).limit(10).explain('executionStats'),
      );
      expect(plan).toContain('"IXSCAN"');
      expect(plan).not.toContain('"COLLSCAN"');
      expect(plan).not.toMatch(/"winningPlan":\{[^]*?"stage":"SORT"[^]*?"rejectedPlans"/);
    });
  });
});

describe('INDEXES', () => {
  it('end in time and _id, so that order and cursor positions are unambiguous', () => {
    for (const { key } of INDEXES)
      expect(Object.entries(key).slice(-2)).toEqual([
        ['created_time', -1],
        ['_id', -1],
      ]);
  });
});
