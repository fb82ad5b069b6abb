import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Types } from 'mongoose';
import type { ActivityLog } from 'nestjs-activity-tracker';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ADMIN,
  adminToken,
  ask,
  counted,
  panelAt,
  panelBrowser,
  pathsOf,
  ROWS,
  signIn,
} from './support/panel-in-browser.js';
import { Orders } from './support/orders.js';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

const DAY_MS = 86_400_000;

@Controller('orders')
class OrdersController extends Orders {
  @Get(':id')
  override find(@Param('id') id: string): object {
    return { ...super.find(id), note: 'walnut sideboard' };
  }

  @Post()
  create(@Body() body: object): object {
    return body;
  }
}

interface ListPage {
  count?: number;
  next: string | null;
  results: (Pick<ActivityLog, 'url_path' | 'url_name' | 'status_code'> & { _id: string })[];
}

/** Features of the Django package for administrators, row by row: in the API, and in the panel. */
describe.each(PLATFORMS)('the admin pages of the Django package on %s', (platform) => {
  const inTab = panelBrowser();
  let app: TrackedApp;
  beforeAll(async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      options: { admin: { pageSize: 3, urlNames: ['find', 'OrdersController.create'], timedelta: 210 } },
    });
    for (let id = 1; id <= 4; id++) await app.get(`/orders/${id}`, { as: 42 });
    await app.get('/orders?shade=ultramarine', { as: 42, headers: { 'x-shop': 'lighthouse' } });
    await app.get('/orders/404', { as: 43 });
    await app.post('/orders', { note: 'a brass lamp' }, { as: 42 });
    const [record] = await app.records();
    const old = new Date(Date.now() - 5 * DAY_MS);
    await app.store.insert([{ ...record!, _id: new Types.ObjectId(), url_path: '/orders/old', created_time: old }]);
  }, 120_000);
  afterAll(() => app.close());

  const get = async <T = ListPage>(path: string): Promise<T> =>
    (await (await app.get(`/activity-logs/admin/api${path}`, { as: 1, claims: ADMIN })).json()) as T;
  const paths = ({ results }: ListPage) => results.map(({ url_path }) => url_path);
  const onScreen = (place: string, test: (page: Page) => Promise<void>) =>
    inTab(app.url, async ({ page }) => {
      await signIn(page, panelAt(app.url) + place, adminToken(app));
      await page.locator(ROWS).first().waitFor();
      await test(page);
    });

  it('list: newest first, with URL name, user, status, time and duration', async () => {
    const { results, count } = await get('/records');
    expect(count).toBe(8);
    expect(results[0]).toMatchObject({
      url_name: 'create',
      user_id: 42,
      status_code: 201,
      created_time: expect.any(String),
      execution_time: expect.any(Number),
    });
    await onScreen('', async (page) => {
      await expect.poll(() => counted(page)).toBe('8 records');
      const first = await page.locator(ROWS).first().innerText();
      for (const shown of ['Orders.create', '42', '201', 'POST']) expect(first).toContain(shown);
    });
  });

  it('page size: admin.pageSize, and the pages behind it', async () => {
    const first = await get('/records');
    expect(first.results).toHaveLength(3);
    const second = await get(`/records${new URL(first.next!, app.url).search}`);
    expect(second.results).toHaveLength(3);
    expect(paths(second)).not.toEqual(paths(first));
    await onScreen('', async (page) => {
      await expect.poll(() => page.locator(ROWS).count()).toBe(8);
    });
  });

  it.each([
    ['the URL', 'ultramarine', '/orders'],
    ['the headers', 'lighthouse', '/orders'],
    ['the body', 'brass lamp', '/orders'],
    ['the response', 'walnut sideboard', '/orders/4'],
  ])('search: over %s', async (_, text, path) => {
    expect(paths(await get(`/records?text=${encodeURIComponent(text)}`))).toContain(path);
    await onScreen('', async (page) => {
      await ask(page, `"${text}"`);
      await expect.poll(() => pathsOf(page)).toContain(path);
      await expect.poll(() => pathsOf(page)).not.toContain('/orders/404');
    });
  });

  it('filter by URL name: and the search stays', async () => {
    expect(paths(await get('/records?name=create'))).toEqual(['/orders']);
    expect(paths(await get('/records?name=find&text=sideboard&limit=10'))).not.toContain('/orders/404');
    await onScreen('#/?q=%22sideboard%22', async (page) => {
      await page
        .getByRole('button', { name: /Orders\.find/ })
        .first()
        .click();
      await page.waitForURL(/sideboard.*name%3A/);
      await expect.poll(() => page.locator(ROWS).count()).toBe(5);
    });
  });

  it('filter by status class', async () => {
    expect(paths(await get('/records?status=4xx'))).toEqual(['/orders/404']);
    await onScreen('', async (page) => {
      await page.getByRole('button', { name: /4xx/ }).first().click();
      await expect.poll(() => pathsOf(page)).toEqual(['/orders/404']);
    });
  });

  it('filter by date: any, today, past days, a range', async () => {
    const day = (ago: number) => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
    expect((await get('/records')).count).toBe(8);
    expect((await get('/records?since=24h')).count).toBe(7);
    expect(paths(await get(`/records?from=${day(6)}&to=${day(4)}`))).toEqual(['/orders/old']);
    await onScreen('', async (page) => {
      await expect.poll(() => counted(page)).toBe('8 records');
      await page.locator('.time-choice').click();
      await page.getByRole('menuitem', { name: /24 hours/i }).click();
      await expect.poll(() => counted(page)).toBe('7 records');
    });
  });

  it('URL-name list: admin.urlNames narrows what is offered to filter by', async () => {
    const { name } = await get<{ name: { values: { value: string }[] } }>('/facets');
    expect(name.values.map(({ value }) => value).toSorted()).toEqual([
      'OrdersController.create',
      'OrdersController.find',
    ]);
    expect(await get('/settings')).toMatchObject({ url_names: ['find', 'OrdersController.create'] });
    await onScreen('', async (page) => {
      await page
        .getByRole('button', { name: /Orders\.find/ })
        .first()
        .waitFor();
      expect(await page.getByRole('button', { name: /Orders\.list/ }).count()).toBe(0);
    });
  });

  it('time delta: admin.timedelta moves what is shown, and not what is stored', async () => {
    const { results } = await get<{ results: { created_time: string }[] }>('/records');
    expect(Math.abs(Date.parse(results[0]!.created_time) - Date.now())).toBeLessThan(60_000);
    expect(await get('/settings')).toMatchObject({ timedelta: 210 });
    await onScreen('', async (page) => {
      const title = await page.locator(`${ROWS} time`).first().getAttribute('title');
      const moved = new Date(Date.parse(results[0]!.created_time) + 210 * 60_000).toISOString().slice(11, 19);
      expect(title).toContain(moved);
      expect(title).toContain('UTC+3:30');
    });
  });

  it('time delta: dates that are typed begin as times are shown', async () => {
    const [record] = await app.records();
    const stored = [
      ['/shift/before', '2024-02-28T20:29:59.999Z'],
      ['/shift/first', '2024-02-28T20:30:00.000Z'],
      ['/shift/last', '2024-02-29T20:29:59.999Z'],
      ['/shift/after', '2024-02-29T20:30:00.000Z'],
    ] as const;
    await app.store.insert(
      stored.map(([url_path, time]) => ({
        ...record!,
        _id: new Types.ObjectId(),
        url_path,
        created_time: new Date(time),
      })),
    );
    const ofTheDay = ['/shift/last', '/shift/first'];
    expect(paths(await get('/records?from=2024-02-29&to=2024-02-29'))).toEqual(ofTheDay);
    const { slots } = await get<{ slots: { from: string; calls: number }[] }>(
      '/timeline?from=2024-02-29&to=2024-02-29',
    );
    expect(slots.reduce((sum, { calls }) => sum + calls, 0)).toBe(2);
    expect(slots[0]!.from).toBe(stored[1][1]);
    await onScreen('', async (page) => {
      await ask(page, 'from:2024-02-29 to:2024-02-29');
      await expect.poll(() => pathsOf(page)).toEqual(ofTheDay);
    });
    await app.store.delete!({ url_path: { $regex: '^/shift' } });
  });

  it('detail: every field of the record', async () => {
    const { _id } = (await get('/records?name=create')).results[0]!;
    const record = await get<Record<string, unknown>>(`/records/${_id}`);
    expect(record).toMatchObject({
      url_name: 'create',
      namespace: 'OrdersController',
      user_id: 42,
      api: `${app.url}/orders`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: { note: 'a brass lamp' },
      response: { note: 'a brass lamp' },
      status_code: 201,
      client_ip_address: '127.0.0.1',
    });
    await onScreen(`#/?record=${_id}&tab=request`, async (page) => {
      await page.locator('.drawer').getByText('a brass lamp').first().waitFor();
    });
  });

  it('own calls not logged: neither of the API nor of the page', async () => {
    await onScreen('', (page) => page.locator('.facet').first().waitFor());
    const own = (await app.records()).filter(({ url_path }) => String(url_path).startsWith('/activity-logs'));
    expect(own).toEqual([]);
  });
});
