import { Controller, Post } from '@nestjs/common';
import { Types } from 'mongoose';
import { InMemoryActivityStore } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERY_PERMISSION } from './support/permissions.js';
import { Orders } from './support/orders.js';
import { PLATFORMS, settled, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController extends Orders {
  @Post()
  create(): object {
    return { id: 2, note: 'a brass lamp' };
  }
}

const ADMIN = { as: 1, claims: { permissions: EVERY_PERMISSION } };
const API = '/activity-logs/admin/api';

const ROUTES: readonly [method: string, path: string][] = [
  ['GET', '/settings'],
  ['GET', '/records'],
  ['GET', '/records/0123456789abcdef01234567'],
  ['GET', '/records/0123456789abcdef01234567/related'],
  ['GET', '/facets'],
  ['GET', '/query/fields'],
  ['GET', '/names?ids=42'],
  ['GET', '/objects/order/1'],
  ['GET', '/timeline'],
  ['GET', '/routes'],
  ['GET', '/overview'],
  ['GET', '/errors'],
  ['GET', '/users'],
  ['GET', '/users/42'],
  ['GET', '/users/42/sessions'],
  ['GET', '/users/42/security'],
  ['GET', '/users/42/data?reason=a+request'],
  ['DELETE', '/users/42/data?mode=delete'],
  ['GET', '/holds'],
  ['POST', '/holds?user=42&reason=a+case'],
  ['DELETE', '/holds?user=42&reason=a+case'],
  ['GET', '/views'],
  ['POST', '/views?name=Failed&address=/?q=status:5xx'],
  ['DELETE', '/views?id=1'],
  ['GET', '/export?format=ndjson'],
  ['GET', '/health'],
  ['GET', '/retention'],
  ['GET', '/live'],
];

describe.each(PLATFORMS)('The admin API on %s', (platform) => {
  let app: TrackedApp;

  beforeEach(async () => {
    app = await tracked(platform, { controllers: [OrdersController] });
  });
  afterEach(() => app.close());

  // oxlint-disable-next-line typescript/no-explicit-any -- answers are told apart by what is expected of them
  const ask = async (path: string): Promise<any> => {
    await app.tracker.flush();
    const response = await app.get(API + path, ADMIN);
    expect({ path, status: response.status }).toEqual({ path, status: 200 });
    return response.json();
  };

  describe('lets in', () => {
    it.each(ROUTES)('no caller to %s %s without a token, with no guard of the host', async (method, path) => {
      const response = await app.fetch(API + path, { method });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain('records');
    });

    it.each(ROUTES)('no caller to %s %s without the permission', async (method, path) => {
      const response = await app.fetch(API + path, { method, as: 42, claims: { permissions: ['other'] } });
      expect(response.status).toBe(403);
    });

    it('no caller if it is turned off', async () => {
      const off = await tracked(platform, { options: { admin: { enabled: false } } });
      expect((await off.get(`${API}/records`, ADMIN)).status).toBe(404);
      await off.close();
    });
  });

  it('marks every response as data that must not be cached', async () => {
    for (const [method, path] of ROUTES.filter(([, path]) => path !== '/live')) {
      for (const call of [ADMIN, {}]) {
        const { headers } = await app.fetch(API + path, { method, ...call });
        expect(Object.fromEntries(headers)).toMatchObject({
          'cache-control': 'no-store',
          'content-security-policy': expect.stringContaining("default-src 'none'"),
          'cross-origin-resource-policy': 'same-origin',
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
        });
      }
    }
  });

  it('lists what a query asks for, page by page, and gives one record whole', async () => {
    for (let id = 1; id <= 5; id++) await app.get(`/orders/${id}`, { as: 42 });
    await app.get('/orders/404', { as: 43 });
    await app.post('/orders', { sku: 'LAMP' }, { as: 42 });

    const all = await ask('/records');
    expect(all).toMatchObject({ count: 7, next: null, previous: null });
    expect(all.results[0]).toMatchObject({ user_id: 42, method: 'POST', url_name: 'create' });
    expect(all.results[0]).not.toHaveProperty('body');

    const first = await ask('/records?q=user:42%20-method:POST&limit=2');
    expect(first.results.map(({ url_path }: { url_path: string }) => url_path)).toEqual(['/orders/5', '/orders/4']);
    const next = new URL(first.next, app.url);
    const second = await ask(`/records${next.search}`);
    expect(second.results.map(({ url_path }: { url_path: string }) => url_path)).toEqual(['/orders/3', '/orders/2']);
    const back = await ask(`/records${new URL(second.previous, app.url).search}`);
    expect(back.results).toEqual(first.results);

    expect((await ask('/records?status=4xx')).results).toMatchObject([{ status_code: 404, user_id: 43 }]);
    expect((await ask('/records?q=%22brass%20lamp%22')).results).toMatchObject([{ url_name: 'create' }]);
    const whole = await ask(`/records/${all.results[0]._id}`);
    expect(whole).toMatchObject({
      body: { sku: 'LAMP' },
      response: { note: 'a brass lamp' },
      headers: { authorization: '***FILTERED***' },
    });
    const related = await ask(`/records/${all.results[0]._id}/related`);
    expect(related).toMatchObject({ session: [], trace: [] });
    expect(related.nearby).toHaveLength(5);
    expect(related.neighbors).toMatchObject({
      person: { previous: { _id: related.nearby[0]._id }, next: null },
      session: { previous: null, next: null },
    });
    const inner = await ask(`/records/${related.nearby[1]._id}/related`);
    expect(inner.nearby).toHaveLength(5);
    expect([inner.neighbors.person.previous._id, inner.neighbors.person.next._id]).toEqual([
      related.nearby[2]._id,
      related.nearby[0]._id,
    ]);
    expect(inner.neighbors.person.next).not.toHaveProperty('headers');
  });

  it('counts facets, time, routes and people', async () => {
    for (let id = 1; id <= 3; id++) await app.get(`/orders/${id}`, { as: 42 });
    await app.get('/orders/404', { as: 43 });

    const facets = await ask('/facets?q=method:GET');
    expect(facets.status.values).toEqual([
      { value: 2, count: 3, query: 'status:2xx' },
      { value: 4, count: 1, query: 'status:4xx' },
    ]);
    const timeline = await ask('/timeline?q=since:1h&zone=Europe/Berlin');
    expect(timeline).toMatchObject({ time_zone: 'Europe/Berlin', slot: '1m', missing: [] });
    expect(timeline.slots.reduce((sum: number, slot: { calls: number }) => sum + slot.calls, 0)).toBe(4);
    expect((await ask('/timeline?q=since:1h%20orders')).slots.at(-1).by_class).toMatchObject({ '2xx': 3, '4xx': 1 });

    const ahead = { created_time: new Date(Date.now() + 3_600_000), _id: new Types.ObjectId() };
    await app.store.insert([{ ...(await app.storedRecords())[0]!, ...ahead }]);
    for (const path of ['/timeline', '/timeline?q=orders', '/overview', '/routes', '/users'])
      expect([path, (await ask(path)).later.calls]).toEqual([path, 1]);
    expect((await ask(`/timeline?to=${new Date().toISOString()}`)).later.calls).toBe(0);
    expect((await ask('/timeline?q=orders')).slots.at(-1).calls).toBe(4);
    expect((await ask('/records')).count).toBe(5);

    const { routes, uncalled } = await ask('/routes');
    expect(routes).toMatchObject([
      {
        namespace: 'OrdersController',
        url_name: 'find',
        calls: 4,
        users: 2,
        error_share: 0.25,
        p95: expect.any(Number),
      },
    ]);
    expect(uncalled.map(({ url_name }: { url_name: string }) => url_name).toSorted()).toEqual(['create', 'list']);

    const { people } = await ask('/users?sort=calls');
    expect(people).toMatchObject([
      { user_id: 42, calls: 3, errors: 0 },
      { user_id: 43, calls: 1, errors: 1 },
    ]);
    expect(await ask('/users/43')).toMatchObject({ person: { user_id: 43, calls: 1 } });
    const { sessions, next } = await ask('/users/42/sessions?limit=2');
    expect(sessions).toMatchObject([{ continues: true, calls: [{ url_name: 'find' }, { url_name: 'find' }] }]);
    expect((await ask(`/users/42/sessions?limit=2&cursor=${next}`)).sessions).toMatchObject([
      { calls: [{ url_name: 'find' }] },
    ]);
    expect(await ask('/overview')).toMatchObject({ current: { calls: 4, active_users: 2 }, previous: { calls: 0 } });
  });

  it.each([
    ['records?q=user:', 'user has no value'],
    ['records?q=nope:1', 'nope'],
    ['records?statuss=404', 'statuss'],
    ['records?status[$ne]=1', 'status'],
    ['records?limit=0', 'limit'],
    ['records?cursor=abc', 'cursor'],
    ['facets?limit=3', 'limit'],
    ['timeline?zone=Mars/Olympus', 'zone'],
    ['timeline?from=2026-02-30', 'from'],
    ['users?sort=password', 'sort'],
    ['users/1/sessions?cursor=1', 'cursor'],
    ['routes?q=lamp', 'q'],
    ['export?format=xml', 'format'],
    ['live?q=lamp', 'q'],
  ])('refuses %s and names what is wrong', async (path, name) => {
    const response = await app.get(`${API}/${path}`, ADMIN);
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain(name);
  });

  it('exports what a query asks for', async () => {
    await app.get('/orders/=1+1', { as: 42 });
    await app.get('/orders/2', { as: 43 });
    await app.tracker.flush();
    const get = async (format: string) => app.get(`${API}/export?format=${format}&q=user:42&reason=by+letter`, ADMIN);

    const ndjson = await get('ndjson');
    expect(ndjson.headers.get('content-disposition')).toMatch(/^attachment; filename="activity-[\d-]+\.ndjson"$/);
    const lines = (await ndjson.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ user_id: 42, url_path: '/orders/=1+1' }]);
    const csv = await (await get('csv')).text();
    expect(csv.trimEnd().split(/\r?\n/)).toHaveLength(2);
    expect((await (await get('ndjson&limit=1')).text()).trimEnd().split('\n')).toHaveLength(1);
    for (const limit of ['0', '-1', '1.5', 'all', '1e3']) {
      const refused = await get(`ndjson&limit=${limit}`);
      expect([limit, refused.status, await refused.text()]).toEqual([limit, 400, expect.stringContaining('limit')]);
    }
    const har = (await (await get('har')).json()) as { log: { version: string; entries: unknown[] } };
    expect(har.log).toMatchObject({ version: '1.2', entries: [{ request: { method: 'GET' } }] });
  });

  it('names that are left out and names that are asked for both count', async () => {
    await app.get('/orders', { as: 42 });
    await app.get('/orders/1', { as: 42 });
    await app.post('/orders', {}, { as: 42 });
    const { results } = await ask('/records?q=name:find,create&not.name=Orders.create');
    expect(results.map(({ url_name }: { url_name: string }) => url_name)).toEqual(['find']);
  });

  it('markup that was stored is data or a download, and no page', async () => {
    const markup = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    await app.post('/orders', { markup }, { as: 42, headers: { 'user-agent': markup } });
    const [{ _id }] = (await ask('/records')).results;
    const downloads = ['ndjson', 'csv', 'har']
      .map((format) => `/export?format=${format}`)
      .concat('/users/42/data?reason=a+request');
    for (const path of [`/records/${_id}`, ...downloads]) {
      const { headers } = await app.get(API + path, ADMIN);
      expect(Object.fromEntries(headers), path).toMatchObject({
        'content-type': expect.stringMatching(/^(?:application\/(?:json|x-ndjson)|text\/csv)\b/),
        'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/),
        'x-content-type-options': 'nosniff',
      });
      if (downloads.includes(path)) expect(headers.get('content-disposition'), path).toMatch(/^attachment; filename=/);
    }
  });

  it('contains no masked value in any response or export', async () => {
    const secret = 'correct-horse-battery-staple';
    const headers = { 'x-api-key': secret, cookie: `sid=${secret}` };
    await app.post(`/orders?token=${secret}`, { password: secret, note: `it is ${secret}` }, { as: 42, headers });
    const [{ _id }] = (await ask('/records')).results;
    const paths = ROUTES.filter(([method, path]) => method === 'GET' && path !== '/live').map(([, path]) =>
      path.replace('0123456789abcdef01234567', _id),
    );
    let marked = 0;
    for (const path of [...paths, '/export?format=csv', '/export?format=har', `/records?q=${secret}`]) {
      const text = await (await app.get(API + path, ADMIN)).text();
      if (text.includes('FILTERED')) marked++;
      expect(text, path).not.toMatch(/horse.battery/i);
    }
    expect(marked).toBeGreaterThanOrEqual(5);
  });

  it('refusals are data without a stack or a version; what was sent comes back from no page', async () => {
    const markup = encodeURIComponent('<script>alert(1)</script>');
    const paths = [
      `/api/records?q=${markup}%20nope:1`,
      `/api/records?${markup}=1`,
      `/api/records?cursor=${markup}`,
      `/api/records/${markup}`,
      `/api/users/1/sessions?cursor=${markup}`,
      `/api/export?format=${markup}`,
      `/${markup}`,
      `/assets/${markup}`,
    ];
    for (const path of paths) {
      for (const call of [ADMIN, {}, { as: 42 }]) {
        const answer = await app.get(`/activity-logs/admin${path}`, call);
        expect(Object.fromEntries(answer.headers), path).toMatchObject({
          'content-type': expect.stringMatching(/^application\/json/),
          'content-security-policy': expect.stringContaining("default-src 'none'"),
          'x-content-type-options': 'nosniff',
        });
        const text = await answer.text();
        expect(text, path).not.toMatch(/\\n\s*at |node_modules|nestjs|\d+\.\d+\.\d+/);
        // Errors quote the invalid value, so they must be JSON that no browser renders as a page.
        if (answer.status !== 400)
          expect([answer.status, text], path).toEqual([expect.any(Number), expect.not.stringContaining('script')]);
        expect([400, 401, 403, 404], path).toContain(answer.status);
      }
    }
  });

  it('gives a person’s data, counts before it erases, and then erases', async () => {
    await app.post('/orders', { email: 'b7.kelvin@shop.example' }, { as: 'kelvin-4711' });
    await app.get('/orders/kelvin-4711', { as: 43 });
    const data = await app.get(`${API}/users/kelvin-4711/data?reason=a+request`, ADMIN);
    expect((await data.text()).trimEnd().split('\n')).toHaveLength(1);

    const erase = async (parameters: string) => {
      const response = await app.fetch(`${API}/users/kelvin-4711/data?${parameters}`, { method: 'DELETE', ...ADMIN });
      expect(response.status).toBe(200);
      return (await response.json()) as Record<string, unknown>;
    };
    const { token, ...counted } = await erase('mode=delete');
    expect(counted).toMatchObject({ dry_run: true, records: 1 });
    expect(await app.records({ user_id: 'kelvin-4711' })).toHaveLength(1);
    expect(await erase(`mode=delete&dry_run=false&reason=by+request&token=${String(token)}`)).toMatchObject({
      dry_run: false,
      records: 1,
    });
    expect(JSON.stringify(await app.records())).not.toMatch(/kelvin/);
  });

  it.each([
    ['mode=all', 'mode'],
    ['dry_run=false', 'mode'],
    ['mode=delete&dry_run=no', 'dry_run'],
    ['mode=delete&also=a', 'also'],
    ['mode=delete&also=4711', 'also'],
    ['mode=delete&dry_run=false&token=x', 'reason'],
    ['mode=delete&dry_run=false&token=x&reason=ab', 'reason'],
    [`mode=delete&dry_run=false&token=x&reason=${'a'.repeat(501)}`, 'reason'],
    ['mode=delete&dry_run=false&reason=a+request', 'token'],
  ])('erases no user for %s', async (parameters, name) => {
    const response = await app.fetch(`${API}/users/42/data?${parameters}`, { method: 'DELETE', ...ADMIN });
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain(name);
  });

  it('takes changes without a token only from its own pages', async () => {
    const cookie = await tracked(platform, {
      options: {
        resolveUser: (request) =>
          (request as { headers: Record<string, string> }).headers.cookie === 'sid=1'
            ? { id: 1, payload: ADMIN.claims }
            : null,
      },
    });
    const erase = async (headers: Record<string, string>) =>
      (
        await cookie.fetch(`${API}/users/42/data?mode=delete`, {
          method: 'DELETE',
          headers: { cookie: 'sid=1', ...headers },
        })
      ).status;
    expect(await erase({})).toBe(403);
    expect(await erase({ 'x-activity-tracker': '1' })).toBe(403);
    expect(await erase({ 'x-activity-tracker': '1', 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await erase({ 'x-activity-tracker': '1', origin: 'https://evil.example' })).toBe(403);
    expect(await erase({ 'sec-fetch-site': 'same-origin' })).toBe(403);
    expect(await erase({ 'x-activity-tracker': '1', 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await erase({ 'x-activity-tracker': '1', origin: cookie.url })).toBe(200);
    await cookie.close();
  });

  it('says how it is doing, and what a client needs to know', async () => {
    await app.get('/orders', { as: 42 });
    expect(await ask('/health')).toMatchObject({
      buffer: { stored: 1, waiting: 0, dropped: { full: 0 }, store_away: false },
      store: { reachable: true },
      rollups: app.store instanceof InMemoryActivityStore ? null : expect.objectContaining({ problem: null }),
      geo: {
        readable: true,
        built: expect.stringMatching(/^20\d\d-/),
        old: expect.any(Boolean),
        credit: { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' },
      },
    });
    expect(await ask('/settings')).toEqual({
      page_size: 50,
      time_zone: 'UTC',
      timedelta: 0,
      url_names: [],
      names: false,
      anomalies: false,
      reason_required: true,
      country_credit: { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' },
      user: { user_id: 1 },
      permissions: { view: true, bodies: true, export: true, erase: true, audit: true },
      version: '0.1.0',
    });
    expect((await ask('/query/fields')).fields).toContainEqual(expect.objectContaining({ name: 'status' }));
  });

  it('tells of calls as they are stored', async () => {
    const stop = new AbortController();
    const response = await app.fetch(`${API}/live?q=status:4xx`, { ...ADMIN, signal: stop.signal });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('event: open')) text += (await reader.read()).value ?? '';
    await settled();
    await app.get('/orders/1', { as: 42 });
    await app.get('/orders/404', { as: 43 });
    await app.tracker.flush();
    while (!text.includes('event: record')) text += (await reader.read()).value ?? '';
    const [, data = ''] = /event: record\nid: t\d+\ndata: (.*)\n/.exec(text) ?? [];
    expect(JSON.parse(data)).toMatchObject({ user_id: 43, status_code: 404 });
    stop.abort();
  });

  it('does not record itself', async () => {
    for (const [method, path] of ROUTES.filter(([, path]) => path !== '/live'))
      await app.fetch(API + path, { method, ...ADMIN });
    expect((await app.records()).filter(({ namespace }) => namespace !== 'ActivityTracker')).toEqual([]);
  });
});
