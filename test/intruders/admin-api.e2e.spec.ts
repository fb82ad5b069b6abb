import { once } from 'node:events';
import { type IncomingMessage, request, type Server } from 'node:http';
import { Controller, Get, type INestApplication, Param, Post } from '@nestjs/common';
import { parse } from 'csv-parse/sync';
import { MongoClient, ObjectId } from 'mongodb';
import { InMemoryActivityStore, StoreUnavailableError, type ActivityLog } from 'nestjs-activity-tracker';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../../libs/activity-tracker/test/mongodb.js';
import { openCursors } from '../../libs/activity-tracker/test/open-cursors.js';
import { eventually } from '../../libs/activity-tracker/test/eventually.js';
import { ownEndpoints } from '../support/own-endpoints.js';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { SlowToRead } from '../support/slow-to-read.js';
import { PLATFORMS, type PlatformName, settled, tracked, type TrackedApp } from '../support/tracked-app.js';
import { rawRequest } from './fixtures/raw-request.js';

const API = '/activity-logs/admin/api';
const ADMIN = { as: 'root', claims: { permissions: EVERY_PERMISSION } };
const ID = '0123456789abcdef01234567';

@Controller('shop')
class ShopController {
  @Get('orders')
  orders(): unknown {
    return [];
  }

  @Get('items/:name')
  item(@Param('name') name: string): unknown {
    return { name };
  }

  @Post('notes')
  note(): unknown {
    return {};
  }
}

function extended(nest: INestApplication): void {
  if (nest.getHttpAdapter().getType() === 'express')
    nest.getHttpAdapter().getInstance().set('query parser', 'extended');
}

const startWith = (platform: PlatformName, setting: Parameters<typeof tracked>[1] = {}): Promise<TrackedApp> =>
  tracked(platform, { controllers: [ShopController], configure: extended, ...setting });

const FILTERS = ['q', 'zone', 'user', 'status', 'not.status', 'name', 'route', 'ip', 'text', 'from', 'to', 'since'];

/** Routes that read parameters, and all that they read. */
const PARAMETERS: readonly [method: string, path: string, parameters: readonly string[]][] = [
  ['GET', '/records', [...FILTERS, 'limit', 'cursor']],
  ['GET', '/facets', FILTERS],
  ['GET', '/timeline', FILTERS],
  ['GET', '/routes', FILTERS],
  ['GET', '/overview', FILTERS],
  ['GET', '/users', [...FILTERS, 'sort', 'search', 'cursor', 'limit']],
  ['GET', '/users/7', FILTERS],
  ['GET', '/users/7/sessions', [...FILTERS, 'cursor', 'limit']],
  ['GET', '/export', [...FILTERS, 'format', 'bom', 'reason']],
  ['GET', '/live', FILTERS],
  ['GET', '/users/7/data', ['reason']],
  ['DELETE', '/users/7/data', ['mode', 'dry_run', 'also', 'except', 'emails_from', 'token', 'reason']],
  ['GET', '/holds', ['user']],
  ['POST', '/holds', ['user', 'reason', 'until']],
  ['DELETE', '/holds', ['user', 'reason']],
];

const MINIMUM: Readonly<Record<string, string>> = {
  'GET /export': '?format=csv',
  'GET /users/7/data': '?reason=a+request',
  'DELETE /users/7/data': '?mode=delete',
  'POST /holds': '?user=7&reason=a+case',
  'DELETE /holds': '?user=7&reason=a+case',
};

const SHAPES: readonly [row: string, name: string, shape: (parameter: string) => string][] = [
  ['Q1', 'an operator', (name) => `${name}[$ne]=x`],
  ['Q1', 'an encoded operator', (name) => `${name}%5B%24gt%5D=`],
  ['Q1', 'a dotted operator', (name) => `${name}.$ne=7`],
  ['Q2', 'one given twice', (name) => `${name}=7&${name}=8`],
  ['Q2', 'a list', (name) => `${name}[]=7`],
  ['Q2', 'a member of __proto__', (name) => `__proto__[${name}]=1`],
  ['Q2', 'a member of constructor', (name) => `constructor.prototype.${name}=1`],
];

