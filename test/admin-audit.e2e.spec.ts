import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Controller, Get, Post } from '@nestjs/common';
import { InMemoryActivityStore, StoreUnavailableError } from 'nestjs-activity-tracker';
import type { AuditEntry } from 'nestjs-activity-tracker/store';
import { Types } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { type MongodWithUsers, startMongodWithUsers } from './support/mongod-with-users.js';
import { freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { ownEndpoints } from './support/own-endpoints.js';
import { EVERY_PERMISSION } from './support/permissions.js';
import { PLATFORMS, type PlatformName, type Setting, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get()
  list(): unknown {
    return [];
  }

  @Post()
  create(): unknown {
    return { note: 'moonlight' };
  }
}

const EVERYTHING = { anomalies: true, describeUsers: () => [{ id: 'kelvin-4711', label: 'Kelvin' }] };
const BASE = '/activity-logs';
const API = `${BASE}/admin/api`;
const ADMIN = {
  as: 'root',
  claims: { permissions: EVERY_PERMISSION, sid: 'session-1' },
  headers: { 'x-forwarded-for': '::ffff:203.0.113.7' },
};

/** Each kind of read, what the trail calls it, and whether it is about the one person of these tests. */
const READS: readonly [path: string, action: string, aboutPerson: boolean][] = [
  ['/records', 'list', false],
  ['/records?q=user:kelvin-4711', 'list', true],
  ['/facets', 'facets', false],
  ['/records/:id', 'record', true],
  ['/records/:id/related', 'related', true],
  ['/timeline', 'timeline', false],
  ['/timeline?q=moonlight', 'timeline', false],
  ['/routes', 'statistics', false],
  ['/overview', 'statistics', false],
  ['/errors', 'statistics', false],
  ['/users', 'people', false],
  ['/users?search=kelvin-4711', 'people', false],
  ['/users/kelvin-4711', 'person', true],
  ['/users/kelvin-4711/sessions', 'sessions', true],
  ['/users/kelvin-4711/data?reason=a+request', 'subject_access', true],
  ['/export?format=csv', 'export', false],
  ['../../admin-history?user_id=kelvin-4711', 'admin_history', true],
  ['/audit', 'audit', false],
  ['/records?q=actor:kelvin-4711', 'list', true],
  ['/records?q=resource:user/kelvin-4711', 'list', true],
  ['/records?q=resource:user', 'list', false],
  ['/records?q=user:*', 'list', false],
  ['/objects/user/kelvin-4711', 'list', true],
  ['/objects/order/4711', 'list', false],
  ['/users/kelvin-4711/security', 'person', true],
  ['/names?ids=kelvin-4711', 'people', true],
  ['/names?ids=kelvin-4711,43', 'people', false],
  ['/retention', 'statistics', false],
  ['/holds', 'hold', false],
];

/** Give no data of a person; `live` is tested by itself. */
const LEAVE_NO_ENTRY = ['/health', '/settings', '/query/fields', '/views', '../../user-history', '/live'];

const pathOf = (read: string, id: string) =>
  (read.startsWith('../../') ? `${BASE}/${read.slice(6)}` : API + read).replace(':id', id);

interface Line extends AuditEntry {
  subject_id?: string;
  end?: { records: number; complete: boolean };
}

function itKeepsATrail(platform: PlatformName, options: () => Setting['options']): void {
  let app: TrackedApp;
  beforeEach(async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      behindProxy: true,
      options: { admin: EVERYTHING, ...options() },
    });
    await (await app.post('/orders', { note: 'by moonlight' }, { as: 'kelvin-4711' })).text();
    await app.tracker.flush();
  });
  afterEach(() => app.close());

  const begun = async (): Promise<AuditEntry[]> =>
    (await app.store.audit!.find({ ends: { $exists: false } }, { limit: 100 })).toReversed();
  const read = async (path: string) => {
    const [record] = await app.store.find({ user_id: 'kelvin-4711' });
    const response = await app.get(pathOf(path, String(record?._id)), ADMIN);
    return { status: response.status, text: await response.text() };
  };
  const trail = async (parameters = '') =>
    JSON.parse((await read(`/audit?${parameters}`)).text) as { results: Line[]; next: string | null };

  it('an entry for each read, before its answer, with who, what and whose', async () => {
    for (const [path] of READS) expect([path, (await read(path)).status]).toEqual([path, 200]);
    const entries = await begun();
    expect(entries.map(({ action }) => action)).toEqual(READS.map(([, action]) => action));
    for (const [index, [path, , aboutPerson]] of READS.entries()) {
      expect([path, entries[index]]).toEqual([
        path,
        expect.objectContaining({
          administrator_id: 'root',
          client_ip_address: '203.0.113.7',
          session: 'session-1',
          count: 1,
          ...(aboutPerson && { subject: expect.stringMatching(/^person-[0-9a-f]{20}$/) }),
        }),
      ]);
      expect([path, 'subject' in entries[index]!]).toEqual([path, aboutPerson]);
    }
    expect(JSON.stringify(entries)).not.toMatch(/kelvin/i);
    expect(entries[6]).toMatchObject({ query: 'moonlight', records: 1 });
    expect(entries[1]).toMatchObject({ query: `user:${entries[3]!.subject}`, records: 1 });
    const queryOf = (path: string) => entries[READS.findIndex(([read]) => read === path)]?.query;
    expect(queryOf('/records?q=actor:kelvin-4711')).toBe(`actor:${entries[3]!.subject}`);
    expect(queryOf('/objects/user/kelvin-4711')).toBe(`resource:user/${entries[3]!.subject}`);
    expect(queryOf('/records?q=user:*')).toBe('user:*');
    expect(queryOf('/names?ids=kelvin-4711,43')).toMatch(/^user:person-[0-9a-f]{20},person-[0-9a-f]{20}$/);
  });

  it('covers every endpoint that can be read', () => {
    const paths = [...READS.map(([path]) => path), ...LEAVE_NO_ENTRY].map((path) => pathOf(path, ':id').split('?')[0]!);
    const endpoints = ownEndpoints(app.nest).flatMap((endpoint) => /^GET (.*)$/.exec(endpoint)?.slice(1) ?? []);
    expect(endpoints.length).toBeGreaterThan(20);
    const isCovered = (endpoint: string) => {
      const pattern = new RegExp(`^${endpoint.replaceAll(/:\w+/g, '[^/]+')}$`);
      return paths.some((path) => pattern.test(path));
    };
    expect(endpoints.filter((endpoint) => !isCovered(endpoint))).toEqual([]);
  });

  it('leaves no entry where no person is asked for', async () => {
    expect(await read('/names')).toEqual({ status: 200, text: '{"users":{}}' });
    expect(await begun()).toEqual([]);
  });

  it('counts repeated requests within a minute in one entry', async () => {
    await Promise.all(Array.from({ length: 16 }, () => read('/records?q=status:2xx&limit=5')));
    await read('/records?q=status:2xx&limit=6');
    expect(await begun()).toMatchObject([
      { action: 'list', query: 'status:2xx', parameters: { limit: '5' }, count: 16 },
      { action: 'list', query: 'status:2xx', parameters: { limit: '6' }, count: 1 },
    ]);
    for (let n = 0; n < 3; n++) await read('/export?format=ndjson');
    expect((await begun()).filter(({ action }) => action === 'export')).toMatchObject([
      { count: 1 },
      { count: 1 },
      { count: 1 },
    ]);
  });

  it('counts only requests together that read as many records', async () => {
    const question = '/records?q=user:kelvin-4711';
    await read(question);
    await (await app.post('/orders', {}, { as: 'kelvin-4711' })).text();
    await app.tracker.flush();
    for (let n = 0; n < 2; n++) await read(question);
    expect(await begun()).toMatchObject([
      { records: 1, count: 1 },
      { records: 2, count: 2 },
    ]);
  });

  it('is read with filters and by pages, newest first, and says whose data it was', async () => {
    for (const path of ['/records', '/facets', '/users/kelvin-4711', '/overview']) await read(path);
    const actions = async (parameters: string) => (await trail(parameters)).results.map(({ action }) => action);
    expect(await actions('action=person')).toEqual(['person']);
    expect((await trail('subject=kelvin-4711')).results).toMatchObject([
      { action: 'person', subject_id: 'kelvin-4711' },
    ]);
    expect(await actions('subject=43')).toEqual([]);
    expect(await actions('administrator=other')).toEqual([]);
    expect(await actions('administrator=root&action=facets&since=1h')).toEqual(['facets']);
    expect(await actions('until=2001-01-01')).toEqual([]);
    const first = await trail('administrator=root&limit=3');
    const second = await trail(`administrator=root&limit=100&cursor=${first.next}`);
    const paged = [...first.results, ...second.results].map(({ _id }) => String(_id));
    expect(new Set(paged).size).toBe(paged.length);
    expect(second.results.slice(-4).map(({ action }) => action)).toEqual(['statistics', 'person', 'facets', 'list']);
    expect(second.next).toBeNull();
    for (const wrong of [
      'action=look',
      'since=soon',
      'until=x',
      'limit=0',
      'cursor=abc',
      'who=1',
      'since=2026-02-02&until=2026-02-01',
    ])
      expect([wrong, (await read(`/audit?${wrong}`)).status]).toEqual([wrong, 400]);
  });

  it.each([
    '/records?q=user:kelvin-4711,43',
    '/records?q=user:43,kelvin-4711+user:kelvin-4711,44',
    '/records?q=user:kelvin-4711+actor:43',
    '/records?q=user:43+actor:kelvin-4711',
    '/records?q=user:kelvin-4711*',
    '/records?q=user:kel*',
    '/records?user=k*',
    '/records?q=resource:user/kelvin*',
    '/facets?q=user:kelvin-4711,43',
    '/timeline?q=user:kelvin-4711,43',
    '/names?ids=kelvin-4711,43',
    '/users?search=kelvin-4711',
    '/export?format=csv&q=user:kelvin-4711,43&reason=a+request',
    '/users/43/sessions?q=user:kelvin-4711',
  ])('finds who asked for a person, also for others at once or by the beginning of the id: %s', async (path) => {
    expect([path, (await read(path)).status]).toEqual([path, 200]);
    for (const question of ['/records?q=user:43,kelvin-47110', '/records?q=user:*', '/records?q=-user:kelvin-4711'])
      await read(question);
    const { results } = await trail('subject=kelvin-4711');
    expect(results).toHaveLength(1);
    expect(JSON.stringify(await begun())).not.toMatch(/kelvin/i);
  });

  it('counts nowhere as a call, and no search finds it', async () => {
    for (const [path] of READS) await read(path);
    await app.tracker.flush();
    expect(await app.store.count({}, 100)).toBe(1);
    for (const path of ['/records?q=moonlight', '/records?q=kelvin', '/records?q=root', '/records?user=root']) {
      const { results } = JSON.parse((await read(path)).text) as { results: { user_id: unknown }[] };
      expect([path, results.filter(({ user_id }) => user_id === 'root')]).toEqual([path, []]);
    }
    const { people } = JSON.parse((await read('/users')).text) as { people: { user_id: unknown; calls: number }[] };
    expect(people).toMatchObject([{ user_id: 'kelvin-4711', calls: 1 }]);
    expect((await read('/export?format=ndjson')).text.trimEnd().split('\n')).toHaveLength(1);
    const own = (await (await app.get(`${BASE}/user-history`, ADMIN)).json()) as { count: number };
    expect(own.count).toBe(0);
  });

  it('leaves out what earlier versions recorded of administrators in the log', async () => {
    const [record] = await app.store.find({});
    const acts = ['admin.view', 'admin.search', 'admin.export', 'admin.erase'].map((name, index) => ({
      ...record!,
      _id: new Types.ObjectId(),
      user_id: 'kelvin-4711',
      url_name: name,
      event_name: name,
      namespace: 'ActivityTracker',
      method: null,
      status_code: null,
      body: { query: 'moonlight' },
      created_time: new Date(record!.created_time.getTime() + index),
    }));
    await app.store.insert(acts);
    const answer = async <T>(path: string) => JSON.parse((await read(path)).text) as T;
    type Page = { count?: number; results: unknown[] };
    for (const path of ['/records', '/records?q=user:kelvin-4711', '/records?q=moonlight', '../../admin-history']) {
      const { count = 1, results } = await answer<Page>(path);
      expect([path, count, results.length]).toEqual([path, 1, 1]);
    }
    const own = (await (await app.get(`${BASE}/user-history`, { as: 'kelvin-4711' })).json()) as Page;
    expect([own.count, own.results.length]).toEqual([1, 1]);
    expect(await answer('/facets')).toMatchObject({ name: { counted: 1 } });
    expect(await answer('/users')).toMatchObject({ people: [{ calls: 1 }] });
    expect(await answer('/users/kelvin-4711')).toMatchObject({ person: { calls: 1 }, addresses: [{ calls: 1 }] });
    expect(await answer('/users/kelvin-4711/sessions')).toMatchObject({ sessions: [{ calls: [{}] }] });
    expect(
      (await answer<{ slots: { calls: number }[] }>('/timeline')).slots.filter(({ calls }) => calls),
    ).toMatchObject([{ calls: 1 }]);
    expect(
      (await answer<{ routes: { calls: number }[] }>('/routes')).routes.filter(({ calls }) => calls),
    ).toMatchObject([{ calls: 1 }]);
    expect((await read('/export?format=ndjson')).text.trimEnd().split('\n')).toHaveLength(1);
    // Stored data of a person still belongs to that person.
    expect((await read('/users/kelvin-4711/data?reason=access%20request')).text.trimEnd().split('\n')).toHaveLength(5);
  });

  it('an erasure leaves its entry and its end, and the trail forgets who it was', async () => {
    await read('/users/kelvin-4711');
    expect((await trail('action=person')).results).toMatchObject([{ subject_id: 'kelvin-4711' }]);
    const erase = async (parameters: string) => {
      const response = await app.fetch(`${API}/users/kelvin-4711/data?${parameters}`, { method: 'DELETE', ...ADMIN });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const { status, body } = await erase('mode=delete');
    expect(status).toBe(200);
    const [entry] = (await trail('action=erase')).results;
    expect(entry).toMatchObject({
      parameters: { mode: 'delete', dry_run: 'true' },
      subject_id: 'kelvin-4711',
      end: { complete: true, records: 1 },
    });
    expect((await erase('mode=delete&also=Another+User')).status).toBe(400);
    expect((await trail('action=erase')).results[0]).toMatchObject({
      parameters: { also: '1' },
      end: { complete: false, outcome: { refused: 'ParameterError' } },
    });
    expect((await erase('mode=delete&dry_run=false&token=x&reason=by+letter')).status).toBe(409);
    const done = `mode=delete&dry_run=false&token=${String(body['token'])}&reason=by+letter`;
    expect((await erase(done)).status).toBe(200);
    const [last, refused] = (await trail('action=erase&subject=kelvin-4711')).results;
    expect(refused).toMatchObject({ end: { complete: false, records: 0, outcome: { refused: 'DryRunTokenError' } } });
    expect(last).toMatchObject({
      administrator_id: 'root',
      parameters: { mode: 'delete', dry_run: 'false', also: '0', except: '0' },
      reason: 'by letter',
      end: { complete: true, records: 1, outcome: { mentions: 0, held: 0 } },
    });
    expect(last!.subject_id ?? null).toBeNull();
    expect(JSON.stringify(await app.store.audit!.find({ action: 'erase' }, { limit: 10 }))).not.toContain('kelvin');
  });

  it('gives a person another pseudonym in each trail, so that entries alone cannot be compared with guessed ids', async () => {
    const other = await tracked(platform, { controllers: [OrdersController] });
    try {
      await (await other.get(`${API}/users/kelvin-4711`, ADMIN)).text();
      await read('/users/kelvin-4711');
      const [[one], [two]] = [await begun(), await other.store.audit!.find({}, { limit: 1 })];
      expect(one?.subject).toMatch(/^person-[0-9a-f]{20}$/);
      expect(two?.subject).toMatch(/^person-[0-9a-f]{20}$/);
      expect(one?.subject).not.toBe(two?.subject);
      expect((await trail('subject=kelvin-4711')).results).toMatchObject([{ subject: one?.subject }]);
      // Whatever reads the trail over HTTP is not given the key.
      expect(JSON.stringify(await trail())).not.toContain(await app.store.audit!.pseudonymKey());
    } finally {
      await other.close();
    }
  });

  it('nothing is answered where the key of the pseudonyms cannot be read', async () => {
    const key = vi
      .spyOn(app.store.audit!, 'pseudonymKey')
      .mockRejectedValue(new StoreUnavailableError('mongo.internal is away'));
    const { status, text } = await read('/users/kelvin-4711');
    expect([status, text]).toEqual([503, expect.not.stringMatching(/kelvin|mongo\.internal/)]);
    key.mockRestore();
    expect((await read('/users/kelvin-4711')).status).toBe(200);
  });

  it('nothing is answered where it cannot be written', async () => {
    const append = vi
      .spyOn(app.store.audit!, 'append')
      .mockRejectedValue(new StoreUnavailableError('mongo.internal is away'));
    for (const [path] of [...READS, ['/live'] as const]) {
      const { status, text } = await read(path);
      expect([path, status, text]).toEqual([path, 503, expect.not.stringMatching(/moonlight|kelvin|mongo\.internal/)]);
    }
    const erased = await app.fetch(`${API}/users/kelvin-4711/data?mode=delete`, { method: 'DELETE', ...ADMIN });
    expect(erased.status).toBe(503);
    expect(await app.store.count({ user_id: 'kelvin-4711' }, 10)).toBe(1);
    expect(app.transcript.lines.filter((line) => line.includes('Failed to write the audit trail'))).toHaveLength(1);
    append.mockRestore();
    expect((await read('/records')).status).toBe(200);
  });

  it('a live tail has an entry when it opens, and its end with what was sent', async () => {
    const authorization = `Bearer ${app.token(ADMIN.as, ADMIN.claims)}`;
    const call = request(`${app.url}${API}/live`, { headers: { authorization } }).end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    expect(await begun()).toMatchObject([{ action: 'live', records: null }]);
    let text = '';
    response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    await expect.poll(() => text).toContain('event: open');
    await app.post('/orders', {}, { as: 43 });
    await app.tracker.flush();
    await expect.poll(() => text, { timeout: 45_000 }).toContain('event: record');
    call.destroy();
    await expect
      .poll(() => app.store.audit!.find({ ends: { $exists: true } }, { limit: 10 }), { timeout: 45_000 })
      .toMatchObject([{ action: 'live', records: 1, complete: false }]);
  });
}

