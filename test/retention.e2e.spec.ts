import type { MongoMemoryServer } from 'mongodb-memory-server-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOwnMongod } from '../libs/activity-tracker/test/own-mongod.js';
import { tracked } from './support/tracked-app.js';

const DAY_MS = 86_400_000;

describe('a MongoDB with a TTL monitor interval of one second', () => {
  let mongod: MongoMemoryServer | undefined;
  beforeAll(async () => {
    mongod = await startOwnMongod({ args: ['--setParameter', 'ttlMonitorSleepSecs=1'] });
  });
  afterAll(() => mongod?.stop({ doCleanup: true, force: true }));

  it('deletes only records older than storage.retentionDays', async ({ skip }) => {
    if (!mongod) return skip('no mongod can be had here');
    const app = await tracked('express', {
      options: { mongo: { uri: mongod.getUri(), dbName: 'retention' }, storage: { retentionDays: 30 } },
    });
    const ages = { fresh: 0, kept: 29.9, expired: 30.1, ancient: 4_000 };
    for (const [event, days] of Object.entries(ages))
      app.tracker.track({ event, at: new Date(Date.now() - days * DAY_MS) });
    // An invalid date would be stored as 1970 and expire immediately.
    app.tracker.track({ event: 'at an invalid time', at: new Date(Number.NaN) });
    await app.tracker.flush();
    expect(app.tracker.stats()).toMatchObject({ stored: 5 });
    await expect
      .poll(async () => (await app.records()).map(({ url_name }) => url_name).toSorted(), { timeout: 45_000 })
      .toEqual(['at an invalid time', 'fresh', 'kept']);
    await app.close();
  }, 180_000);
});
