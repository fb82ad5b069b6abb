import { mongo, Types } from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SECRET, foreignDocuments } from '../../../../../test/fixtures/foreign-documents.js';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import { freshDatabase } from '../../../test/mongodb.js';
import type { ActivityTrackerOptions } from '../../activity-tracker.options.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { run } from '../run.js';
import { ForeignRecords } from './foreign-records.js';
import { maskExisting } from './mask-existing.js';

const FILTERED = '***FILTERED***';
const LOG = 'activity_logs';

describeWithMongo('npx activity-tracker mask-existing', (uri) => {
  let store: MongoActivityStore;
  let client: mongo.MongoClient;
  let log: mongo.Collection<Record<string, unknown>>;
  let options: ActivityTrackerOptions;

  beforeEach(async () => {
    const { dbName } = freshDatabase();
    options = { database: true, mongo: { uri, dbName } };
    store = new MongoActivityStore({ uri, dbName, collectionName: LOG, warn: () => undefined });
    client = await mongo.MongoClient.connect(uri);
    log = client.db(dbName).collection(LOG);
  });
  afterEach(async () => {
    await log.drop().catch(() => undefined);
    await client.close();
    await store.close();
  });

  const lines: string[] = [];
  const mask = async (given: { isDryRun?: boolean; from?: string; to?: string; after?: string } = {}) => {
    const command = { isDryRun: false, from: undefined, to: undefined, after: undefined, json: true, ...given };
    const { exitCode = 0, output } = await maskExisting(options, command, (line) => lines.push(line));
    return { exitCode, ...(JSON.parse(output) as Record<string, unknown>) };
  };
  /** Bytes of all documents, in the order of their ids. */
  const stored = () => log.find({}, { raw: true, sort: { _id: 1 } }).toArray() as unknown as Promise<Uint8Array[]>;
  const exposed = (fields: Record<string, unknown> = {}) => ({
    _id: new Types.ObjectId(),
    user_id: 7,
    created_time: new Date('2024-05-06T10:00:00Z'),
    headers: { AUTHORIZATION: `Bearer ${SECRET}`, USER_AGENT: 'Firefox' },
    ...fields,
  });

  it('masks documents of every kind, changes no other, and nothing a second time', async () => {
    await log.insertMany(foreignDocuments());
    const before = await stored();
    const dry = await mask({ isDryRun: true });
    expect(dry).toEqual({
      exitCode: 0,
      dry_run: true,
      read: before.length,
      masked: 1,
      fields: { headers: 1, api: 1, body: 1, response: 1 },
      held: 0,
      left: 0,
      left_ids: [],
    });
    expect(await stored()).toEqual(before);

    expect(await mask()).toEqual({ ...dry, dry_run: false });
    const after = await stored();
    const changed = after.filter((bytes, index) => !Buffer.from(bytes).equals(Buffer.from(before[index]!)));
    expect(changed.map((bytes) => mongo.BSON.deserialize(bytes, { promoteValues: false }))).toMatchObject([
      {
        headers: { AUTHORIZATION: FILTERED, COOKIE: FILTERED },
        body: `{"note": "kept", "password": "${FILTERED}"}`,
        response: { access: FILTERED, total: new mongo.Decimal128('7.50') },
      },
    ]);
    expect(Buffer.concat(after.map((bytes) => Buffer.from(bytes))).includes(SECRET)).toBe(false);
    expect(await mask()).toMatchObject({ read: before.length, masked: 0, left: 0 });
  });

  it('keeps numbers as they are typed', async () => {
    const response = { token: SECRET, int: new mongo.Int32(1), long: new mongo.Long('5'), double: new mongo.Double(2) };
    await log.insertOne(exposed({ response }));
    await mask();
    const found = await log.findOne({}, { promoteValues: false });
    expect(found!['response']).toEqual({ ...response, token: FILTERED });
  });

  it('passes more records than it reads at once, of ids of every type', async () => {
    const ids = Array.from({ length: 1_100 }, (_, index) => [index, `text ${index}`, new Types.ObjectId()][index % 3]);
    await log.insertMany(ids.map((_id) => exposed({ _id })));
    expect(await mask()).toMatchObject({ read: 1_100, masked: 1_100 });
    expect(await log.countDocuments({ 'headers.AUTHORIZATION': FILTERED })).toBe(1_100);
  });

  it('never touches records of the tracker, nor any under a chain', async () => {
    await store.insert([activity({ headers: { authorization: SECRET } })]);
    await log.insertMany([
      exposed({ chain: new mongo.Binary(Buffer.alloc(32)) }),
      exposed({ instance: new Types.ObjectId(), seq: 1 }),
    ]);
    const before = await stored();
    expect(await mask()).toMatchObject({ read: 0, masked: 0 });
    expect(await stored()).toEqual(before);
  });

  it('leaves records under a legal hold, and counts them', async () => {
    await log.insertMany([exposed(), exposed({ user_id: '7' }), exposed({ user_id: 8 })]);
    await store.holds.place({ user_id: 7, reason: 'case', until: null, placed_by: 1, placed_at: new Date() });
    expect(await mask()).toMatchObject({ exitCode: 0, masked: 1, held: 2 });
    expect(await log.countDocuments({ 'headers.AUTHORIZATION': FILTERED })).toBe(1);
  });

  it('keeps to a span', async () => {
    await log.insertMany(
      ['2024-05-05', '2024-05-06', '2024-05-07'].map((day) => exposed({ created_time: new Date(day) })),
    );
    expect(await mask({ from: '2024-05-06', to: '2024-05-06' })).toMatchObject({ read: 1, masked: 1 });
    await expect(mask({ from: 'yesterday' })).rejects.toThrow('--from must be a date');
  });

  it('leaves what it cannot mask in full, names it, and ends with 2', async () => {
    const large = exposed({ body: { text: '{"password":"hunter2-9Q7z"}'.repeat(400_000) } });
    await log.insertOne(large);
    const reordered = new Types.ObjectId();
    await log.insertOne({
      ...exposed({ _id: reordered }),
      response: new Map([
        ['b', '1'],
        ['1', SECRET],
      ]),
    });
    const before = Buffer.concat(await stored());
    const left_ids = [String(large._id), String(reordered)];
    expect(await mask()).toMatchObject({ exitCode: 2, masked: 0, left: 2, left_ids });
    // Not by the matcher, which takes minutes for so many bytes.
    expect(Buffer.concat(await stored()).equals(before)).toBe(true);
  });

  it('names the record that an interrupted run reached, and continues after it', async () => {
    const ids = Array.from({ length: 400 }, (_, index) => (index < 150 ? index : new Types.ObjectId()));
    await log.insertMany(ids.map((_id) => exposed({ _id })));
    const { rewrite } = ForeignRecords.prototype;
    const failingAfter = async (rounds: number, given: { after?: string } = {}) => {
      let round = 0;
      ForeignRecords.prototype.rewrite = function (rewrites) {
        return ++round > rounds ? Promise.reject(new Error('no primary')) : rewrite.call(this, rewrites);
      };
      const error = await mask(given).then(
        () => '',
        (thrown: Error) => thrown.message,
      );
      return /^no primary Records masked so far stay masked\. Run the command again with --after '(.+)' to continue\.$/.exec(
        error,
      )?.[1];
    };
    try {
      const first = await failingAfter(1);
      // The server sends 101 documents first.
      expect(first).toBe('{"$numberInt":"100"}');
      const second = await failingAfter(1, { after: first! });
      expect(second).toBe(String(ids[200]));
      expect(await failingAfter(0, { after: second! })).toBe(second);
      ForeignRecords.prototype.rewrite = rewrite;
      expect(await mask({ after: second! })).toMatchObject({ read: 199, masked: 199 });
    } finally {
      ForeignRecords.prototype.rewrite = rewrite;
    }
    expect(await log.countDocuments({ 'headers.AUTHORIZATION': FILTERED })).toBe(400);
    await expect(mask({ after: 'the last' })).rejects.toThrow('--after must be the id of a record');
  });

  it('masks a record that changes while it is rewritten, and loses no change', async () => {
    const { _id } = exposed();
    await log.insertOne(exposed({ _id }));
    const { rewrite } = ForeignRecords.prototype;
    let isFirst = true;
    ForeignRecords.prototype.rewrite = async function (rewrites) {
      if (isFirst) await log.updateOne({ _id }, { $set: { 'headers.LATER': 'kept' } });
      isFirst = false;
      return rewrite.call(this, rewrites);
    };
    try {
      expect(await mask()).toMatchObject({ masked: 1, left: 0 });
    } finally {
      ForeignRecords.prototype.rewrite = rewrite;
    }
    expect(await log.findOne({ _id })).toMatchObject({ headers: { AUTHORIZATION: FILTERED, LATER: 'kept' } });
  });

  it('leaves an entry with its end in the audit trail, none for a dry run', async () => {
    await log.insertOne(exposed());
    await mask({ isDryRun: true });
    expect(await store.audit.find({}, { limit: 9 })).toEqual([]);
    await mask({ from: '2024-05-01' });
    const [end, begin] = await store.audit.find({}, { limit: 9 });
    expect(begin).toMatchObject({
      action: 'mask',
      administrator_id: 'mask-existing',
      parameters: { from: '2024-05-01' },
    });
    expect(end).toMatchObject({ ends: begin!._id, records: 1, complete: true, outcome: { fields: { headers: 1 } } });
  });

  it('says what it did, and reports progress', async () => {
    await log.insertMany(Array.from({ length: 10_001 }, () => ({ user_id: 7, created_time: new Date(0), api: '/a' })));
    await log.insertOne(exposed());
    lines.length = 0;
    const command = { isDryRun: true, from: undefined, to: undefined, after: undefined, json: false };
    const { output } = await maskExisting(options, command, (line) => lines.push(line));
    expect(output).toMatch(
      /^10002 records of other writers in \S+\.activity_logs, 1 with secrets\.\n {2}headers: 1\nNothing/,
    );
    expect(lines).toEqual([
      expect.stringMatching(/^10,00\d records of other writers read, [01] with secrets, up to [0-9a-f]{24}$/),
    ]);
  });

  it('needs the application and a MongoDB that it can reach itself', async () => {
    expect(await run(['mask-existing'])).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining('needs the path'),
    });
    options = { ...options, mongo: { connectionName: 'default' } };
    await expect(mask()).rejects.toThrow('mask-existing needs a MongoDB: --uri');
  });
});
