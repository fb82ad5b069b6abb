import { Controller, Get, Post } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PermissionQuestion } from 'nestjs-activity-tracker';
import { PERMISSION } from './support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

const RIGHTS = ['view', 'bodies', 'export', 'erase', 'audit'] as const;
type Right = (typeof RIGHTS)[number];

const NAMES: Record<Right, string> = {
  view: 'log.view',
  bodies: 'log.bodies',
  export: 'log.export',
  erase: 'log.erase',
  audit: 'log.audit',
};

const BASE = '/activity-logs';
const API = `${BASE}/admin/api`;
const WORDS = 'moonlight';

/** Every endpoint with the rights that open it, all of them together; `any`: each one alone. */
const MATRIX: readonly [method: 'GET' | 'POST' | 'DELETE', path: string, needs: readonly Right[] | 'any'][] = [
  ['GET', `${BASE}/admin-history`, ['view']],
  ['GET', `${API}/settings`, 'any'],
  ['GET', `${API}/health`, ['view']],
  ['GET', `${API}/retention`, ['view']],
  ['GET', `${API}/records`, ['view']],
  ['GET', `${API}/records?q=${WORDS}`, ['view', 'bodies']],
  ['GET', `${API}/records/:id`, ['view']],
  ['GET', `${API}/records/:id/related`, ['view']],
  ['GET', `${API}/facets`, ['view']],
  ['GET', `${API}/facets?q=${WORDS}`, ['view', 'bodies']],
  ['GET', `${API}/query/fields`, ['view']],
  ['GET', `${API}/names`, ['view']],
  ['GET', `${API}/objects/order/5`, ['view']],
  ['GET', `${API}/timeline`, ['view']],
  ['GET', `${API}/timeline?q=${WORDS}`, ['view', 'bodies']],
  ['GET', `${API}/routes`, ['view']],
  ['GET', `${API}/overview`, ['view']],
  ['GET', `${API}/errors`, ['view']],
  ['GET', `${API}/users`, ['view']],
  ['GET', `${API}/users/42`, ['view']],
  ['GET', `${API}/users/42/sessions`, ['view']],
  ['GET', `${API}/users/42/security`, ['view']],
  ['GET', `${API}/users/42/data?reason=a+request`, ['export', 'bodies']],
  ['DELETE', `${API}/users/42/data?mode=delete`, ['erase']],
  ['GET', `${API}/audit`, ['audit']],
  ['GET', `${API}/holds`, ['erase']],
  ['POST', `${API}/holds?user=43&reason=a+case`, ['erase']],
  ['DELETE', `${API}/holds?user=43&reason=over`, ['erase']],
  ['GET', `${API}/views`, ['view']],
  ['POST', `${API}/views?name=Failed&address=/?q=status:5xx`, ['view']],
  ['DELETE', `${API}/views?id=1`, ['view']],
  ['GET', `${API}/live`, ['view']],
  ['GET', `${API}/export?format=ndjson`, ['export']],
  ['GET', `${API}/export?format=ndjson&bodies=true`, ['export', 'bodies']],
  ['GET', `${API}/export?format=ndjson&q=${WORDS}`, ['export', 'bodies']],
];

const VIEW = { id: '1', name: 'All', address: '/', shared: false, owner_id: 1 };

@Controller('orders')
class OrdersController {
  @Get()
  list(): unknown {
    return [{ note: 'answered by moonlight' }];
  }

  @Post()
  create(): unknown {
    return { note: 'answered by moonlight' };
  }
}

