import { Types } from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import { freshDatabase } from '../../../test/mongodb.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { startedRecord } from '../../sequence/life-records.js';
import { run } from '../run.js';

it.each([
  [['--uri', 'mongodb://localhost', '--from', 'yesterday'], 2, '--from must be a date or an ISO instant'],
  [['--uri', 'mongodb://localhost', '--to', 'soon'], 2, '--to must be a date or an ISO instant'],
  [['--uri', 'localhost'], 2, 'mongo'],
  [['--uri', 'mongodb://localhost'], 2, 'verify needs a database, and the connection string names none.'],
  [[], 2, 'verify needs --uri'],
  [['--since', '1d'], 2, "Unknown option '--since'"],
  [['extra', '--uri', 'mongodb://localhost'], 2, 'no positional arguments (got "extra")'],
] as const)('verify reports the problem with %j', async (args, code, message) => {
  const { exitCode, error } = await run(['verify', ...args], undefined, {});
  expect(exitCode).toBe(code);
  expect(error).toContain(message);
});

describeWithMongo('npx activity-tracker verify', (uri) => {
  let dbName: string;
  let store: MongoActivityStore;
  beforeEach(() => {
    ({ dbName } = freshDatabase());
    store = new MongoActivityStore({ uri, dbName, collectionName: 'activity_logs', warn: () => undefined });
  });
  afterEach(() => store.close());
  const verify = (...args: string[]) => run(['verify', '--uri', uri, '--db', dbName, ...args], undefined, {});
  const instance = Types.ObjectId.createFromTime(Date.UTC(2026, 4, 1) / 1_000);
  const numbered = (seq: number, more: object = {}) => activity({ instance, seq, ...more });
  const started = (name: string | null) =>
    numbered(1, { ...startedRecord({ version: '1', node: 'v22', pid: 1, name }), created_time: new Date() });

  it('does not call a log whole whose records carry no numbers', async () => {
    await store.insert([activity(), activity()]);
    const { exitCode, error } = await verify();
    expect(exitCode).toBe(2);
    expect(error).toContain('None of the 2 records');
  });

  it('names the process that lacks records, and when it began', async () => {
    const old = (record: ActivityLog) => ({
      ...record,
      _id: new Types.ObjectId(Types.ObjectId.generate(Date.UTC(2026, 4, 1) / 1_000)),
    });
    await store.insert([started('pod-7'), numbered(2), numbered(4)].map(old));
    const { output, exitCode } = await verify();
    expect(output).toContain(`${String(instance)} (pod-7, began 2026-05-01T00:00:00Z) lacks 1 record, and nothing`);
    expect(output).toContain('1 process without a record of the end');
    expect(exitCode).toBe(1);
  });

  it('does not take records for missing that a running process may be about to store', async () => {
    await store.insert([started('pod-7'), numbered(2), numbered(4)]);
    const { output, exitCode } = await verify();
    expect(output).toMatch(/NOTE {4}.* has not stored 1 record of the last minutes yet: seq 3\./);
    expect(output).toContain('The log is whole.');
    expect(exitCode).toBe(0);
  });

  it('takes a day at the end of a span as a whole', async () => {
    await store.insert([started(null), numbered(2)]);
    const today = new Date().toISOString().slice(0, 10);
    expect(await verify('--from', today, '--to', today)).toMatchObject({ exitCode: 0, error: '' });
  });
});