const STRANGE: readonly [row: string, query: string][] = [
  ['Q1', '$or[0][user_id]=8'],
  ['Q2', '__proto__=1'],
  ['Q2', 'toString=1'],
  ['Q2', 'hasOwnProperty=1'],
  ['Q3', '$where=sleep(1000)'],
  ['Q3', '$expr={"$function":{}}'],
  ['Q3', 'filter={"user_id":{"$ne":7}}'],
  ['Q6', 'offset=1000000000'],
  ['Q8', 'fields=headers,body'],
  ['Q8', 'projection=headers'],
  ['Q10', `_id=${'a'.repeat(10_000)}`],
];

const VALUES: readonly [row: string, path: string, name: string, values: readonly string[]][] = [
  ...['/records', '/users', '/users/7/sessions'].flatMap((path): (typeof VALUES)[number][] => [
    ['Q5', path, 'limit', ['0', '-1', '1.5', 'NaN', 'Infinity', '10;x', '1e3', '0x10', ' 1', '1%00', '１']],
    [
      'Q7',
      path,
      'cursor',
      ['abc', '{"time":0}', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', `1-${'f'.repeat(25)}`, '%00', 'a'.repeat(10_000)],
    ],
  ]),
  ['Q8', '/users', 'sort', ['headers', 'user_id', '$natural', '__proto__', 'toString', 'calls,errors', 'calls%00']],
  ['Q8', '/records', 'sort', ['created_time']],
  ...['/records', '/timeline', '/users', '/export'].flatMap((path): (typeof VALUES)[number][] => [
    [
      'Q9',
      path,
      'from',
      [
        'yesterday-ish',
        '2026-02-30',
        '%2B275760-09-13',
        '-000001-01-01',
        'Infinity',
        'NaN',
        '2026-01-01T25:00:00Z',
        '%00',
      ],
    ],
    ['Q9', path, 'since', ['0', '-1d', '1e9d', 'Infinity', '99999999999d', '1y%00']],
  ]),
  ['Q9', '/timeline', 'zone', ['Mars/Olympus', '../../etc/passwd', 'UTC%00', '__proto__', 'a'.repeat(10_000)]],
  ['Q3', '/export', 'format', ['xml', '__proto__', '$where', 'csv%00', '../csv', '']],
  ['Q3', '/export', 'bom', ['1', 'yes', 'TRUE', '{"$ne":1}']],
];

/** Texts that cost time where they are taken for a pattern. */
const BOMBS: readonly string[] = [
  '"(a+)+$"',
  '/(a+)+$/',
  '".*.*.*.*.*.*.*.*x"',
  `name:${'*a'.repeat(60)}*b`,
  `route:/${'*'.repeat(200)}x`,
  `url:${'a*'.repeat(60)}!`,
  `name:${'?'.repeat(200)}`,
  `"${'a'.repeat(10_000)}"`,
  `user:${'9'.repeat(10_000)}`,
  'user:1 '.repeat(2_000),
  '('.repeat(5_000),
  `"${'\\'.repeat(5_001)}`,
  `status:${'4xx,'.repeat(3_000)}`,
  '"a\0b"',
  'user:"\0"',
  'ip:::::::::::::::/999',
  `ip:${'1.'.repeat(3_000)}`,
  '-'.repeat(10_000),
  '"\u202e\ud800"',
];

const ODD_IDS: readonly string[] = [
  'x',
  'f'.repeat(23),
  'f'.repeat(25),
  'g'.repeat(24),
  'a'.repeat(10_000),
  '%5Bobject%20Object%5D',
  '%7B%22%24ne%22%3Anull%7D',
  '%24ne',
  '__proto__',
  'constructor',
  `${ID}%00`,
  `%20${ID}`,
  `${ID},${ID}`,
];

describe.each(PLATFORMS)('the admin API and intruders on %s', (platform) => {
  let app: TrackedApp;
  const ask = (path: string, method = 'GET') => app.fetch(API + path, { method, ...ADMIN });

  beforeAll(async () => {
    app = await startWith(platform);
    for (const user of [7, 8, 7, 0, 8, 7]) await (await app.get('/shop/orders', { as: user })).text();
    await (await app.get(`/shop/items/${'a'.repeat(200)}!`, { as: 7 })).text();
    await app.records();
  });
  afterAll(() => app.close());

  describe.each(PARAMETERS)('%s %s', (method, path, parameters) => {
    it.each(SHAPES)('%s: %s is 400 in every parameter', async (_, __, shape) => {
      for (const name of parameters) {
        const answer = await ask(`${path}?${shape(name)}`, method);
        const body = await answer.text();
        expect({ name, status: answer.status }).toEqual({ name, status: 400 });
        expect(body).toContain('"message":');
        expect(body).not.toMatch(/results|stack|\.ts:|mongo/i);
      }
      expect(({} as Record<string, unknown>)['limit']).toBeUndefined();
    });

    it.each(STRANGE)('%s: %s is 400', async (_, query) => {
      expect((await ask(`${path}?${query}`, method)).status).toBe(400);
    });
  });

  it.each(VALUES)('%s: %s refuses odd values of %s by name', async (_, path, name, values) => {
    for (const value of values) {
      const extra = path === '/export' && name !== 'format' ? 'format=csv&' : '';
      const answer = await ask(`${path}?${extra}${name}=${value}`);
      expect({ value, status: answer.status }).toEqual({ value, status: 400 });
      expect(await answer.text()).toContain(name);
    }
  });

  it.each(['/records', '/timeline', '/routes', '/overview', '/users', '/export'])(
    '%s has no time that ends before it begins',
    async (path) => {
      const format = path === '/export' ? '&format=csv' : '';
      const answer = await ask(`${path}?from=2026-03-02&to=2026-03-01${format}`);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toMatch(/from|to/);
    },
  );

  it('reduces a limit to the maximum', async () => {
    for (const path of ['/records', '/users', '/users/7/sessions'])
      expect([path, (await ask(`${path}?limit=1000000000`)).status]).toEqual([path, 200]);
    for (const path of ['/records', '/users', '/users/7/sessions'])
      expect([path, (await ask(`${path}?limit=`)).status]).toEqual([path, 200]);
  });

  it('treats hostile queries as text or answers 400, in bounded time', async () => {
    for (const path of ['/records?', '/facets?', '/timeline?', '/routes?', '/users?', '/export?format=ndjson&']) {
      for (const bomb of BOMBS) {
        const begun = performance.now();
        const answer = await ask(`${path}${new URLSearchParams({ q: bomb }).toString()}`);
        await answer.text();
        const told = `${path}q=${bomb.slice(0, 40)}`;
        expect([200, 400, 414, 431], told).toContain(answer.status);
        expect(performance.now() - begun, told).toBeLessThan(2_000);
      }
    }
  }, 180_000);

  it('treats search terms for people as text', async () => {
    for (const text of ['(a+)+$', '.*', '[', '\\', '\0', '7{1}', 'a'.repeat(5_000)]) {
      const answer = await ask(`/users?search=${encodeURIComponent(text)}`);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ people: [] });
    }
  });

  it('answers an impossible id like an unknown one', async () => {
    for (const rest of ['', '/related']) {
      const none = await ask(`/records/${ID}${rest}`);
      expect(none.status).toBe(404);
      const body = await none.text();
      for (const id of ODD_IDS) {
        const answer = await ask(`/records/${id}${rest}`);
        // Fastify has a router that takes no longer parameter than 100 characters, and answers 404 or 414 by itself.
        if (id.length > 100 && platform === 'fastify') expect([404, 414]).toContain(answer.status);
        else expect({ id, status: answer.status, body: await answer.text() }).toEqual({ id, status: 404, body });
      }
    }
  });

  it('finds no user for an unusual id', async () => {
    for (const id of [...ODD_IDS, '07', '7.0', '%2B7', '%EF%BC%97', 'null', 'undefined', '7%00']) {
      const answer = await ask(`/users/${id}`);
      expect([200, 404, 400, 414], id).toContain(answer.status);
      if (answer.status === 200) expect(await answer.json()).toMatchObject({ person: null });
    }
  });

  describe('a cursor', () => {
    const cursorOf = async (path: string) => {
      const { next } = (await (await ask(path)).json()) as { next: string };
      return next.includes('cursor=') ? new URL(next, app.url).searchParams.get('cursor')! : next;
    };

    it('of records is valid only for the unchanged query that created it', async () => {
      const own = await cursorOf('/records?user=7&limit=1');
      expect((await ask(`/records?user=7&cursor=${own}`)).status).toBe(200);
      for (const query of ['', 'user=8&', 'user=7&status=2xx&', 'not.user=7&'])
        expect([query, (await ask(`/records?${query}cursor=${own}`)).status]).toEqual([query, 400]);
      const bytes = Buffer.from(own, 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit += 5) {
        const turned = Buffer.from(bytes);
        turned[bit >> 3]! ^= 1 << (bit & 7);
        expect((await ask(`/records?user=7&cursor=${turned.toString('base64url')}`)).status, `bit ${bit}`).toBe(400);
      }
    });

    it('of people is refused if it contains anything but a position', async () => {
      const own = await cursorOf('/users?limit=1');
      expect((await ask(`/users?cursor=${own}`)).status).toBe(200);
      for (const place of [null, [], {}, { $ne: 1 }, 'x', 1, [{ $gt: '' }, { $gt: '' }], { __proto__: null }, true])
        expect([
          place,
          (await ask(`/users?cursor=${Buffer.from(JSON.stringify(place)).toString('base64url')}`)).status,
        ]).toEqual([place, 400]);
    });

    it('of one person’s sessions shows no sessions of others', async () => {
      const own = await cursorOf('/users/8/sessions?limit=1');
      const answer = await ask(`/users/7/sessions?cursor=${own}`);
      const text = await answer.text();
      expect(text).not.toContain('"user_id":8');
    });
  });

  it('neutralizes formulas in exports for spreadsheets', async () => {
    const formulas = ['=HYPERLINK("https://evil.example","x")', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '＝1'];
    for (const formula of formulas)
      await app.get('/shop/orders', {
        as: formula,
        headers: { 'user-agent': Buffer.from(formula).toString('latin1').trim() },
      });
    await app.records();
    const csv = await (await ask('/export?format=csv')).text();
    const rows: string[][] = parse(csv, { relaxColumnCount: false });
    const cells = rows.flat();
    expect(cells.filter((cell) => /^[\s]*[=+\-@＝]/.test(cell))).toEqual([]);
    for (const formula of formulas) expect(cells).toContain(`'${formula}`);
  });

  it('refuses other sites, also by preflight', async () => {
    for (const [method, path] of PARAMETERS.filter(([, path]) => path !== '/live')) {
      for (const asked of [method, 'OPTIONS']) {
        const { headers } = await app.fetch(API + path, {
          method: asked,
          ...ADMIN,
          headers: { origin: 'https://evil.example', 'access-control-request-method': method },
        });
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    }
  });

  it.each([
    '/..%2f..%2fpackage.json',
    '/../../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/../../package.json',
    '/assets/..%2f..%2fdist/index.js',
    '/assets/..\\..\\package.json',
    '/assets/%00',
    '/index.html%00',
    '/assets//etc/passwd',
    '//etc/passwd',
    '/file:///etc/passwd',
    '/assets/',
    '/assets',
    '/assets/.',
    '/index.html.br',
    '/__proto__',
    '/constructor',
  ])('serves no file %s', async (path) => {
    const answer = await rawRequest(app.url, `GET /activity-logs/admin${path} HTTP/1.1`);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toMatch(/"dependencies"|root:|<html|listing/i);
  });
});

