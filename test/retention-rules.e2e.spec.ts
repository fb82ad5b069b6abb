import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { retention } from '../libs/activity-tracker/src/cli/retention/retention.js';
import { run } from '../libs/activity-tracker/src/cli/run.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { activity } from '../libs/activity-tracker/src/storage/port/example-activity.fixture.js';
import { freshDatabase, mongoUri } from '../libs/activity-tracker/test/mongodb.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EVERY_PERMISSION } from './support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

const DAY_MS = 86_400_000;
const API = '/activity-logs/admin/api';
const ADMIN = { as: 'root', claims: { permissions: EVERY_PERMISSION } };
const RULES = [
  { when: 'status:2xx method:GET', keep: '30d' },
  { when: 'user:*', keep: '1y' },
  { bodiesFor: '7d' },
] satisfies NonNullable<ActivityTrackerOptions['storage']>['retention'];
const aged = (days: number, fields: object = {}) =>
  activity({ created_time: new Date(Date.now() - days * DAY_MS), response: { note: 'hello' }, ...fields });

describe.each(PLATFORMS)('storage.retention on %s', (platform) => {
  let app: TrackedApp;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(async () => {
    await app.close();
    vi.useRealTimers();
  });

  const preview = async () => {
    const answer = await app.get(`${API}/retention`, ADMIN);
    expect(answer.status).toBe(200);
    return (await answer.json()) as { rules: Record<string, unknown>[]; last: Record<string, unknown> | null };
  };

  it.for(['memory', 'MongoDB'])('shows what it would remove, and removes it, in %s', async (place, { skip }) => {
    if (place === 'MongoDB' && mongoUri() === undefined) return skip('no MongoDB can be had here');
    app = await tracked(platform, {
      options: { storage: { retention: RULES }, ...(place === 'MongoDB' && { mongo: freshDatabase() }) },
    });
    const names = async () => (await app.records({ user_id: { $ne: 'root' } })).map(({ url_name }) => url_name);
    await app.store.insert(
      [
        aged(366, { url_name: 'expired', method: 'POST' }),
        aged(200, { url_name: 'held' }),
        aged(31, { url_name: 'read' }),
        aged(31, { url_name: 'refused', status_code: 403 }),
        aged(1, { url_name: 'fresh' }),
      ].map((record) => (record.url_name === 'held' ? { ...record, user_id: 9 } : record)),
    );
    expect((await app.fetch(`${API}/holds?user=9&reason=case+12`, { method: 'POST', ...ADMIN })).status).toBe(200);

    expect(await preview()).toMatchObject({
      rules: [
        { ...RULES[0], rule: 0, records: 1, bodies: 0, held: 1 },
        { ...RULES[1], rule: 1, records: 1, bodies: 0, held: 0 },
        { rule: 2, records: 0, bodies: 1, held: 0 },
      ],
      last: null,
    });
    expect(await names()).toEqual(['expired', 'held', 'read', 'refused', 'fresh']);
    expect(await (await app.get(`${API}/health`, ADMIN)).json()).toMatchObject({ retention_rules: 3 });

    await vi.advanceTimersByTimeAsync(60_000);
    await expect
      .poll(async () => (await preview()).last, { timeout: 30_000 })
      .toMatchObject({
        removed: [
          { rule: 0, records: 1, bodies: 0 },
          { rule: 1, records: 1, bodies: 0 },
          { rule: 2, records: 0, bodies: 1 },
        ],
      });
    expect(await names()).toEqual(['held', 'refused', 'fresh']);
    const [held, refused, fresh] = await app.records({ user_id: { $ne: 'root' } });
    expect(held).toMatchObject({ response: { note: 'hello' } });
    expect(refused).toMatchObject({ response: { omitted: 'retention' }, bodies_removed_at: expect.any(Date) });
    expect(fresh).toMatchObject({ response: { note: 'hello' } });
  });

  it('says once that it cannot remove, and continues when it can', async () => {
    app = await tracked(platform, { options: { storage: { retention: [{ keep: '30d' }] } } });
    await app.store.insert([aged(31)]);
    const remove = app.store.delete!.bind(app.store);
    app.store.delete = () => Promise.reject(new Error('not authorized'));
    const told = () => app.transcript.lines.filter((line) => line.includes('storage.retention'));
    await vi.advanceTimersByTimeAsync(60_000);
    await expect
      .poll(told)
      .toEqual([expect.stringContaining('Failed to remove records by storage.retention: not authorized')]);
    await vi.advanceTimersByTimeAsync(120_000);
    const health = async () => (await (await app.get(`${API}/health`, ADMIN)).json()) as Record<string, unknown>;
    await expect.poll(() => app.tracker.stats().retentionFailures).toBeGreaterThan(1);
    expect(await health()).toMatchObject({
      retention: { failures: expect.any(Number), down: { reason: 'not authorized', since: expect.any(String) } },
    });
    app.store.delete = remove;
    await vi.advanceTimersByTimeAsync(60_000);
    await expect.poll(() => told().at(-1)).toBe('Records are removed by storage.retention again.');
    expect(told()).toHaveLength(2);
    expect(await health()).toMatchObject({
      retention: { failures: app.tracker.stats().retentionFailures, down: null },
    });
    await expect.poll(() => app.store.count({}, 10)).toBe(0);
  });
});

