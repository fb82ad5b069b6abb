import { createConnection, mongo, type Connection } from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithMongo } from '../../test/describe-with-mongodb.js';
import { freshDatabase } from '../../test/mongodb.js';
import { SubjectDataService } from '../admin/erasure/subject-data.service.js';
import { ExportService } from '../admin/export/export.service.js';
import { verify } from '../cli/verify/verify.js';
import { DAY_MS } from '../common/time.js';
import type { ActivityLog } from '../record/activity-log.js';
import { planRetention } from '../retention/retention-plan.js';
import { RetentionRun } from '../retention/retention-run.js';
import { startedRecord } from '../sequence/life-records.js';
import { activity } from '../storage/port/example-activity.fixture.js';
import { MongoActivityStore } from '../storage/mongo/mongo.store.js';
import type { RetentionRule } from '../storage/retention-rule.js';
import { chainedLog, KEY, recordOf } from './chain/chained-log.fixture.js';
import { sealsOf } from './record-links.js';

const RECENT = new Date(Date.now() - DAY_MS);
const OLD = new Date(Date.now() - 90 * DAY_MS);
const ABOUT = { version: '1', node: 'v22', pid: 1, name: null };

describeWithMongo('the removal of records that were changed in the database', (uri) => {
  const { dbName } = freshDatabase();
  let connection: Connection;
  let store: MongoActivityStore;
  let ids: mongo.ObjectId[];

  beforeEach(async () => {
    connection = await createConnection(uri, { dbName }).asPromise();
    const seals = sealsOf({ chain: true, key: KEY });
    store = new MongoActivityStore({ uri, dbName, collectionName: 'activity_logs', seals, warn: () => {} });
    ids = await stored({ chained: true });
  });
  afterEach(async () => {
    await store.close();
    await connection.dropDatabase();
    await connection.close();
  });

  const collection = () => connection.collection('activity_logs');
  const call = (created_time: Date): ActivityLog => activity({ created_time, user_id: 7, body: { note: 'from 9' } });

  async function stored({ chained }: { chained: boolean }): Promise<mongo.ObjectId[]> {
    const instance = new mongo.ObjectId();
    const calls = [startedRecord(ABOUT), call(OLD), ...Array.from({ length: 5 }, () => call(RECENT))];
    const made = Math.floor(RECENT.getTime() / 1_000);
    const records = calls.map((record, index) => ({
      ...record,
      _id: new mongo.ObjectId(mongo.ObjectId.generate(made)),
      instance,
      seq: index + 1,
    }));
    await collection().insertMany(chained ? chainedLog(records, KEY).map(recordOf) : records);
    return records.map(({ _id }) => _id);
  }

  async function retain(...rules: RetentionRule[]): Promise<void> {
    await new RetentionRun(store, planRetention(rules), { pause: async () => undefined }).complete();
  }

  async function erase(userId: number, mode: 'delete' | 'pseudonym'): Promise<void> {
    await new SubjectDataService(store, new ExportService()).erase(userId, { mode, dryRun: false });
  }

  async function verdict(): Promise<number> {
    const [database, from, to, json] = [dbName, undefined, undefined, undefined];
    const command = { uri, database, collection: undefined, from, to, json, key: KEY };
    return (await verify(command, () => {})).exitCode;
  }

  const forge = (seq: number, fields: object) => collection().updateOne({ _id: ids[seq - 1]! }, { $set: fields });

  it.each<[string, () => Promise<unknown>]>([
    ['a record that is old, by a rule', () => retain({ keep: '30d' })],
    ['records of a person, by an erasure', () => erase(7, 'delete')],
    ['names of a person, by an erasure', () => erase(7, 'pseudonym')],
    ['bodies, by a rule', () => retain({ bodiesFor: '1h' })],
    [
      'records of a process without a chain',
      async () => {
        await collection().deleteMany({});
        await stored({ chained: false });
        await retain({ keep: '30d' });
      },
    ],
  ])('is explained for %s', async (_, remove) => {
    await remove();
    expect(await verdict()).toBe(0);
  });

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'a record that was given an old time, by a rule',
      () => forge(4, { created_time: OLD }),
      () => retain({ keep: '30d' }),
    ],
    ['a record that was given the user of an erasure', () => forge(4, { user_id: 8 }), () => erase(8, 'delete')],
    [
      'a record whose number was given to another one, by a rule',
      async () => {
        const { instance } = (await collection().findOne({ _id: ids[3]! }))!;
        await collection().deleteOne({ _id: ids[3]! });
        await collection().insertOne({ ...call(OLD), instance, seq: 4 });
      },
      () => retain({ keep: '30d' }),
    ],
    [
      'a record that was changed before a rule removed its bodies',
      () => forge(4, { status_code: 500 }),
      () => retain({ bodiesFor: '1h' }),
    ],
    [
      'a record that was changed before an erasure took its names',
      () => forge(4, { status_code: 500 }),
      () => erase(7, 'pseudonym'),
    ],
    [
      'a record that pretends to be linked with an earlier key',
      async () => {
        const { chain } = (await collection().findOne({ _id: ids[3]! }))!;
        const link = Buffer.from((chain as mongo.Binary).buffer);
        link.fill(9, 1, 5);
        await forge(4, { status_code: 500, chain: new mongo.Binary(link) });
      },
      () => erase(7, 'pseudonym'),
    ],
  ])('is not vouched for: %s', async (_, launder, remove) => {
    await launder();
    await remove();
    expect(await verdict()).toBe(1);
  });
});