describe.each(PLATFORMS)('the admin API of a host with a session and intruders on %s', (platform) => {
  let app: TrackedApp;
  beforeAll(async () => {
    app = await startWith(platform, {
      options: {
        resolveUser: (request) => {
          const { cookie, authorization } = (request as { headers: Record<string, string> }).headers;
          // As a host does that a browser knows the password of: it sends it to every page's requests.
          const known = cookie?.includes('sid=1') || authorization === 'Basic YWRhOng=';
          return known ? { id: 1, payload: ADMIN.claims } : null;
        },
      },
    });
  });
  afterAll(() => app.close());

  it.each<[string, Record<string, string>]>([
    ['a form or an image', {}],
    ['a script with the header', { 'x-activity-tracker': '1', 'sec-fetch-site': 'cross-site' }],
    ['another name of the site', { 'x-activity-tracker': '1', 'sec-fetch-site': 'same-site' }],
    ['an address bar', { 'x-activity-tracker': '1', 'sec-fetch-site': 'none' }],
    ['a sandboxed frame', { 'x-activity-tracker': '1', origin: 'null' }],
    ['an origin that is no address', { 'x-activity-tracker': '1', origin: 'evil' }],
    ['the same host under another port', { 'x-activity-tracker': '1', origin: 'http://127.0.0.1:1' }],
    ['an origin that only begins so', { 'x-activity-tracker': '1', origin: 'http://127.0.0.1.evil.example' }],
    ['a referer alone', { 'x-activity-tracker': '1', referer: 'http://127.0.0.1/' }],
    ['plain text', { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' }],
    [
      'a password that the browser sends of itself',
      { authorization: 'Basic YWRhOng=', 'sec-fetch-site': 'cross-site' },
    ],
  ])('%s from another site changes nothing', async (_, headers) => {
    const answer = await app.fetch(`${API}/users/42/data?mode=delete&dry_run=false`, {
      method: 'DELETE',
      headers: { cookie: 'sid=1', ...headers },
    });
    expect(answer.status).toBe(403);
  });

  const UNVERIFIED: readonly [string, () => string][] = [
    ['is none', () => 'Bearer x'],
    ['has another signature', () => `Bearer ${app.token(1).slice(0, -4)}AAAA`],
    ['is of another scheme', () => 'Token 0123456789'],
    ['names another user', () => `Bearer ${app.token(2, ADMIN.claims)}`],
    ['is a refresh token', () => `Bearer ${app.token(1, { token_type: 'refresh' })}`],
  ];

  it.each(UNVERIFIED)('a cookie next to a token that %s changes nothing', async (_, authorization) => {
    const headers = { cookie: 'sid=1', authorization: authorization() };
    for (const site of [{}, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) {
      const answer = await app.fetch(`${API}/users/42/data?mode=delete`, {
        method: 'DELETE',
        headers: { ...headers, ...site },
      });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('X-Activity-Tracker: 1');
    }
  });

  it('accepts a verified token of the session’s user', async () => {
    const headers = { cookie: 'sid=1', authorization: `Bearer ${app.token(1)}` };
    const answer = await app.fetch(`${API}/users/42/data?mode=delete`, { method: 'DELETE', headers });
    expect(answer.status).toBe(200);
  });

  const READS = PARAMETERS.filter(([method]) => method === 'GET').map(([, path]) =>
    path === '/export' ? '/export?format=csv' : path,
  );

  it.each(READS)(
    '%s of a session is readable only from the same origin, including streams and exports',
    async (path) => {
      const read = (headers: Record<string, string>) =>
        app.fetch(API + path, { headers: { cookie: 'sid=1', ...headers }, signal: AbortSignal.timeout(20_000) });
      const own = { 'x-activity-tracker': '1' };
      for (const headers of [
        {},
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-origin' },
        { ...own, 'sec-fetch-site': 'same-site' },
        { ...own, 'sec-fetch-site': 'cross-site', referer: `${app.url}/` },
        { ...own, referer: 'https://evil.example/' },
        { ...own, origin: 'https://evil.example', referer: `${app.url}/` },
        own,
        { authorization: 'Bearer x' },
      ] as Record<string, string>[])
        expect([headers, (await read(headers)).status]).toEqual([headers, 403]);
      for (const headers of [
        { ...own, 'sec-fetch-site': 'same-origin' },
        { ...own, referer: `${app.url}/activity-logs/admin/index.html` },
        { ...own, origin: app.url },
      ]) {
        const answer = await read(headers);
        await answer.body?.cancel();
        expect([headers, answer.status]).not.toEqual([headers, 403]);
      }
    },
  );

  it('refuses another site at every endpoint except that of the caller’s own records', async () => {
    const endpoints = ownEndpoints(app.nest);
    expect(endpoints).toContain('GET /activity-logs/admin-history');
    expect(endpoints.length).toBeGreaterThanOrEqual(20);
    const open: string[] = [];
    for (const endpoint of endpoints) {
      const [method, path] = endpoint.split(' ') as [string, string];
      for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) {
        const answer = await app.fetch(path.replace(':id', ID), { method, headers: { cookie: 'sid=1', ...headers } });
        const text = await answer.text();
        if (answer.status !== 403 || !text.includes('X-Activity-Tracker: 1')) open.push(`${endpoint} ${answer.status}`);
      }
    }
    expect([...new Set(open)]).toEqual(['GET /activity-logs/user-history 200']);
  });

  it.each(['GET', 'POST', 'PUT', 'PATCH'])('%s erases no user', async (method) => {
    for (const headers of [{}, { 'x-http-method-override': 'DELETE' }] as Record<string, string>[]) {
      const answer = await app.fetch(`${API}/users/42/data?mode=delete&dry_run=false`, {
        method,
        headers: { cookie: 'sid=1', 'x-activity-tracker': '1', 'sec-fetch-site': 'same-origin', ...headers },
      });
      expect([400, 404]).toContain(answer.status);
    }
  });
});

/** Reads a stream of events until one of a kind has come, or to its end. */
async function readUntil(response: Response, event?: string): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    text += value ?? '';
    if (done || (event && text.includes(`event: ${event}`))) return text;
  }
}

