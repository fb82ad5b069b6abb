import { readFileSync } from 'node:fs';
import { Controller, Post } from '@nestjs/common';
import { createConnection, Types } from 'mongoose';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import type { MaintainedStatistics } from 'nestjs-activity-tracker/store';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { planRetention } from '../libs/activity-tracker/src/retention/retention-plan.js';
import { RetentionRun, type RetentionStore } from '../libs/activity-tracker/src/retention/retention-run.js';
import { activity } from '../libs/activity-tracker/src/storage/port/example-activity.fixture.js';
import { run } from '../libs/activity-tracker/src/cli/run.js';
import { maskExisting } from '../libs/activity-tracker/src/cli/mask/mask-existing.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { type MongodWithUsers, PASSWORD, startMongodWithUsers } from './support/mongod-with-users.js';
import { EVERY_PERMISSION } from './support/permissions.js';
import { PLATFORMS, type PlatformName, tracked, type TrackedApp } from './support/tracked-app.js';

const DOCUMENT = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');
const API = '/activity-logs/admin/api';
const ADMIN = { as: 'root', claims: { permissions: EVERY_PERMISSION } };
const LOG = 'activity_logs';
const DAY_MS = 86_400_000;
const ROLES = {
  writer: 'activityWriter',
  reader: 'activityReader',
  eraser: 'activityEraser',
  verifier: 'activityVerifier',
} as const;
type Kind = keyof typeof ROLES;

@Controller('orders')
class OrdersController {
  @Post()
  create(): object {
    return { id: 1 };
  }
}

type Role = { role: string } & Record<string, unknown>;

function documentedRoles(dbName: string): Role[] {
  return Object.keys(ROLES).map((kind) => {
    const code = new RegExp(`\`\`\`js role=${kind}\\n([^]*?)\`\`\``).exec(DOCUMENT)?.[1];
    let created: Role | undefined;
    const db = { createRole: (role: Role) => (created = role) };
    // oxlint-disable-next-line typescript/no-implied-eval -- the commands are run as readers of the document run them
    new Function('db', code!.replaceAll('my_app', dbName))(db);
    return created!;
  });
}