describe.each(PLATFORMS)('The audit trail on %s', (platform) => {
  itKeepsATrail(platform, () => ({}));
});

describeWithMongo('The audit trail in MongoDB', () => {
  describe.each(PLATFORMS)('on %s', (platform) => itKeepsATrail(platform, () => ({ mongo: freshDatabase() })));
});

describe.each(PLATFORMS)('the address of an administrator on %s', (platform) => {
  it.each<[title: string, forwarded: string, stored: string | null]>([
    ['whole, also with capture.anonymizeIp', '203.0.113.77', '203.0.113.77'],
    ['as null where a header holds another text', `<script>${'x'.repeat(3_000)}`, null],
  ])('is stored %s', async (_, forwarded, stored) => {
    const app = await tracked(platform, {
      options: { capture: { anonymizeIp: true } },
      fastify: { trustProxy: true },
      configure: (nest) => {
        if (platform === 'express') nest.getHttpAdapter().getInstance().set('trust proxy', true);
      },
    });
    try {
      await (await app.get(`${API}/overview`, { ...ADMIN, headers: { 'x-forwarded-for': forwarded } })).text();
      expect(await app.store.audit!.find({}, { limit: 10 })).toMatchObject([{ client_ip_address: stored }]);
    } finally {
      await app.close();
    }
  });
});