describe.each(PLATFORMS)('requests after losing administrator rights on %s', (platform) => {
  let app: TrackedApp;
  afterEach(async () => {
    vi.useRealTimers();
    // The client keeps those open that it did not use, for four seconds.
    (app.nest.getHttpServer() as Server).closeAllConnections();
    await app.close();
  });

  it('applies a removed permission from the next request', async () => {
    let allowed = true;
    app = await startWith(platform, { options: { history: { hasPermission: () => allowed } } });
    expect((await app.get(`${API}/records`, { as: 1 })).status).toBe(200);
    allowed = false;
    for (const [method, path] of PARAMETERS)
      expect([path, (await app.fetch(API + path, { method, as: 1 })).status]).toEqual([path, 403]);
  });

  it.each<[string, (revoke: () => void) => void]>([
    ['the permission is taken away', (revoke) => revoke()],
    ['the token runs out', () => vi.setSystemTime(Date.now() + 2 * 3_600_000)],
  ])('the live tail ends when %s', async (_, happen) => {
    let allowed = true;
    app = await startWith(platform, { options: { history: { hasPermission: () => allowed } } });
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: Date.now() });
    const response = await app.get(`${API}/live`, { as: 1 });
    const ended = readUntil(response);
    await vi.advanceTimersByTimeAsync(15_000);
    happen(() => (allowed = false));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await ended).toMatch(/event: heartbeat[^]*event: end\n/);
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['ends after five minutes, because only a new request shows whether the session goes on', {}, true],
    ['goes on with a verified token of the same user', { authorization: 'verified' }, false],
  ])('the live tail of a session %s', async (_, { authorization }, ends) => {
    const session = { id: 1, payload: ADMIN.claims };
    app = await startWith(platform, { options: { resolveUser: () => session } });
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const stop = new AbortController();
    const response = await app.get(`${API}/live`, {
      signal: stop.signal,
      headers: {
        'x-activity-tracker': '1',
        'sec-fetch-site': 'same-origin',
        ...(authorization && { authorization: `Bearer ${app.token(1)}` }),
      },
    });
    let text = '';
    const read = (async () => {
      for await (const part of response.body!.pipeThrough(new TextDecoderStream())) text += part;
    })().catch(() => undefined);
    const beats = () => text.split('event: heartbeat').length - 1;
    for (let check = 1; check < 20; check++) {
      await vi.advanceTimersByTimeAsync(15_000);
      await eventually(() => expect(beats()).toBe(check));
    }
    await vi.advanceTimersByTimeAsync(15_000);
    await eventually(() => expect([beats(), text.includes('event: end')]).toEqual(ends ? [19, true] : [20, false]));
    stop.abort();
    await read;
  });

  it('answers 429 to more viewers than admin.maxWatchers', async () => {
    app = await startWith(platform, { options: { admin: { maxWatchers: 1 } } });
    const stop = new AbortController();
    const first = await app.get(`${API}/live`, { ...ADMIN, signal: stop.signal });
    expect(first.status).toBe(200);
    expect((await app.get(`${API}/live`, ADMIN)).status).toBe(429);
    stop.abort();
    await expect
      .poll(async () => {
        const again = new AbortController();
        const { status } = await app.get(`${API}/live`, { ...ADMIN, signal: again.signal });
        again.abort();
        return status;
      })
      .toBe(200);
  });

  it('sends nothing for a resume position that the tail never issued', async () => {
    app = await startWith(platform);
    await app.get('/shop/orders', { as: 7 });
    await app.tracker.flush();
    for (const place of ['x', '{"$ne":1}', 't-1', 't99999999999999999', '82'.repeat(5_000), '__proto__']) {
      const stop = new AbortController();
      const { signal } = stop;
      const response = await app.get(`${API}/live`, { ...ADMIN, signal, headers: { 'last-event-id': place } });
      expect(response.status).toBe(200);
      const text = await readUntil(response, 'open').finally(() => stop.abort());
      expect(text).not.toContain('event: record');
    }
  });
});

