import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get } from '@nestjs/common';
import { ServeStaticModule, type ServeStaticModuleOptions } from '@nestjs/serve-static';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { ensurePanel } from '../support/panel-build.js';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { PLATFORMS, type PlatformName, settled, tracked, type TrackedApp } from '../support/tracked-app.js';

const SPA = '<!doctype html><title>the single page of the host</title>';
const SCRIPT = 'console.log("of the host")';

@Controller('api/orders')
class OrdersController {
  @Get()
  list(): unknown {
    return [];
  }
}

/** The recipe chapter of Nest excludes the API; each platform has its spelling of a wildcard. */
const EVERYTHING = { express: '{*any}', fastify: '*' };
const optionsFor = (platform: PlatformName): [string, ServeStaticModuleOptions][] => [
  ['as they are', {}],
  ['with the API excluded', { exclude: ['/api/{*rest}', '/activity-logs/{*rest}'] }],
  ['with every path rendered', { renderPath: EVERYTHING[platform] }],
  ['under a path', { serveRoot: '/shop' }],
];

describe.each(PLATFORMS)('a single-page application of @nestjs/serve-static on %s', (platform) => {
  let app: TrackedApp;
  let rootPath: string;
  beforeAll(() => {
    ensurePanel();
    rootPath = mkdtempSync(join(tmpdir(), 'activity-tracker-static-'));
    mkdirSync(join(rootPath, 'assets'));
    writeFileSync(join(rootPath, 'index.html'), SPA);
    writeFileSync(join(rootPath, 'assets', 'app.js'), SCRIPT);
  }, 120_000);
  afterEach(() => app.close());
  afterAll(() => rmSync(rootPath, { recursive: true, force: true }));

  const start = async (given: ServeStaticModuleOptions = {}, options: ActivityTrackerOptions = {}) => {
    const serveStaticOptions = { fallthrough: true };
    app = await tracked(platform, {
      imports: [ServeStaticModule.forRoot({ rootPath, serveStaticOptions, ...given })],
      controllers: [OrdersController],
      options,
    });
  };

  const get = async (path: string, as?: number, claims: Record<string, unknown> = {}) => {
    const response = await app.get(path, as === undefined ? {} : { as, claims });
    return { status: response.status, text: await response.text() };
  };

  const recorded = async () => {
    await settled();
    return (await app.records()).map(({ url_path, url_name, status_code }) => [url_path, url_name, status_code]);
  };

  it.each(optionsFor(platform))('%s: its files, the API and the panel answer', async (_, given) => {
    await start(given);
    const root = given.serveRoot ?? '';
    const rights = { permissions: EVERY_PERMISSION };

    expect(await get(`${root}/assets/app.js`, 7)).toEqual({ status: 200, text: SCRIPT });
    expect(await get(`${root}/some/page`, 7)).toEqual({ status: 200, text: SPA });
    expect(await get('/api/orders', 7)).toEqual({ status: 200, text: '[]' });
    expect(await recorded()).toEqual([
      [`${root}/assets/app.js`, null, 200],
      [`${root}/some/page`, null, 200],
      ['/api/orders', 'list', 200],
    ]);

    const page = await get('/activity-logs/admin/index.html');
    expect([page.status, page.text.includes('<div id="app">')]).toEqual([200, true]);
    expect(await get('/activity-logs/admin/config.json')).toMatchObject({ status: 200 });
    expect(JSON.parse((await get('/activity-logs/admin/api/records', 1, rights)).text)).toMatchObject({
      results: [{ url_name: 'list' }, {}, {}],
    });
    expect(JSON.parse((await get('/activity-logs/user-history', 7)).text)).toMatchObject({ count: 3 });
    expect(await recorded()).toHaveLength(3);
  });

  it('an unknown file of the panel is a 404, not the page of the host', async () => {
    await start();
    expect((await get('/activity-logs/admin/nothing.js')).status).toBe(404);
  });

  it('an anonymous visitor of the page is not recorded', async () => {
    await start();
    expect((await get('/assets/app.js')).text).toBe(SCRIPT);
    expect((await get('/some/page')).text).toBe(SPA);
    expect(await recorded()).toEqual([]);
  });

  it("capture.skipPaths leaves the files of a signed-in user out of the log, and keeps the user's calls", async () => {
    await start({}, { capture: { skipPaths: ['/assets', /\.(?:html|ico)$/] } });
    for (const path of ['/assets/app.js', '/index.html', '/favicon.ico', '/api/orders']) await get(path, 7);
    expect(await recorded()).toEqual([['/api/orders', 'list', 200]]);
  });
});
