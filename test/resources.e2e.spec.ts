import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ActivityResource } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERY_PERMISSION } from './support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller()
class ShopController {
  private order = { id: 4711, status: 'open', address: { city: 'Bonn' } };

  @Post('orders')
  @ActivityResource('order', 'response.id')
  create(): object {
    return this.order;
  }

  @Get('orders/:id')
  find(): object {
    return this.order;
  }

  @Patch('orders/:id')
  change(@Body() body: object): object {
    return (this.order = { ...this.order, ...body });
  }

  @Post('orders/:id/notes')
  @HttpCode(204)
  note(): void {}

  @Delete('orders/:id')
  @HttpCode(204)
  remove(): void {}

  @Post('payments')
  @ActivityResource('order', 'body.invoice.order_id')
  pay(): object {
    return { id: 9, status: 'paid' };
  }

  @Get('customers/:customerId/orders/:number')
  @ActivityResource('customer', 'customerId')
  ofCustomer(): object {
    return {};
  }

  @Get('categories/:slug')
  category(): object {
    return {};
  }

  @Get('reset/:token')
  reset(): object {
    return {};
  }

  @Get(':page')
  page(@Param('page') page: string): object {
    return { page };
  }
}

describe.each(PLATFORMS)('the object of a call on %s', (platform) => {
  let app: TrackedApp;

  beforeEach(async () => {
    app = await tracked(platform, { controllers: [ShopController] });
  });
  afterEach(() => app.close());

  it.each<[method: string, path: string, json: object | undefined, resource: object | undefined]>([
    ['GET', '/orders/4711', undefined, { type: 'order', id: '4711' }],
    ['GET', '/orders/4711?page=2', undefined, { type: 'order', id: '4711' }],
    ['GET', '/orders/a%2Fb%20c', undefined, { type: 'order', id: 'a/b c' }],
    ['POST', '/orders/4711/notes', {}, { type: 'order', id: '4711' }],
    ['POST', '/orders', {}, { type: 'order', id: '4711' }],
    ['POST', '/payments', { invoice: { order_id: 'A-7' } }, { type: 'order', id: 'A-7' }],
    ['POST', '/payments', { invoice: null }, undefined],
    ['GET', '/customers/7/orders/4711', undefined, { type: 'customer', id: '7' }],
    ['GET', '/categories/lamps', undefined, { type: 'category', id: 'lamps' }],
    ['GET', '/about', undefined, undefined],
    // Masked as in url_path.
    ['GET', '/reset/s3cret-of-the-link', undefined, { type: 'reset', id: '***FILTERED***' }],
  ])('%s %s', async (method, path, json, resource) => {
    await app.fetch(path, { method, as: 7, ...(json && { json }) });
    const record = await app.record();
    expect(record.resource).toEqual(resource);
    expect('resource' in record).toBe(resource !== undefined);
  });

  it('is masked like any value', async () => {
    const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
    await app.post('/payments', { invoice: { order_id: token } }, { as: 7 });
    expect(JSON.stringify(await app.record())).not.toContain(token);
  });

  // oxlint-disable-next-line typescript/no-explicit-any -- answers are told apart by what is expected of them
  const ask = async (path: string, permissions: readonly string[] = EVERY_PERMISSION): Promise<any> => {
    await app.tracker.flush();
    const response = await app.get(`/activity-logs/admin/api/${path}`, { as: 1, claims: { permissions } });
    expect({ path, status: response.status }).toEqual({ path, status: 200 });
    return response.json();
  };

  it('has a history: who did what, and what changed, field by field', async () => {
    await app.post('/orders', {}, { as: 7 });
    await app.get('/orders/4711', { as: 8 });
    await app.fetch('/orders/4711', { method: 'PATCH', as: 7, json: { status: 'paid', address: { city: 'Köln' } } });
    await app.fetch('/orders/4712', { method: 'DELETE', as: 8 });
    await app.fetch('/orders/4711', { method: 'DELETE', as: 8 });

    expect(await ask('records?q=resource:order/4711')).toMatchObject({
      count: 4,
      results: [{ method: 'DELETE', resource: { type: 'order', id: '4711' } }, {}, {}, { method: 'POST' }],
    });
    expect((await app.tracker.query('resource:order')).count).toBe(5);
    const { results, resource, next } = await ask('objects/order/4711');
    expect([resource, next]).toEqual([{ type: 'order', id: '4711' }, null]);
    expect(
      results.map(({ record, changes }: { record: { method: string; user_id: number }; changes: unknown }) => [
        record.user_id,
        record.method,
        changes,
      ]),
    ).toEqual([
      [8, 'DELETE', []],
      [
        7,
        'PATCH',
        [
          { path: 'status', before: 'open', after: 'paid' },
          { path: 'address.city', before: 'Bonn', after: 'Köln' },
        ],
      ],
      [8, 'GET', []],
      [7, 'POST', []],
    ]);
    expect(results[0].record).not.toHaveProperty('response');
    const first = await ask('objects/order/4711?limit=3');
    expect(first.results).toHaveLength(3);
    expect(first.next).toContain('/objects/order/4711?limit=3&cursor=');
    expect(await ask('objects/order/none')).toMatchObject({ results: [], next: null });
  });
});

it('refuses a resource that no record could hold', () => {
  expect(() => ActivityResource('order/7')).toThrow(/type must be 1 to 64 letters/);
  expect(() => ActivityResource('order', 'headers.x')).toThrow(/route parameter such as id, or a path such as body/);
  expect(() => ActivityResource('order', '')).toThrow(/place must be/);
});
