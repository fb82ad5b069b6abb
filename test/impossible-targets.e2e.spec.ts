import { MongooseModule } from '@nestjs/mongoose';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { createConnection } from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { type MongodWithUsers, PASSWORD, startMongodWithUsers } from './support/mongod-with-users.js';
import { freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { OrdersController } from './support/orders.controller.js';
import { PLATFORMS, type Setting, tracked, type TrackedApp } from './support/tracked-app.js';

const ADMIN = { as: 1, claims: { permissions: ['activity_tracker.view_activity_log'] } };
const NOWHERE = 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200';

describe.each(PLATFORMS)('a target that cannot be right, on %s', (platform) => {
  let app: TrackedApp | undefined;
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  const boot = async (mongo: ActivityTrackerOptions['mongo'], setting: Setting = {}) => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      ...setting,
      options: { mongo, buffer: { maxSize: 5, interval: 0.1 }, ...setting.options },
    });
    return app;
  };

  it.each<[string, ActivityTrackerOptions['mongo'], RegExp]>([
    [
      'a malformed URI',
      { uri: `mongodb://ann:${PASSWORD}@127.0.0.1:port` },
      /mongo\.uri is \(not shown\).*driver.*Correct it/,
    ],
    [
      'a database that differs only by case',
      { uri: 'mongodb://127.0.0.1/Shop', dbName: 'shop' },
      /mongo\.dbName is "shop".*"Shop".*Use the same spelling/,
    ],
    [
      'a connection that does not exist',
      { connectionName: 'main' },
      /mongo\.connectionName is "main".*Import MongooseModule/,
    ],
  ])('%s refuses the boot', async (_, mongo, message) => {
    await expect(boot(mongo)).rejects.toThrow(message);
  });

  it("under refuseBoot 'unreachable' a store that does not answer refuses the boot", async () => {
    const options = { storage: { refuseBoot: 'unreachable' as const } };
    await expect(boot({ uri: NOWHERE, dbName: 'x' }, { options })).rejects.toThrow('ECONNREFUSED');
  });

  it("under refuseBoot 'misconfigured' it does not", async () => {
    const running = await boot(
      { uri: NOWHERE, dbName: 'x' },
      { options: { storage: { refuseBoot: 'misconfigured' } } },
    );
    expect((await running.get('/orders', { as: 1 })).status).toBe(200);
  });

  describeWithMongo('with a MongoDB', () => {
    it('a connection of another name is proposed', async () => {
      const { uri, dbName } = freshDatabase();
      const imports = [MongooseModule.forRoot(uri, { dbName, connectionName: 'main' })];
      await expect(boot({ connectionName: 'mian' }, { imports })).rejects.toThrow('Did you mean "main"?');
    });

    it.each<[string, object]>([
      ['a view', { viewOn: 'elsewhere', pipeline: [] }],
      ['a time-series collection', { timeseries: { timeField: 'created_time' } }],
      ['capped', { capped: true, size: 10_000 }],
      ['a collection with a default collation', { collation: { locale: 'en', strength: 2 } }],
    ])(
      '%s is an error with a remedy, down in health and its own cause; refuseBoot ends the boot',
      async (what, options) => {
        const { uri, dbName } = freshDatabase();
        const connection = await createConnection(uri, { dbName }).asPromise();
        try {
          await connection.createCollection('activity_logs', options);
          const running = await boot({ uri, dbName });
          expect((await running.get('/orders', { as: 1 })).status).toBe(200);
          await running.tracker.flush();
          const { misconfigured, retries, waiting, down } = running.tracker.stats();
          expect({ retries, waiting, cause: down?.cause }).toEqual({ retries: 0, waiting: 1, cause: 'misconfigured' });
          expect(misconfigured).toBeGreaterThan(0);
          const errors = running.transcript.lines.filter((line) =>
            line.includes('The activity store refuses to store'),
          );
          expect(errors).toEqual([expect.stringMatching(new RegExp(`is ${what}.*Set mongo.collectionName`, 's'))]);
          const health = (await (await running.get('/activity-logs/admin/api/health', ADMIN)).json()) as object;
          expect(health).toMatchObject({
            store: { reachable: false, down: expect.stringContaining(what) },
            buffer: { down: { cause: 'misconfigured' } },
          });
          const refuse = { options: { storage: { refuseBoot: 'misconfigured' as const } } };
          await running.close();
          app = undefined;
          await expect(boot({ uri, dbName }, refuse)).rejects.toThrow(what);
        } finally {
          await connection.dropDatabase();
          await connection.close();
        }
      },
    );

    it('a database whose name exists in other letters is an error; refuseBoot ends the boot', async () => {
      const { uri, dbName } = freshDatabase();
      const connection = await createConnection(uri, { dbName }).asPromise();
      try {
        await connection.createCollection('orders');
        const mongo = { uri, dbName: dbName.toUpperCase() };
        const message = `"${dbName}" exists, and MongoDB rejects names that differ only by case. Spell mongo.dbName`;
        const running = await boot(mongo);
        expect((await running.get('/orders', { as: 1 })).status).toBe(200);
        await running.tracker.flush();
        const { misconfigured, waiting } = running.tracker.stats();
        expect({ misconfigured: misconfigured > 0, waiting }).toEqual({ misconfigured: true, waiting: 1 });
        const lines = running.transcript.lines.filter((line) => line.includes('differ'));
        expect(lines).toEqual([expect.stringContaining(message)]);
        await running.close();
        app = undefined;
        await expect(boot(mongo, { options: { storage: { refuseBoot: 'misconfigured' } } })).rejects.toThrow(message);
      } finally {
        await connection.dropDatabase();
        await connection.close();
      }
    });

    it.each([
      ['compressors=snappy', 'Install that module, or remove the setting from mongo.uri.'],
      ['loadBalanced=true', 'Remove the setting from mongo.uri, or connect to a server that supports it.'],
    ])('%s in mongo.uri is an error with a remedy, and no outage', async (setting, remedy) => {
      const { uri, dbName } = freshDatabase();
      const running = await boot({ uri: `${uri.endsWith('/') ? uri : `${uri}/`}?${setting}`, dbName });
      expect((await running.get('/orders', { as: 1 })).status).toBe(200);
      await running.tracker.flush();
      const { retries, waiting, down } = running.tracker.stats();
      expect({ retries, waiting, cause: down?.cause }).toEqual({ retries: 0, waiting: 1, cause: 'misconfigured' });
      const lines = running.transcript.lines.filter((line) => line.includes('The activity store refuses to store'));
      expect(lines).toEqual([expect.stringContaining(remedy)]);
    });

    it.each<[string, string, string, RegExp]>([
      [
        'a name that another tracker keeps its audit trail under',
        'activity_logs',
        'activity_logs_audit',
        /is "activity_logs_audit", a collection of the tracker whose records are in "activity_logs" .*Set mongo.collectionName to/,
      ],
      [
        'a name whose marks would be the records of another',
        'activity_logs_rollup_marks',
        'activity_logs',
        /is "activity_logs", and this tracker needs "activity_logs_rollup_marks" for itself, .*of the other tracker to/,
      ],
    ])('%s is refused, in one process and by what is stored', async (_, first, second, message) => {
      const { uri, dbName } = freshDatabase();
      const connection = await createConnection(uri, { dbName }).asPromise();
      const refuse = { options: { storage: { refuseBoot: 'misconfigured' as const } } };
      let other: TrackedApp | undefined;
      try {
        other = await boot({ uri, dbName, collectionName: first });
        app = undefined;
        // A store opens after the boot; the one that opens first keeps its name.
        expect((await other.get('/activity-logs/admin/api/records', ADMIN)).status).toBe(200);
        await expect(boot({ uri, dbName, collectionName: second }, refuse)).rejects.toThrow(message);
        expect((await other.get('/orders', { as: 1 })).status).toBe(200);
        expect((await other.get('/activity-logs/admin/api/records', ADMIN)).status).toBe(200);
        expect(await other.records()).toHaveLength(1);
        await other.close();
        other = undefined;
        await expect(boot({ uri, dbName, collectionName: second }, refuse)).rejects.toThrow(message);
        const running = await boot({ uri, dbName, collectionName: first }, refuse);
        expect(await running.records()).toHaveLength(1);
      } finally {
        await other?.close();
        await connection.dropDatabase();
        await connection.close();
      }
    });

    describe('with users', () => {
      let mongod: MongodWithUsers | undefined;
      beforeAll(async () => {
        mongod = await startMongodWithUsers();
      });
      afterAll(() => mongod?.stop());

      it('a wrong password is an error with a remedy, and is in no message', async ({ skip }) => {
        if (!mongod) return skip('no mongod can be had here');
        const uri = (await mongod.addUser(`writer_${platform}`, 'shop', ['insert'])).replace(PASSWORD, 'wr0ng-Pa55');
        const running = await boot({ uri, dbName: 'shop' });
        expect((await running.get('/orders', { as: 1 })).status).toBe(200);
        await running.tracker.flush();
        expect(running.tracker.stats()).toMatchObject({ waiting: 1, retries: 0, down: { cause: 'misconfigured' } });
        const errors = running.transcript.lines.filter((line) => line.includes('The activity store refuses to store'));
        expect(errors).toEqual([expect.stringContaining('Correct user, password and authSource.')]);
        expect(running.transcript.lines.join('\n')).not.toContain('wr0ng-Pa55');
        await running.close();
        app = undefined;
        const refuse = { options: { storage: { refuseBoot: 'misconfigured' as const } } };
        await expect(boot({ uri, dbName: 'shop' }, refuse)).rejects.toThrow('Correct user, password and authSource.');
      });
    });
  });
});
