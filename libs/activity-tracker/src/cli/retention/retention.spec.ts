import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import { freshDatabase } from '../../../test/mongodb.js';
import type { ActivityTrackerOptions } from '../../activity-tracker.options.js';
import { DAY_MS } from '../../common/time.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { retention } from './retention.js';
import { run } from '../run.js';

describeWithMongo('npx activity-tracker retention', (uri) => {
  let store: MongoActivityStore;
  let options: ActivityTrackerOptions;

  beforeEach(async () => {
    const { dbName } = freshDatabase();
    store = new MongoActivityStore({ uri, dbName, collectionName: 'activity_logs', warn: () => undefined });
    options = {
      database: true,
      mongo: { uri, dbName },
      storage: { retention: [{ when: 'status:2xx', keep: '30d' }, { bodiesFor: '7d' }] },
    };
    const aged = (days: number, status_code = 200) =>
      activity({ created_time: new Date(Date.now() - days * DAY_MS), status_code });
    await store.insert([aged(40), aged(40), aged(40, 500), aged(8), aged(1)]);
    await store.holds.place({ user_id: 9, reason: 'case', until: null, placed_by: 1, placed_at: new Date() });
  });
  afterEach(() => store.close());

  const command = (isDryRun: boolean, json?: boolean, given = options) =>
    retention(given, { isDryRun, json }, () => undefined);

  it('says what would be deleted, and deletes nothing, with --dry-run', async () => {
    expect(await command(true)).toBe(
      'storage.retention[0]  status:2xx: keep 30d\n' +
        '  would delete 2 records\n' +
        'storage.retention[1]  every record: bodies for 7d\n' +
        '  would remove the bodies of 2 records\n' +
        'Nothing was removed. No pass has ended yet.\n',
    );
    expect(JSON.parse(await command(true, true))).toMatchObject({ rules: [{ records: 2 }, { bodies: 2 }], last: null });
    expect(await store.count({}, 10)).toBe(5);
  });

  it('removes without it', async () => {
    expect(await command(false)).toContain('2 records removed');
    expect(await store.count({}, 10)).toBe(3);
    expect(await command(true)).toMatch(/The last pass ended at \d{4}-/);
  });

  it('refuses to work at the same time as another process', async () => {
    await store.retention.acquire();
    await expect(command(false)).rejects.toThrow('another process removes records at the moment');
    expect(await store.count({}, 10)).toBe(5);
  });

  it.each<[string, ActivityTrackerOptions, string]>([
    ['without rules', { storage: {} }, 'the options have no storage.retention'],
    ['with a shared connection', { mongo: { connectionName: 'default' } }, 'retention needs a MongoDB: --uri'],
    ['with a wrong rule', { storage: { retention: [{ keep: 'long' }] } }, 'storage.retention[0].keep is "long"'],
  ])('is refused %s', async (_case, given, message) => {
    await expect(command(true, false, { ...options, ...given })).rejects.toThrow(message);
  });

  it('needs the application, whose rules it reads', async () => {
    expect(await run(['retention'])).toMatchObject({ exitCode: 1, error: expect.stringContaining('needs the path') });
  });
});
