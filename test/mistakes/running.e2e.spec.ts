import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { createConnection } from 'mongoose';
import { afterEach, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../../libs/activity-tracker/test/mongodb.js';
import { OrdersController } from '../support/orders.controller.js';
import { PLATFORMS, type Setting, tracked, type TrackedApp } from '../support/tracked-app.js';

const VIEW = 'activity_tracker.view_activity_log';
const ADMIN = { as: 1, claims: { permissions: [VIEW] } };
const NO_STORE = { storage: { store: undefined }, database: false, signal: true } as unknown as ActivityTrackerOptions;

describe.each(PLATFORMS)('a mistake that shows in a running application, on %s', (platform) => {
  let app: TrackedApp | undefined;
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  const boot = async (options: ActivityTrackerOptions & { prefix?: string } = {}, setting: Setting = {}) =>
    (app = await tracked(platform, { controllers: [OrdersController], ...setting, options }));
  const lines = () => app!.transcript.lines;

  describe('is told in the log:', () => {
    it.each<[title: string, options: object, call: Parameters<TrackedApp['get']>[1], message: string]>([
      [
        'a claim permissions that is a text',
        {},
        { as: 1, claims: { permissions: VIEW } },
        `The permission "${VIEW}" was refused: the claim "permissions" is a string: must be an array of strings. Sign it as an array, use the claim "scope" for a text of words, or set history.hasPermission. (logged once)`,
      ],
      [
        'a claim scope that is a list',
        {},
        { as: 1, claims: { scope: [VIEW] } },
        `The permission "${VIEW}" was refused: the claim "scope" is an array: must be a text of words. Sign it as one, use the claim "permissions" for an array, or set history.hasPermission. (logged once)`,
      ],
      [
        'a resolveUser that gives no payload to hold permissions',
        { resolveUser: () => 1 },
        {},
        `The permission "${VIEW}" was refused: resolveUser returned an id without a payload: permissions are read from the payload. Return { id, payload: { permissions: […] } }, or set history.hasPermission. (logged once)`,
      ],
      [
        'a hasPermission that returns an object',
        { history: { hasPermission: () => ({ allowed: true }) } },
        { as: 1 },
        `The permission "${VIEW}" was refused: history.hasPermission returned an object: must be true or false, or a promise of one. Return true if the user holds the permission. (logged once)`,
      ],
    ])('%s', async (_title, options, call, message) => {
      const running = await boot(options);
      for (const _ of [1, 2]) expect((await running.get('/activity-logs/admin-history', call)).status).toBe(403);
      expect(lines().filter((line) => line.includes('was refused'))).toEqual([message]);
    });

    it('nothing to record', async () => {
      await boot({ database: false });
      expect(lines()).toContain(
        'Neither database nor signal is true, so nothing is recorded. Set database: true to store activity, signal: true to emit it.',
      );
      expect(lines().filter((line) => line.startsWith('Recording '))).toEqual([]);
    });

    it('a check of the store at boot that does not take place', async () => {
      await boot({ database: false, signal: true, storage: { refuseBoot: 'unreachable' } });
      expect(lines()).toContain(
        "storage.refuseBoot is 'unreachable', but database is false: the boot does not check the store. Set database: true, or leave storage.refuseBoot out.",
      );
    });
  });

  describe('without a store the answer is 404 with the way to get one:', () => {
    it.each([
      '/activity-logs/user-history',
      '/activity-logs/admin-history',
      '/activity-logs/admin/api/records',
      '/activity-logs/admin/api/overview',
      '/activity-logs/admin/api/audit',
    ])('%s', async (path) => {
      const running = await boot(NO_STORE);
      const response = await running.get(path, {
        as: 1,
        claims: { permissions: [VIEW, 'activity_tracker.audit_activity_log'] },
      });
      expect({ status: response.status, ...((await response.json()) as object) }).toMatchObject({
        status: 404,
        message:
          'No store is configured, so no activity is stored. Set database: true in ActivityTrackerModule.forRoot(), and mongo: { uri, dbName } or storage: { store }.',
      });
    });

    it('and health names it as the reason', async () => {
      const health: unknown = await (await (await boot(NO_STORE)).get('/activity-logs/admin/api/health', ADMIN)).json();
      expect(health).toMatchObject({
        store: { reachable: false, down: expect.stringContaining('No store is configured') },
      });
    });
  });

  describe('the boot line says what is recorded, where to, and where the panel is:', () => {
    const api = (nest: { setGlobalPrefix: (prefix: string, options?: object) => void }) => nest.setGlobalPrefix('api');
    const excluded = (nest: { setGlobalPrefix: (prefix: string, options?: object) => void }) =>
      nest.setGlobalPrefix('api', { exclude: ['activity-logs/{*rest}'] });
    it.each<[options: object, setting: Setting, message: string]>([
      [{}, {}, 'Recording requests of signed-in users to InMemoryActivityStore; panel at /activity-logs/admin.'],
      [{ prefix: 'internal/audit' }, { configure: api }, 'Recording requests of signed-in users to InMemoryActivityStore; panel at /api/internal/audit/admin.'],
      [{}, { configure: excluded }, 'Recording requests of signed-in users to InMemoryActivityStore; panel at /activity-logs/admin.'],
      [{ capture: { trackAnonymous: true }, signal: true }, {}, 'Recording all requests to InMemoryActivityStore and the event activity.logged; panel at /activity-logs/admin.'],
      [{ admin: { enabled: false } }, {}, 'Recording requests of signed-in users to InMemoryActivityStore.'],
      [NO_STORE, {}, 'Recording requests of signed-in users to the event activity.logged.'],
      [
        { mongo: { uri: 'mongodb://ann:hunter22@127.0.0.1:1/my_app?serverSelectionTimeoutMS=100' } },
        {},
        'Recording requests of signed-in users to MongoDB my_app.activity_logs; panel at /activity-logs/admin.',
      ],
    ])('%o', async (options, setting, message) => {
      const running = await boot(options, setting);
      expect(lines().filter((line) => line.startsWith('Recording '))).toEqual([message]);
      const path = /panel at (\S+)\./.exec(message)?.[1];
      if (path) expect((await running.get(path)).status).toBe(302);
    }); // prettier-ignore
  });

  it.each<[mongo: object, lines: string[]]>([
    [{ uri: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100' }, ['mongo.uri names no database, so records are in "test", the default of MongoDB. Give mongo.dbName.']],
    [{ uri: 'mongodb://127.0.0.1:1/my_app?serverSelectionTimeoutMS=100' }, []],
    [{ uri: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100', dbName: 'my_app' }, []],
  ])('warns at boot about a database that has no name: %o', async (mongo, expected) => {
    await boot({ mongo });
    expect(lines().filter((line) => line.startsWith('mongo.uri '))).toEqual(expected);
  }); // prettier-ignore

  describeWithMongo('at the store', (mongodb) => {
    const errors = async (uri: string, options: object = {}): Promise<string[]> => {
      const running = await boot({ mongo: { uri, dbName: 'nowhere' }, ...options });
      await running.get('/orders', { as: 1 });
      await running.tracker.flush();
      return lines().filter((line) => line.includes('The activity store refuses to store'));
    };
    const withOption = (option: string): string =>
      `${mongodb}${mongodb.includes('?') ? '&' : new URL(mongodb).pathname === '' ? '/?' : '?'}${option}`;

    it('a certificate file that does not exist is an error with a remedy, not an outage', async () => {
      expect(await errors(withOption('tls=true&tlsCAFile=/nowhere/ca.pem'))).toEqual([
        expect.stringContaining(
          "open '/nowhere/ca.pem'. Correct the path of the certificate or key file in mongo.uri (tlsCAFile, tlsCertificateKeyFile).",
        ),
      ]);
    });

    it('a replica set of another name is an error with a remedy, not an outage', async () => {
      expect(await errors(withOption('replicaSet=nope&serverSelectionTimeoutMS=300'))).toEqual([
        expect.stringContaining(
          'No server of mongo.uri belongs to the replica set "nope". Correct replicaSet in mongo.uri, or remove it.',
        ),
      ]);
    });

    it('a TTL index of ours that still deletes while retention is off is warned of, with the way out', async () => {
      const { uri, dbName } = freshDatabase();
      const connection = await createConnection(uri, { dbName }).asPromise();
      try {
        await (await boot({ mongo: { uri, dbName }, storage: { retentionDays: 30 } })).tracker.flush();
        await expect
          .poll(async () => (await connection.collection('activity_logs').indexes()).map(({ name }) => name))
          .toContain('activity_retention');
        await app!.close();
        await boot({ mongo: { uri, dbName } });
        await expect
          .poll(lines)
          .toContain(
            'Index "activity_retention" of "activity_logs" still deletes records after 30 days, though storage.retentionDays is not set. Set it, or drop the index.',
          );
      } finally {
        await connection.dropDatabase();
        await connection.close();
      }
    });
  });
});