describe('a store of the host without an audit trail', () => {
  it.each(PLATFORMS)('is refused with the remedy on %s', async (platform) => {
    class Bare extends InMemoryActivityStore {
      override audit = undefined as never;
    }
    const app = await tracked(platform, { options: { storage: { store: new Bare() } } });
    try {
      for (const path of [`${API}/records`, `${BASE}/admin-history`, `${API}/audit`]) {
        const response = await app.get(path, ADMIN);
        expect([path, response.status, await response.text()]).toEqual([
          path,
          501,
          expect.stringContaining('keeps no audit trail'),
        ]);
      }
      expect((await app.get(`${BASE}/user-history`, ADMIN)).status).toBe(200);
      expect(app.transcript.lines.filter((line) => line.includes('has no audit trail'))).toHaveLength(1);
    } finally {
      await app.close();
    }
  });
});

describeWithMongo('an audit trail that the database does not let us write', () => {
  let mongod: MongodWithUsers | undefined;
  beforeAll(async () => {
    mongod = await startMongodWithUsers();
  });
  afterAll(() => mongod?.stop());

  it.for(PLATFORMS)('answers 503 and gives nothing, on %s', async (platform, { skip }) => {
    if (!mongod) return skip('no mongod can be had here');
    const dbName = `audit_${platform}`;
    const everything = ['find', 'insert', 'update', 'remove', 'createIndex', 'listIndexes', 'listCollections'];
    const uri = await mongod.addUser('reader', dbName, everything, {
      activity_logs: everything,
      activity_logs_audit: ['find'],
    });
    const options = { mongo: { uri, dbName }, admin: EVERYTHING };
    const app = await tracked(platform, { controllers: [OrdersController], options });
    try {
      await (await app.post('/orders', { note: 'by moonlight' }, { as: 'kelvin-4711' })).text();
      await app.tracker.flush();
      expect(app.tracker.stats()).toMatchObject({ stored: 1 });
      for (const [path] of READS) {
        if (path.includes(':id')) continue;
        const response = await app.get(pathOf(path, ''), ADMIN);
        expect([path, response.status, await response.text()]).toEqual([
          path,
          503,
          expect.not.stringMatching(/moonlight|kelvin/),
        ]);
      }
      expect(
        app.transcript.lines.filter((line) => line.includes('Missing privilege to write "activity_logs_audit"')),
      ).toEqual([expect.stringContaining('Grant the actions "insert" and "update"')]);
      await mongod.allow('reader', dbName, everything, {
        activity_logs: everything,
        activity_logs_audit: ['find', 'insert'],
      });
      // Without the right to update, a repeat is its own entry.
      for (let n = 0; n < 2; n++) expect((await app.get(`${API}/records`, ADMIN)).status).toBe(200);
      expect(await app.store.audit!.find({ action: 'list' }, { limit: 10 })).toMatchObject([
        { count: 1 },
        { count: 1 },
      ]);
    } finally {
      await app.close();
    }
  });
});