describe.each(PLATFORMS)('Permissions of the admin API on %s', (platform) => {
  let app: TrackedApp;
  let asked: string[];
  let held: ReadonlySet<string>;
  beforeEach(async () => {
    asked = [];
    held = new Set();
    const hasPermission = ({ permission }: PermissionQuestion) => {
      asked.push(permission);
      return held.has(permission);
    };
    app = await tracked(platform, {
      controllers: [OrdersController],
      options: { history: { permission: NAMES.view, hasPermission }, admin: { anomalies: true, permissions: NAMES } },
    });
    await (await app.post('/orders', { note: 'asked by moonlight' }, { as: 42 })).text();
  });
  afterEach(() => app.close());

  const ask = async (method: string, path: string) => {
    const [record] = await app.records({ user_id: 42 });
    await app.store.views!.save({ ...VIEW, created_time: new Date() }, 50);
    const control = new AbortController();
    const response = await app.fetch(path.replace(':id', String(record?._id)), {
      method,
      as: 1,
      signal: control.signal,
    });
    const { status, headers } = response;
    const isStream = headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    const text = isStream ? '' : await response.text();
    if (isStream) control.abort();
    return { status, text, headers };
  };

  it('each right opens its endpoints, and no other', async () => {
    const subsets = [...RIGHTS.map((right) => [right]), ['view', 'bodies'], ['export', 'bodies'], []] as Right[][];
    for (const [method, path, needs] of MATRIX) {
      for (const rights of subsets) {
        held = new Set(rights.map((right) => NAMES[right]));
        const isOpen = needs === 'any' ? rights.length > 0 : needs.every((right) => rights.includes(right));
        const { status, text } = await ask(method, path);
        expect([method, path, rights, status]).toEqual([method, path, rights, isOpen ? 200 : 403]);
        if (isOpen) continue;
        const missing = needs === 'any' ? RIGHTS : [needs.find((right) => !rights.includes(right))!];
        expect(JSON.parse(text)).toMatchObject({
          statusCode: 403,
          message: `Missing permission ${missing.map((right) => `"${NAMES[right]}"`).join(' or ')}.`,
        });
      }
    }
  });

  it('asks hasPermission for the one that is wanted, once', async () => {
    held = new Set(Object.values(NAMES));
    await app.get(`${API}/records`, { as: 1 });
    expect(asked.splice(0)).toEqual([NAMES.view]);
    await app.fetch(`${API}/users/42/data?mode=delete`, { method: 'DELETE', as: 1 });
    // Whether the dry run may show the client address.
    expect(asked.splice(0)).toEqual([NAMES.erase, NAMES.view]);
    await app.get(`${API}/users/42/data?reason=a+request`, { as: 1 });
    expect(asked.splice(0)).toEqual([NAMES.export, NAMES.bodies]);
  });

  it('gives no header, body or response without the right to read them', async () => {
    held = new Set([NAMES.view, NAMES.export]);
    const [record] = await app.records({ user_id: 42 });
    const paths = ['/records', '/records/:id', '/records/:id/related', '/users/42', '/users/42/sessions', '/facets'];
    for (const path of [...paths, '/export?format=ndjson', '/export?format=csv', '/export?format=har']) {
      const { status, text } = await ask('GET', API + path);
      expect([path, status]).toEqual([path, 200]);
      expect(text, path).not.toMatch(/moonlight|undici|application\/json; charset=utf-8","date/i);
    }
    const { headers: _headers, body: _body, response: _response, ...rest } = record!;
    expect(JSON.parse((await ask('GET', `${API}/records/:id`)).text)).toEqual(JSON.parse(JSON.stringify(rest)));
    const { headers } = await ask('GET', `${API}/export?format=ndjson`);
    expect(headers.get('x-activity-tracker-omitted')).toBe('headers, body, response, response_headers');

    held = new Set(Object.values(NAMES));
    expect((await ask('GET', `${API}/records/:id`)).text).toContain('asked by moonlight');
    const whole = await ask('GET', `${API}/export?format=ndjson`);
    expect([whole.text.includes('moonlight'), whole.headers.get('x-activity-tracker-omitted')]).toEqual([true, null]);
    const left = await ask('GET', `${API}/export?format=ndjson&bodies=false`);
    expect([left.text.includes('moonlight'), left.headers.has('x-activity-tracker-omitted')]).toEqual([false, true]);
  });

  it('shows addresses in a dry run of an erasure only in the form that another right permits, and accepts them in that form', async () => {
    await (await app.post('/orders', { contact: 'kelvin@shop.example' }, { as: 42 })).text();
    await app.records();
    const dryRun = async (rights: readonly Right[], query = '') => {
      held = new Set(rights.map((right) => NAMES[right]));
      return JSON.parse((await ask('DELETE', `${API}/users/42/data?mode=delete${query}`)).text) as object;
    };
    const short = { emails: ['k***@s***.example'], addresses: ['127.0.*.*'] };
    const whole = { emails: ['kelvin@shop.example'], addresses: ['127.0.0.1'] };
    const found = await dryRun(['erase']);
    expect(found).toMatchObject({ records: 2, token: expect.any(String), ...short });
    expect(JSON.stringify(found)).not.toMatch(/kelvin|127\.0\.0/);
    expect(await dryRun(['erase', 'view'])).toMatchObject({ ...short, addresses: whole.addresses });
    expect(await dryRun(['erase', 'bodies'])).toMatchObject({ ...short, emails: whole.emails });
    expect(await dryRun(['erase', 'view', 'bodies'])).toMatchObject(whole);
    expect(await dryRun(['erase'], '&except=K***@s***.example,127.0.*.*')).toMatchObject({ emails: [], addresses: [] });
  });

  it('says what the caller may do', async () => {
    held = new Set([NAMES.view, NAMES.audit]);
    expect(JSON.parse((await ask('GET', `${API}/settings`)).text)).toMatchObject({
      permissions: { view: true, bodies: false, export: false, erase: false, audit: true },
    });
  });
});

describe.each(PLATFORMS)('Permissions by default on %s', (platform) => {
  it('history.permission opens view and bodies alone', async () => {
    const app = await tracked(platform);
    const settings = async (permission: string) =>
      (
        (await (await app.get(`${API}/settings`, { as: 1, claims: { permissions: [permission] } })).json()) as {
          permissions: unknown;
        }
      ).permissions;
    const none = { view: false, bodies: false, export: false, erase: false, audit: false };
    try {
      expect(await settings(PERMISSION.view)).toEqual({ ...none, view: true, bodies: true });
      expect(await settings(PERMISSION.export)).toEqual({ ...none, export: true });
      expect(await settings(PERMISSION.erase)).toEqual({ ...none, erase: true });
      expect(await settings(PERMISSION.audit)).toEqual({ ...none, audit: true });
    } finally {
      await app.close();
    }
  });
});
