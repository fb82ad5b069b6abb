import { Logger, VersioningType, type INestApplication } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { ensurePanel } from './support/panel-build.js';
import { PLATFORMS, type Setting, tracked, type TrackedApp } from './support/tracked-app.js';

const HOSTS: readonly [name: string, base: string, configure: (app: INestApplication) => void][] = [
  ['a plain host', '/activity-logs/admin', () => {}],
  ['a global prefix', '/api/v1/activity-logs/admin', (app) => void app.setGlobalPrefix('api/v1')],
  [
    'versions in the URL',
    '/activity-logs/admin',
    (app) => void app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
  ],
];

describe.each(PLATFORMS)('The panel on %s', (platform) => {
  let app: TrackedApp | undefined;
  beforeAll(() => ensurePanel(), 120_000);
  afterEach(() => app?.close());

  const start = async (setting: Setting = {}) => (app = await tracked(platform, setting));

  it.each(HOSTS)('is served by %s', async (_, base, configure) => {
    const { get } = await start({ configure }).then((started) => ({ get: started.get.bind(started) }));
    const without = await get(base);
    expect([without.status, without.headers.get('location')]).toEqual([302, 'admin/index.html']);
    const page = await get(`${base}/index.html`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    const assets = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, name]) => name!);
    expect(assets.length).toBeGreaterThan(2);
    for (const name of assets) {
      const asset = await get(`${base}/${name}`);
      expect([name, asset.status]).toEqual([name, 200]);
      expect(asset.headers.get('cache-control')).toBe(
        name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
      );
    }
    expect(await (await get(`${base}/config.json`)).json()).toMatchObject({ apiBase: './api', cookie: false });
  });

  it.each(['/activity-logs/admin/', '/api/v1/activity-logs/admin/'])('leads on from %s', async (path) => {
    const prefix = path.split('/activity-logs')[0]!;
    const started = await start({ configure: (app) => void (prefix && app.setGlobalPrefix(prefix)) });
    const { status, headers } = await started.get(path);
    const page = new URL(headers.get('location') ?? '', `http://host${path}`);
    expect([status, page.pathname]).toEqual([302, `${path}index.html`]);
  });

  it.each([
    ['no fields', []],
    ['a field without a name', [{ label: 'Email' }]],
    ['an empty name', ['']],
    ['a type that inputs do not have', [{ name: 'email', type: 'hidden' }]],
    ['a misspelt setting', [{ name: 'email', lable: 'Email' }]],
  ])('refuses a sign-in of the host with %s', async (_, fields) => {
    const login = { url: '/auth/login', fields, tokenPath: 'access' } as never;
    await expect(tracked(platform, { options: { admin: { login } } })).rejects.toThrow(/admin\.login/);
  });

  it.each(['javascript:alert(1)', '//evil.example/', '/\\evil.example/', 'sign-in', 'https://', ''])(
    'refuses %j for a page of the host',
    async (url) => {
      for (const name of ['loginUrl', 'logoutUrl'])
        await expect(tracked(platform, { options: { admin: { [name]: url } } })).rejects.toThrow(`admin.${name}`);
    },
  );

  if (platform === 'fastify') {
    it('leaves a host alone that takes both for the same', async () => {
      const started = await start({ fastify: { routerOptions: { ignoreTrailingSlash: true } } });
      expect((await started.get('/activity-logs/admin/')).status).toBe(302);
    });
  }

  it('has headers that let nothing run, frame or keep it', async () => {
    const started = await start();
    for (const path of ['/index.html', '/config.json', '/icon.svg']) {
      const { headers } = await started.get(`/activity-logs/admin${path}`);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': expect.stringMatching(
          /default-src 'none'; script-src 'self'; style-src 'self'.*base-uri 'none'.*frame-ancestors 'none'.*trusted-types/,
        ),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
      expect(headers.has('access-control-allow-origin')).toBe(false);
    }
  });

  it.each([
    ['br', 'gzip, deflate, br', 'br'],
    ['gzip', 'gzip', 'gzip'],
    ['nothing', 'identity', null],
    ['gzip where br is refused', 'br;q=0, gzip', 'gzip'],
    ['nothing where both are refused', 'gzip;q=0, br;q=0.0', null],
    ['the one preferred', 'br;q=0.2, gzip;q=0.9', 'gzip'],
    ['br for anything', '*', 'br'],
    ['gzip for anything but br', '*, br;q=0', 'gzip'],
    ['nothing for a malformed header', 'br;q=banana, ;;,', null],
  ])('comes compressed with %s to who asks for it', async (_, accepted, encoding) => {
    const started = await start();
    const page = await started.get('/activity-logs/admin/index.html', { headers: { 'accept-encoding': accepted } });
    expect([page.headers.get('content-encoding'), page.headers.get('vary')]).toEqual([encoding, 'Accept-Encoding']);
    expect(await page.text()).toContain('<div id="app">');
  });

  it('has an ETag for each encoding, and answers 304 to a client that holds it', async () => {
    const started = await start();
    const path = '/activity-logs/admin/index.html';
    const get = (headers: Record<string, string>, method = 'GET') => started.get(path, { headers, method });
    const tagOf = async (encoding: string) => (await get({ 'accept-encoding': encoding })).headers.get('etag')!;
    const [compressed, plain] = [await tagOf('br'), await tagOf('identity')];
    expect(compressed).toMatch(/^"[\w-]{16,}"$/);
    expect(plain).not.toBe(compressed);
    for (const held of [compressed, `W/${compressed}`, `"other", W/${compressed}`, '*', `"a,b",${compressed}`]) {
      const answer = await get({ 'accept-encoding': 'br', 'if-none-match': held });
      expect([held, answer.status, await answer.text()]).toEqual([held, 304, '']);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        etag: compressed,
        vary: 'Accept-Encoding',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    }
    expect((await get({ 'accept-encoding': 'br', 'if-none-match': compressed }, 'HEAD')).status).toBe(304);
    for (const other of [plain, '"other"', '"a,*,b"', compressed.slice(1, -1), ''])
      expect((await get({ 'accept-encoding': 'br', 'if-none-match': other })).status).toBe(200);
  });

  it('answers 500 and logs once where a header of the host throws, instead of ending the process', async () => {
    const errors = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const configure = (host: INestApplication): void => {
      const adapter = host.getHttpAdapter();
      const setHeader = adapter.setHeader.bind(adapter) as (response: unknown, name: string, value: string) => unknown;
      adapter.setHeader = (response: unknown, name: string, value: string) => {
        if (name === 'ETag') throw new Error('no tags here');
        return setHeader(response, name, value);
      };
    };
    try {
      const started = await start({ configure });
      expect((await started.get('/activity-logs/admin/index.html')).status).toBe(500);
      expect((await started.get('/activity-logs/admin/config.json')).status).toBe(200);
      expect(errors).toHaveBeenCalledExactlyOnceWith('The panel could not answer a request: no tags here');
    } finally {
      errors.mockRestore();
    }
  });

  it('answers HEAD without content, and a range with all of it', async () => {
    const started = await start();
    const path = '/activity-logs/admin/index.html';
    const head = await started.get(path, { method: 'HEAD', headers: { 'accept-encoding': 'identity' } });
    const whole = await started.get(path, { headers: { 'accept-encoding': 'identity', range: 'bytes=0-9' } });
    const page = await whole.text();
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe(String(page.length));
    expect([whole.status, whole.headers.has('accept-ranges')]).toEqual([200, false]);
    expect(page).toContain('<div id="app">');
  });

  it.each([
    '/nothing.js',
    '/assets/',
    '/assets',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '/..\\package.json',
    '/assets/..%2f..%2fdist/index.js',
    '/index.html%00.js',
    '//etc/passwd',
    '/api/nothing',
    '/index.html.br',
  ])('has no %s', async (path) => {
    const started = await start();
    const response = await started.get(`/activity-logs/admin${path}`);
    expect([400, 404]).toContain(response.status);
    expect(await response.text()).not.toMatch(/"dependencies"|root:/);
  });

  it('says what a host has set, and holds no data', async () => {
    const admin: ActivityTrackerOptions['admin'] = {
      title: 'Shop activity',
      environment: { label: 'staging', color: '#b45309' },
      colors: { accent: 'rebeccapurple' },
      login: {
        url: '/auth/login',
        fields: ['email', { name: 'pin', label: 'Your PIN', type: 'password' }],
        tokenPath: 'access',
      },
      loginUrl: '/sign-in?next=panel',
      logoutUrl: 'https://login.shop.example/out',
    };
    const started = await start({ options: { admin, resolveUser: () => null } });
    expect(await (await started.get('/activity-logs/admin/config.json')).json()).toEqual({
      ...admin,
      logo: null,
      cookie: true,
      apiBase: './api',
    });
  });

  it('is gone where the admin API is', async () => {
    const started = await start({ options: { admin: { enabled: false } } });
    for (const path of ['', '/index.html', '/config.json', '/icon.svg'])
      expect((await started.get(`/activity-logs/admin${path}`)).status).toBe(404);
  });

  it('does not record itself', async () => {
    const started = await start({ options: { capture: { trackAnonymous: true } } });
    for (const path of ['', '/index.html', '/config.json', '/icon.svg', '/nothing'])
      await started.get(`/activity-logs/admin${path}`);
    expect(await started.records()).toEqual([]);
  });
});
