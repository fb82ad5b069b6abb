import {
  Controller,
  Delete,
  ForbiddenException,
  Get,
  HttpCode,
  Param,
  type INestApplication,
  VersioningType,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { ActivityEvent, ActivityTrackerModule, type ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get()
  list(): unknown {
    return [];
  }

  @Get('secret')
  refused(): never {
    throw new ForbiddenException();
  }

  @Get(':id')
  @ActivityEvent('Look at an order')
  find(@Param('id') id: string): unknown {
    return { id };
  }

  @Delete(':id')
  @HttpCode(204)
  remove(): void {}
}

const ADMIN = { as: 99, claims: { permissions: ['activity_tracker.view_activity_log'] } };
interface Page {
  count: number;
  next: string | null;
  previous: string | null;
  results: { id: string; event_name: string; user_id?: unknown; client_ip_address: string; created_time: string }[];
}

describe.each(PLATFORMS)('the history on %s', (platform) => {
  let app: TrackedApp;
  const start = async (
    options: ActivityTrackerOptions & { prefix?: string } = {},
    configure?: (nest: INestApplication) => void,
  ) => {
    app = await tracked(platform, { controllers: [OrdersController], options, configure });
  };
  afterEach(() => app.close());

  const visit = async (...paths: string[]) => {
    for (const path of paths) await (await app.get(path, { as: 7 })).text();
    await app.records();
  };
  const page = async (path: string, call: Parameters<TrackedApp['get']>[1] = { as: 7 }) =>
    (await (await app.get(path, call)).json()) as Page;

  it('shows users only their own requests, including refused ones, newest first', async () => {
    await start();
    await visit('/orders', '/orders/secret', '/orders/5');
    await (await app.get('/orders', { as: 8 })).text();
    await app.records();

    const { count, next, previous, results } = await page('/activity-logs/user-history');
    expect({ count, next, previous }).toEqual({ count: 3, next: null, previous: null });
    expect(results.map(({ event_name }) => event_name)).toEqual(['Look at an order', 'refused', 'list']);
    expect(Object.keys(results[0]!)).toEqual(['id', 'event_name', 'client_ip_address', 'created_time']);
    expect(await page('/activity-logs/user-history', { as: '7' })).toMatchObject({ count: 3 });
    expect(await page('/activity-logs/user-history?user_id=8')).toMatchObject({ statusCode: 400 });
  });

  it('shows administrators all requests with users and filters; a plain user gets 403, an anonymous caller 401', async () => {
    await start();
    await visit('/orders', '/orders/5');
    await (await app.get('/orders', { as: 8 })).text();
    await app.records();

    const all = await page('/activity-logs/admin-history', ADMIN);
    expect(all.results.map(({ user_id }) => user_id)).toEqual([8, 7, 7]);
    expect(await page('/activity-logs/admin-history?user_id=7', ADMIN)).toMatchObject({ count: 2 });
    expect(await page('/activity-logs/admin-history?url_name=list', ADMIN)).toMatchObject({ count: 2 });
    expect(await page('/activity-logs/admin-history?user_id=7&url_name=OrdersController.find', ADMIN)).toMatchObject({
      count: 1,
    });
    expect((await app.get('/activity-logs/admin-history', { as: 7 })).status).toBe(403);
    expect((await app.get('/activity-logs/admin-history')).status).toBe(401);
    expect((await app.get('/activity-logs/user-history')).status).toBe(401);
  });

  it('supports the seed’s EVENT_NAME, ACTIVITI_API_UNNECESSARY_URL_NAME, ACTIVITI_API_LIMIT and PERMISSION', async () => {
    await start({
      history: {
        eventNames: { 'OrdersController.find': 'Order', list: 'All orders' },
        hiddenUrlNames: ['refused'],
        limit: 2,
        permission: 'customers.can_view_logs',
      },
    });
    await visit('/orders', '/orders/secret', '/orders/5', '/orders/6');

    const first = await page('/activity-logs/user-history');
    expect(first).toMatchObject({ count: 3, results: [{ event_name: 'Order' }, { event_name: 'Order' }] });
    expect(await page(first.next!.replace(app.url, ''))).toMatchObject({
      results: [{ event_name: 'All orders' }],
      next: null,
    });
    expect((await app.get('/activity-logs/admin-history', ADMIN)).status).toBe(403);
    const permitted = { as: 1, claims: { scope: 'openid customers.can_view_logs' } };
    expect(await page('/activity-logs/admin-history', permitted)).toMatchObject({ count: 4 });
  });

  it('applies created_time_after and created_time_before, and names an invalid parameter', async () => {
    await start();
    await visit('/orders');
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const today = new Date().toISOString().slice(0, 10);
    expect(await page(`/activity-logs/user-history?created_time_after=${tomorrow}`)).toMatchObject({ count: 0 });
    expect(await page(`/activity-logs/user-history?created_time_before=${today}`)).toMatchObject({ count: 1 });
    for (const [query, name] of [
      ['limit=0', 'limit'],
      ['limit=1&limit=2', 'limit'],
      ['offset=20000', 'cursor'],
      ['created_time_after[$ne]=1', 'created_time_after'],
      ['created_time_after=soon', 'created_time_after'],
      ['surprise=1', 'surprise'],
    ]) {
      const response = await app.get(`/activity-logs/user-history?${query}`, { as: 7 });
      expect(response.status, query).toBe(400);
      expect(await response.text(), query).toContain(name);
    }
  });

  it('pages through all records in both directions', async () => {
    await start({ history: { limit: 10 } });
    await visit(...Array.from({ length: 25 }, (_, index) => `/orders/${index}`));
    const there: string[] = [];
    let path: string | null = '/activity-logs/user-history?cursor=';
    let last = '';
    while (path) {
      const found: Page = await page(path);
      there.push(...found.results.map(({ id }) => id));
      last = path;
      path = found.next && found.next.replace(app.url, '');
    }
    expect(new Set(there).size).toBe(25);
    const back: Page = await page((await page(last)).previous!.replace(app.url, ''));
    expect(back.results.map(({ id }) => id)).toEqual(there.slice(10, 20));
  });

  it.each<[string, { prefix?: string }, (nest: INestApplication) => void, string]>([
    ['a global prefix', {}, (nest) => nest.setGlobalPrefix('api'), '/api/activity-logs'],
    [
      'URI versioning',
      {},
      (nest) => nest.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
      '/activity-logs',
    ],
    ['its own prefix', { prefix: 'audit/trail' }, () => {}, '/audit/trail'],
  ])('works below %s with working links, and is never recorded', async (_, options, configure, at) => {
    await start({ ...options, history: { limit: 1 }, capture: { trackAnonymous: true } }, configure);
    const orders = at.startsWith('/api') ? '/api/orders' : '/orders';
    await visit(orders, orders);
    await visit('/v1/orders', '/v1/orders');
    const first = await page(`${at}/user-history`);
    expect(first.next).toBe(`${app.url}${at}/user-history?offset=1`);
    expect((await app.get(first.next!.replace(app.url, ''), { as: 7 })).status).toBe(200);
    await app.get(`${at}/user-history`);
    expect(await app.records({ url_path: { $regex: 'history' } })).toEqual([]);
  });

  it('works under RouterModule', async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      imports: [RouterModule.register([{ path: 'internal', module: ActivityTrackerModule }])],
    });
    await visit('/orders');
    expect(await page('/internal/activity-logs/user-history')).toMatchObject({ count: 1 });
  });

  it('identifies callers by resolveUser', async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      options: {
        resolveUser: (request) =>
          (request as { headers: Record<string, string> }).headers['x-session'] === 'abc' && {
            id: 7,
            payload: { permissions: ['activity_tracker.view_activity_log'] },
          },
      },
    });
    const call = { headers: { 'x-session': 'abc', 'x-activity-tracker': '1', 'sec-fetch-site': 'same-origin' } };
    await (await app.get('/orders', call)).text();
    await (await app.get('/orders', { as: 8 })).text();
    await app.records();
    expect(await page('/activity-logs/admin-history', call)).toMatchObject({
      count: 2,
      results: [{ user_id: 8 }, { user_id: 7 }],
    });
    // With both, resolveUser goes first, and a token identifies a user whom it does not name.
    expect(await page('/activity-logs/user-history', { as: 8 })).toMatchObject({ count: 1 });
    expect((await app.get('/activity-logs/admin-history', { as: 8, ...call })).status).toBe(200);
    expect((await app.get('/activity-logs/admin-history', { as: 8 })).status).toBe(403);
    expect((await app.get('/activity-logs/user-history')).status).toBe(401);
  });
});
