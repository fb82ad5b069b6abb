import { createConnection } from 'mongoose';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { type MongodWithUsers, PASSWORD, startMongodWithUsers } from './support/mongod-with-users.js';
import { EVERY_PERMISSION } from './support/permissions.js';
import { OrdersController } from './support/orders.controller.js';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

const READERS = ['/user-history', '/user-history?cursor=', '/admin-history', '/admin/api/records', '/admin/api/facets'];
const ADMIN = { as: 1, claims: { permissions: EVERY_PERMISSION } };

describeWithMongo('a MongoDB that grants the tracker less than it wants', () => {
  let mongod: MongodWithUsers | undefined;
  let app: TrackedApp | undefined;
  beforeAll(async () => {
    mongod = await startMongodWithUsers();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(() => mongod?.stop());

  const start = async (platform: (typeof PLATFORMS)[number], uri: string, dbName: string) => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      options: { mongo: { uri, dbName }, buffer: { interval: 0.1, maxSize: 5 } },
    });
    return app;
  };
  const stored = async (dbName: string) => {
    const root = await createConnection(mongod!.uri, { dbName }).asPromise();
    try {
      return await root.collection('activity_logs').countDocuments();
    } finally {
      await root.close();
    }
  };
  const saying = (words: string) => app!.transcript.lines.filter((line) => line.includes(words));

  it.for(PLATFORMS)(
    'the right to insert and no other: %s records; who reads gets 503, the log says why',
    async (platform, { skip }) => {
      if (!mongod) return skip('no mongod can be had here');
      const dbName = `writer_${platform}`;
      const running = await start(platform, await mongod.addUser('writer', dbName, ['insert']), dbName);
      for (let user = 0; user < 12; user++) expect((await running.get('/orders', { as: user })).status).toBe(200);
      await running.tracker.flush();
      expect(await stored(dbName)).toBe(12);
      expect(running.tracker.stats()).toMatchObject({ accepted: 12, stored: 12, failed: 0, rejected: 0 });

      for (const path of READERS) {
        const answer = await running.get(`/activity-logs${path}`, ADMIN);
        expect([path, answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
          path,
          503,
          'The activity history is unavailable. Try again later.',
        ]);
      }
      expect(saying('Missing privilege to read "activity_logs"')).toEqual([
        expect.stringContaining('Grant the action "find"'),
      ]);
      expect(running.transcript.lines.join('\n')).not.toContain(PASSWORD);

      await mongod.allow('writer', dbName, ['insert', 'find']);
      expect(await (await running.get('/activity-logs/admin-history', ADMIN)).json()).toMatchObject({ count: 12 });
    },
  );

  it.for(PLATFORMS)(
    'no right to insert: %s serves, keeps what waits, and stores it once it may',
    async (platform, { skip }) => {
      if (!mongod) return skip('no mongod can be had here');
      const dbName = `reader_${platform}`;
      const running = await start(platform, await mongod.addUser('reader', dbName, ['find']), dbName);
      for (let user = 0; user < 12; user++) expect((await running.get('/orders', { as: user })).status).toBe(200);
      await running.tracker.flush();
      expect(running.tracker.stats()).toMatchObject({ accepted: 12, waiting: 12, stored: 0, storeAway: true });
      expect(running.tracker.stats()).toMatchObject({ retries: 0, down: { cause: 'misconfigured' } });
      expect(running.tracker.stats().misconfigured).toBeGreaterThan(0);
      expect(saying('The activity store refuses to store')).toEqual([
        expect.stringMatching(/not authorized.*Grant the action "insert"/),
      ]);
      expect(running.transcript.lines.join('\n')).not.toContain(PASSWORD);

      await mongod.allow('reader', dbName, ['find', 'insert']);
      await running.tracker.flush();
      expect(running.tracker.stats()).toMatchObject({ waiting: 0, stored: 12, storeAway: false });
      expect(await stored(dbName)).toBe(12);
    },
  );
});