describe.each(PLATFORMS)('the admin API under load on %s', (platform) => {
  it.each(['/records', '/facets', '/timeline', '/routes', '/users', '/overview', `/records/${ID}`])(
    'of fifty at once of %s a few run, the others get 429, and recording goes on',
    async (path) => {
      const store = new SlowToRead();
      const app = await startWith(platform, { options: { storage: { store }, history: { maxConcurrent: 2 } } });
      try {
        vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
        const asked = Array.from({ length: 50 }, () => app.get(API + path, ADMIN));
        for (let turn = 0; turn < 10_000 && vi.getTimerCount() < 48; turn++) await settled(1);
        await (await app.get('/shop/orders', { as: 7 })).text();
        await settled();
        await app.tracker.flush();
        expect(app.tracker.stats()).toMatchObject({ failed: 0, waiting: 0 });
        vi.advanceTimersByTime(2_000);
        await settled();
        store.letGo();
        const answers = await Promise.all(asked);
        const turnedAway = answers.filter(({ status }) => status === 429);
        expect(turnedAway).toHaveLength(48);
        expect(new Set(turnedAway.map(({ headers }) => headers.get('retry-after')))).toEqual(new Set(['2']));
      } finally {
        vi.useRealTimers();
        store.letGo();
        await app.close();
      }
    },
  );

  it('answers 503 without address and credentials everywhere if the store is unavailable', async () => {
    const away = await startWith(platform, {
      options: { mongo: { uri: 'mongodb://ada:s3cret@127.0.0.1:1/logs?serverSelectionTimeoutMS=100' } },
    });
    try {
      for (const [method, path] of [
        ...PARAMETERS.filter(([, path]) => path !== '/live').map(([method, path]) => [method, path] as const),
        ['GET', `/records/${ID}`],
      ] as const) {
        const query = MINIMUM[`${method} ${path}`] ?? '';
        const answer = await away.fetch(API + path + query, { method, ...ADMIN });
        const body = await answer.text();
        expect({ path, status: answer.status }).toEqual({ path, status: 503 });
        expect(body).not.toMatch(/s3cret|127\.0\.0\.1|mongo|stack/i);
      }
    } finally {
      await away.close();
    }
  }, 180_000);
});

