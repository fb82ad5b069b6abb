import { type ExecutionContext, Inject, Injectable, SetMetadata, UnauthorizedException } from '@nestjs/common';
import { APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { SkipThrottle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ActivityTrackerExtras } from 'nestjs-activity-tracker';
import fastifyCompress from '@fastify/compress';
import fastifyHelmet from '@fastify/helmet';
import compression from 'compression';
import helmet from 'helmet';
import { ensurePanel } from '../support/panel-build.js';
import { OrdersController } from '../support/orders.controller.js';
import { PLATFORMS, SECRET, sign, type TrackedApp } from '../support/tracked-app.js';
import { HISTORY, type Host, startHost } from './fixtures/host-app.js';
import { closesAfterEach } from '../support/closes-after-each.js';
import { adapterOf, addressOf, call, shop } from './fixtures/shop.js';

const PUBLIC = 'isPublic';
const PANEL = '/activity-logs/admin';
const AS_7 = { headers: { authorization: `Bearer ${sign({ user_id: 7 })}` } };

/** As in Nest's authentication chapter: refuses everything that is not public. */
@Injectable()
class ClosedGuard {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    throw new UnauthorizedException('closed');
  }
}

describe.each(PLATFORMS)('middleware and guards of the host on %s', (platform) => {
  let app: TrackedApp | undefined;
  const closing = closesAfterEach();
  beforeAll(() => ensurePanel(), 120_000);
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  const start = async (host: Partial<Host>, extras: ActivityTrackerExtras = {}) =>
    (app = await startHost(platform, {
      controllers: [OrdersController],
      ...host,
      options: { jwt: { secret: SECRET, algorithms: ['HS256'] }, ...extras },
    }));
  const statuses = async (from: TrackedApp, paths: string[]) => {
    const found: number[] = [];
    for (const path of paths) found.push((await from.get(path, AS_7)).status);
    return found;
  };

  it('a global guard protects API and history, but not the panel, and Public() admits to both', async () => {
    const providers = [{ provide: APP_GUARD, useClass: ClosedGuard }];
    const paths = [HISTORY, `${PANEL}/api/settings`, `${PANEL}/index.html`, `${PANEL}/config.json`, PANEL];
    const closed = await start({ providers });
    expect(await statuses(closed, paths)).toEqual([401, 401, 200, 200, 302]);
    expect(await (await closed.get(HISTORY, AS_7)).json()).toMatchObject({ statusCode: 401, message: 'closed' });
    await closed.close();
    const open = await start({ providers }, { decorators: [SetMetadata(PUBLIC, true)] });
    // The permission is missing: that is our own answer.
    expect(await statuses(open, paths)).toEqual([200, 403, 200, 200, 302]);
  });

  it.each<[string, () => boolean, number]>([
    [
      'throws',
      () => {
        throw new UnauthorizedException();
      },
      401,
    ],
    ['says no', () => false, 403],
  ])('the refusal of a global guard that %s is not cacheable', async (_title, canActivate, status) => {
    const closed = await start({ providers: [{ provide: APP_GUARD, useValue: { canActivate } }] });
    for (const path of [HISTORY, '/activity-logs/admin-history', `${PANEL}/api/settings`, `${PANEL}/api/export`]) {
      const { status: answered, headers } = await closed.get(path, AS_7);
      expect([path, answered, headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([
        path,
        status,
        'no-store',
        'nosniff',
      ]);
    }
  });

  it('the throttler limits the history, and not with SkipThrottle()', async () => {
    const host = {
      imports: [ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1 }])],
      providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
    };
    const limited = await start(host);
    expect(await statuses(limited, [HISTORY, HISTORY])).toEqual([200, 429]);
    await limited.close();
    const free = await start(host, { decorators: [SkipThrottle()] });
    expect(await statuses(free, [HISTORY, HISTORY, '/orders', '/orders'])).toEqual([200, 200, 200, 429]);
  });

  it('helmet and compression do not change headers and encodings of the panel', async () => {
    const { get } = await start({
      configure: async (nest) => {
        if (platform === 'express') {
          nest.use(helmet(), compression({ threshold: 0 }));
          return;
        }
        const register = nest as unknown as { register(plugin: unknown, options?: object): Promise<void> };
        await register.register(fastifyHelmet);
        await register.register(fastifyCompress, { threshold: 0 });
      },
    }).then((started) => ({ get: started.get.bind(started) }));
    const page = await get(`${PANEL}/index.html`, { headers: { 'accept-encoding': 'br' } });
    expect(await page.text()).toContain('<div id="app">');
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-encoding': 'br',
      'content-security-policy': expect.stringContaining("default-src 'none'; script-src 'self'") as string,
      'strict-transport-security': expect.anything() as string,
      'x-frame-options': 'DENY',
    });
    const history = await get(HISTORY, AS_7);
    expect([history.status, await history.json()]).toMatchObject([200, { count: 0 }]);
  });

  it.each([
    ['', undefined],
    ['/api', undefined],
    ['', 'activity-logs/{*path}'],
  ])('boots under a strict policy of routes, with the prefix "%s", excluded %s', async (prefix, excluded) => {
    const nest = closing(
      await NestFactory.create(shop(), adapterOf(platform), {
        logger: false,
        abortOnError: false,
        routeConflictPolicy: { duplicate: 'error', shadow: 'error' },
      } as never),
    );
    if (prefix || excluded) nest.setGlobalPrefix('api', excluded ? { exclude: [excluded] } : {});
    await nest.listen(0, '127.0.0.1');
    const url = await addressOf(nest);
    for (const path of ['user-history', 'admin/index.html', 'admin/config.json'])
      expect((await call(url, `${prefix}/activity-logs/${path}`)).status, path).toBe(200);
  });
});