describeWithMongo('the least rights of each kind of process', () => {
  let mongod: MongodWithUsers | undefined;
  let app: TrackedApp | undefined;
  const prepared = new Map<string, Promise<void>>();

  beforeAll(async () => {
    mongod = await startMongodWithUsers({ isReplicaSet: true });
  }, 180_000);
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(() => mongod?.stop());

  const prepare = async (dbName: string): Promise<void> => {
    for (const { role, ...rest } of documentedRoles(dbName)) await mongod!.run(dbName, { createRole: role, ...rest });
    for (const [kind, role] of Object.entries(ROLES))
      await mongod!.run(dbName, { createUser: kind, pwd: PASSWORD, roles: [role] });
  };
  const start = async (platform: PlatformName, dbName: string, kind: Kind, options: ActivityTrackerOptions = {}) => {
    if (!prepared.has(dbName)) prepared.set(dbName, prepare(dbName));
    await prepared.get(dbName);
    app = await tracked(platform, {
      controllers: [OrdersController],
      options: {
        mongo: { uri: mongod!.uriOf(kind, dbName), dbName },
        storage: { retentionDays: 30 },
        admin: { auditRetentionDays: 400, anomalies: true, describeUsers: () => [] },
        ...options,
      },
    });
    return app;
  };
  const asRoot = async <T>(
    dbName: string,
    work: (db: NonNullable<ReturnType<typeof createConnection>['db']>) => Promise<T>,
  ) => {
    const root = await createConnection(mongod!.uri).asPromise();
    try {
      return await work(root.useDb(dbName).db!);
    } finally {
      await root.close();
    }
  };
  const order = async (running: TrackedApp, as: number, json: unknown = {}) => {
    expect((await running.post('/orders', json, { as })).status).toBe(201);
    await running.tracker.flush();
  };
  /** Privileges of a user, independent of those that the application needs. */
  const mayRun = async (dbName: string, kind: Kind, command: Record<string, unknown>) => {
    const own = await createConnection(mongod!.uriOf(kind, dbName), { dbName }).asPromise();
    try {
      return await own.db!.command(command).then(
        () => true,
        (error: { code?: number }) => (error.code === 13 ? false : Promise.reject(error)),
      );
    } finally {
      await own.close();
    }
  };
  const denied = (app: TrackedApp) =>
    app.transcript.lines.filter((line) => /not authorized|Missing privilege/i.test(line));

  it.for(PLATFORMS)(
    'a writer on %s stores records and marks statistics, and reads nothing',
    async (platform, { skip }) => {
      if (!mongod) return skip('no mongod can be had here');
      const dbName = `writer_${platform}`;
      const running = await start(platform, dbName, 'writer', { admin: { enabled: false }, storage: {} });
      await order(running, 7);
      expect(running.tracker.stats()).toMatchObject({ stored: 1, waiting: 0, dropped: { full: 0 } });
      await asRoot(dbName, async (db) => {
        expect(await db.collection(LOG).countDocuments()).toBe(1);
        expect(await db.collection(`${LOG}_rollup_marks`).countDocuments()).toBeGreaterThan(0);
      });
      for (const command of [
        { find: LOG },
        { delete: LOG, deletes: [{ q: {}, limit: 0 }] },
        { update: LOG, updates: [{ q: {}, u: { $set: { x: 1 } } }] },
        { find: `${LOG}_audit` },
        { find: `${LOG}_holds` },
        { drop: LOG },
      ])
        expect([command, await mayRun(dbName, 'writer', command)]).toEqual([command, false]);
    },
  );

  it.for(PLATFORMS)(
    'a reader on %s serves everything, keeps indexes and statistics, and cannot erase',
    { timeout: 60_000 },
    async (platform, { skip }) => {
      if (!mongod) return skip('no mongod can be had here');
      const dbName = `reader_${platform}`;
      const running = await start(platform, dbName, 'reader');
      await order(running, 7, { note: 'moonlight' });
      await running.store.open();
      const statistics = running.store.statistics as MaintainedStatistics;
      await statistics.maintain();
      await running.store.holds!.maintain!();
      for (const path of [
        '/records',
        '/records?q=moonlight',
        '/facets',
        '/timeline',
        '/overview',
        '/errors',
        '/users',
        '/users/7',
        '/users/7/sessions',
        '/users/7/security',
        '/objects/order/1',
        '/routes',
        '/names?ids=7',
        '/retention',
        '/views',
        '/audit',
        '/holds',
        '/views',
        '/export?format=ndjson',
        '/users/7/data?reason=by+letter',
      ]) {
        const answer = await running.get(API + path, ADMIN);
        await answer.text();
        expect([path, answer.status]).toEqual([path, 200]);
      }
      const health = (await (await running.get(`${API}/health`, ADMIN)).json()) as Record<string, unknown>;
      expect(health).toMatchObject({
        store: {
          reachable: true,
          missing_indexes: [],
          retention_days: 30,
          bytes: expect.any(Number),
          inserts: 'encoded',
        },
        rollups: { covered_from: expect.any(String) },
      });
      const changes = running.store.watch!({ fields: ['url_name'], signal: AbortSignal.timeout(20_000) })[
        Symbol.asyncIterator
      ]();
      const next = changes.next();
      await order(running, 8);
      await order(running, 8);
      expect((await next).value).toMatchObject({ record: { url_name: 'create' } });
      await changes.return?.();

      const view = await running.fetch(`${API}/views?name=All&address=/`, { method: 'POST', ...ADMIN });
      const { id } = (await view.json()) as { id: string };
      const gone = await running.fetch(`${API}/views?id=${id}`, { method: 'DELETE', ...ADMIN });
      expect([view.status, gone.status]).toEqual([200, 200]);
      const dry = await running.fetch(`${API}/users/7/data?mode=delete`, { method: 'DELETE', ...ADMIN });
      const hold = await running.fetch(`${API}/holds?user=7&reason=case`, { method: 'POST', ...ADMIN });
      const again = await running.fetch(`${API}/holds?user=7&reason=case`, { method: 'POST', ...ADMIN });
      expect([dry.status, hold.status, again.status]).toEqual([503, 503, 503]);
      expect(running.transcript.lines.filter((line) => line.includes('get 503'))).toEqual([
        expect.stringMatching(/issuing an erasure permit: not authorized .* Grant the database user the rights/),
        expect.stringMatching(/ a legal hold: not authorized .* Grant the database user the rights/),
      ]);
      expect(await running.records({ user_id: 7 })).toHaveLength(1);
      for (const command of [
        { delete: LOG, deletes: [{ q: {}, limit: 0 }] },
        { update: LOG, updates: [{ q: {}, u: { $set: { x: 1 } } }] },
        { delete: `${LOG}_audit`, deletes: [{ q: {}, limit: 0 }] },
        { delete: `${LOG}_audit_subjects`, deletes: [{ q: {}, limit: 0 }] },
        { insert: `${LOG}_holds`, documents: [{}] },
        { drop: LOG },
      ])
        expect([command, await mayRun(dbName, 'reader', command)]).toEqual([command, false]);
    },
  );

  it.for(PLATFORMS)(
    'an eraser on %s holds, sweeps and erases; the audit trail is out of its reach',
    { timeout: 60_000 },
    async (platform, { skip }) => {
      if (!mongod) return skip('no mongod can be had here');
      const dbName = `eraser_${platform}`;
      const running = await start(platform, dbName, 'eraser');
      await order(running, 7, { name: 'Ann Distinct' });
      await order(running, 8, { note: 'for Ann Distinct' });
      await running.store.open();
      const statistics = running.store.statistics as MaintainedStatistics;
      await statistics.maintain();
      const call = async (method: string, path: string) => {
        const answer = await running.fetch(API + path, { method, ...ADMIN });
        const body = (await answer.json()) as Record<string, unknown>;
        expect([path, answer.status, body]).toEqual([path, 200, body]);
        return body;
      };
      await call('POST', '/holds?user=9&reason=case+12/2026');
      await asRoot(dbName, (db) =>
        db.collection(LOG).updateOne({ user_id: 8 }, { $set: { created_time: new Date(Date.now() - 31 * DAY_MS) } }),
      );
      await running.store.holds!.maintain!();
      expect(await running.store.count({ user_id: 8 }, 10)).toBe(0);
      await order(running, 8, { note: 'for Ann Distinct' });

      const { token, also } = await call('DELETE', '/users/7/data?mode=delete&also=Ann+Distinct');
      expect(also).toMatchObject([{ records: 1, fields: ['body.note'] }]);
      const done = await call(
        'DELETE',
        `/users/7/data?mode=delete&also=Ann+Distinct&dry_run=false&reason=by+letter&token=${String(token)}`,
      );
      expect(done).toMatchObject({ records: 1, mentions: 1 });
      expect(await running.records({ user_id: 7 })).toEqual([]);
      await call('DELETE', '/holds?user=9&reason=case+closed');

      const instance = new Types.ObjectId();
      const due = { user_id: 11, created_time: new Date(Date.now() - 21 * DAY_MS), instance, seq: 1 };
      await running.store.insert([activity(due)]);
      const rules = new RetentionRun(
        running.store as RetentionStore,
        planRetention([{ keep: '20d' }, { bodiesFor: '1d' }]),
      );
      expect(await rules.complete()).toMatchObject({ removed: [{ rule: 0, records: 1, bodies: 0 }] });
      await rules.release();
      expect(await running.store.count({ user_id: 11 }, 10)).toBe(0);
      expect(await running.store.find({ url_name: 'activity.removed' })).toMatchObject([
        { body: { instance, count: 1 } },
      ]);
      expect(await running.store.retention!.load()).toMatchObject({ last: { full: true } });
      expect(await call('GET', '/retention')).toMatchObject({ rules: [] });
      expect(await call('GET', '/health')).toMatchObject({
        verification: null,
        retention: { failures: 0, down: null },
      });
      expect(await running.store.describe!()).toMatchObject({ retention_days: 30, missing_indexes: [] });
      await statistics.maintain();
      expect(denied(running)).toEqual([]);
      for (const command of [
        { delete: `${LOG}_audit`, deletes: [{ q: {}, limit: 0 }] },
        { drop: `${LOG}_audit` },
        { drop: LOG },
        { dropDatabase: 1 },
      ])
        expect([command, await mayRun(dbName, 'eraser', command)]).toEqual([command, false]);
      const actions = (await running.store.audit!.find({}, { limit: 100 })).map(({ action }) => action);
      expect(actions.filter((action) => action === 'erase')).toHaveLength(4);
    },
  );

  it('erasure orders reach a writer, and one without the right to read them stores and says so', async ({ skip }) => {
    if (!mongod) return skip('no mongod can be had here');
    const dbName = 'orders_writer';
    const old = { user_id: 7, created_time: new Date(Date.now() - DAY_MS) };
    const eraser = await start('express', dbName, 'eraser');
    await eraser.store.erasureOrders!.issue(7, []);
    await eraser.close();
    const withoutAdmin = { admin: { enabled: false }, storage: {} };
    let writer = await start('express', dbName, 'writer', withoutAdmin);
    expect(await writer.store.insert([activity(old)])).toMatchObject({ stored: 0, erased: 1 });
    expect(writer.transcript.lines.join()).not.toContain('erasure orders');
    await writer.close();
    const resource = { db: dbName, collection: `${LOG}_erasure_orders` };
    await mongod.run(dbName, {
      revokePrivilegesFromRole: ROLES.writer,
      privileges: [{ resource, actions: ['find'] }],
    });
    writer = await start('express', dbName, 'writer', withoutAdmin);
    for (let batch = 0; batch < 2; batch++)
      expect(await writer.store.insert([activity(old)])).toEqual({ stored: 1, duplicates: 0, rejected: [] });
    expect(writer.transcript.lines.filter((line) => line.includes('Missing privilege to read erasure orders'))).toEqual(
      [expect.stringContaining(`${LOG}_processes`)],
    );
  });

  it.for([
    ['verifier', 0, ''],
    ['reader', 0, 'The result was not stored for the panel'],
    ['writer', 2, ''],
  ] as const)('a %s verifies with exit code %i', async ([kind, exitCode, said], { skip }) => {
    if (!mongod) return skip('no mongod can be had here');
    const dbName = `verify_${kind}`;
    const running = await start('express', dbName, 'reader', { buffer: { sequence: true } });
    await order(running, 7);
    await running.close();
    const lines: string[] = [];
    const command = ['verify', '--uri', mongod.uriOf(kind, dbName), '--db', dbName];
    const result = await run(command, (line) => void lines.push(line));
    expect(result.exitCode).toBe(exitCode);
    if (said) expect(lines.join()).toContain(said);
    await asRoot(dbName, async (db) => {
      const stored = await db.collection(`${LOG}_verification`).findOne();
      expect(stored?.['verdict']).toBe(kind === 'verifier' ? 'whole' : undefined);
    });
  });

  it.for(['eraser', 'reader'] as const)(
    'a command of the %s masks what other writers stored only with the right to change it',
    async (kind, { skip }) => {
      if (!mongod) return skip('no mongod can be had here');
      const dbName = `mask_${kind}`;
      await start('express', dbName, kind);
      await asRoot(dbName, (db) =>
        db
          .collection(LOG)
          .insertOne({ user_id: 7, created_time: new Date(), headers: { COOKIE: 'sessionid=s3cr3t-9Q7z' } }),
      );
      const command = { isDryRun: false, from: undefined, to: undefined, json: false };
      const options = { database: true, mongo: { uri: mongod.uriOf(kind, dbName), dbName } };
      const dry = await maskExisting(options, { ...command, isDryRun: true }, () => undefined);
      expect(dry.output).toContain('1 with secrets');
      const done = maskExisting(options, command, () => undefined).then(
        ({ output }) => output,
        (error: Error) => error.message,
      );
      expect(await done).toMatch(kind === 'eraser' ? /1 masked/ : /not authorized|privilege/i);
    },
  );
});