/** Gives the half of what is asked for, and then is away. */
class FailsHalfWay extends InMemoryActivityStore {
  override async *stream(): AsyncGenerator<ActivityLog> {
    const [record] = await this.find({});
    for (let index = 0; index < 200; index++) yield { ...record!, response: 'x'.repeat(1_000) };
    throw new StoreUnavailableError('mongodb://ada:s3cret@shop.example is away');
  }
}

describe.each(PLATFORMS)('an export that the store leaves half way on %s', (platform) => {
  it.each(['/export?format=ndjson', '/users/7/data?reason=a+request'])(
    '%s does not end as if it were whole',
    async (path) => {
      const app = await startWith(platform, { options: { storage: { store: new FailsHalfWay() } } });
      try {
        await app.get('/shop/orders', { as: 7 });
        await app.tracker.flush();
        const answer = await app.get(API + path, ADMIN);
        expect(answer.status).toBe(200);
        await expect(answer.text()).rejects.toThrow('terminated');
      } finally {
        await app.close();
      }
    },
  );
});

describeWithMongo('a large export from MongoDB', () => {
  const COUNT = 20_000;
  let client: MongoClient;
  const database = freshDatabase();
  const open = () => openCursors(client.db(database.dbName), `${database.dbName}.activity_logs`);

  beforeAll(async () => {
    client = await new MongoClient(database.uri).connect();
    const records = Array.from(
      { length: COUNT },
      (_, index): ActivityLog =>
        ({
          _id: new ObjectId(),
          user_id: 7,
          url_name: 'orders',
          namespace: 'ShopController',
          route: '/shop/orders',
          url_path: '/shop/orders',
          api: '/shop/orders',
          method: 'GET',
          headers: {},
          body: null,
          response: 'x'.repeat(1_000),
          status_code: 200,
          created_time: new Date(Date.now() - index),
          execution_time: 0.01,
          client_ip_address: null,
          country: null,
          outcome: 'completed',
          trace_id: null,
        }) as unknown as ActivityLog,
    );
    await client.db(database.dbName).collection('activity_logs').insertMany(records);
  }, 180_000);
  afterAll(async () => {
    await client.db(database.dbName).dropDatabase();
    await client.close();
  });

  it.each(PLATFORMS)('ends with the client that goes away, and leaves no cursor, on %s', async (platform) => {
    const app = await startWith(platform, { options: { mongo: database } });
    try {
      const authorization = `Bearer ${app.token(ADMIN.as, ADMIN.claims)}`;
      const call = request(`${app.url}${API}/export?format=ndjson`, { headers: { authorization } }).end();
      const [response] = (await once(call, 'response')) as [IncomingMessage];
      await once(response, 'readable');
      expect(await open()).toBe(1);
      call.destroy();
      await expect.poll(open, { timeout: 45_000 }).toBe(0);
      // The end is stored after the cursor is gone.
      const entries = () => app.store.audit!.find({ action: 'export' }, { limit: 2 });
      await expect.poll(async () => (await entries()).length, { timeout: 45_000 }).toBe(2);
      const trail = await entries();
      expect(trail).toMatchObject([
        { ends: trail[1]!._id, complete: false, records: expect.any(Number) },
        { administrator_id: 'root', parameters: { format: 'ndjson' }, records: null },
      ]);
      await client.db(database.dbName).collection('activity_logs_audit').drop();
    } finally {
      await app.close();
    }
  });
});