describeWithMongo('a log from which rules and an archive removed records', (uri) => {
  it.each(PLATFORMS)('is whole for verify, on %s', async (platform) => {
    const { dbName } = freshDatabase();
    const given = {
      database: true,
      mongo: { uri, dbName },
      buffer: { sequence: true },
      storage: { retention: [{ keep: '30d' }] },
    };
    const app = await tracked(platform, { options: given });
    const directory = mkdtempSync(join(tmpdir(), 'archive-'));
    try {
      for (const days of [40, 40, 2, 20, 40, 20])
        app.tracker.track({ event: `${days} days ago`, at: new Date(Date.now() - days * DAY_MS) });
      await app.tracker.flush();
      const target = ['--uri', uri, '--db', dbName];
      const verified = async () => (await run(['verify', ...target], () => undefined, {})).exitCode;
      expect(await verified()).toBe(0);
      expect(await retention(given, { isDryRun: false, json: false }, () => undefined)).toContain('3 records removed');
      expect(await verified()).toBe(0);
      const before = new Date(Date.now() - 10 * DAY_MS).toISOString().slice(0, 10);
      const archived = await run(
        ['archive', '--before', before, '--to', directory, '--delete', ...target],
        () => {},
        {},
      );
      expect(archived.output).toContain('2 records deleted');
      expect(await verified()).toBe(0);
      expect((await app.records({ event_name: /ago$/ })).map(({ url_name }) => url_name)).toEqual(['2 days ago']);
      // A record that goes without a word is found.
      await app.store.delete!({ url_name: '2 days ago' });
      // Of a process that runs, a record of the last minutes may still be on its way.
      await app.close();
      expect(await verified()).toBe(1);
    } finally {
      await app.close();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('wrong rules', () => {
  it.each([
    [{ retention: [{ keep: '30' }] }, 'storage.retention[0].keep is "30": must be a whole number with h, d, w or y'],
    [
      { retention: [{ keep: '30d' }, { when: 'user:7', keep: '1y' }] },
      'storage.retention[1].keep is "1y": must be reachable',
    ],
    [{ retentionDays: 90, retention: [{ keep: '1y' }] }, 'must not be longer than storage.retentionDays, 90'],
    [
      { retentionDays: 90, retention: [{ keep: 'forever' }] },
      'storage.retention[0].keep is "forever": must not be longer',
    ],
    [{ retention: { keep: '30d' } as never }, 'storage.retention is {"keep":"30d"}: must be a list of rules'],
  ])('stop the boot: %j', async (storage, message) => {
    await expect(tracked('express', { options: { storage } })).rejects.toThrow(message);
  });

  it('stop the boot where the store cannot remove', async () => {
    const store = { open() {}, insert() {}, find() {}, count() {}, aggregate() {}, close() {} } as never;
    await expect(tracked('express', { options: { storage: { store, retention: [{ keep: '30d' }] } } })).rejects.toThrow(
      'storage.retention needs delete() and rewrite(), which storage.store does not have. Add them, or remove',
    );
  });
});
