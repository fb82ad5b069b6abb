import type { ServerResponse } from 'node:http';
import { Controller, Get, NotFoundException } from '@nestjs/common';
import { QuerySyntaxError } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { EVERY_PERMISSION } from './support/permissions.js';
import { PLATFORMS, SECRET, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get()
  list() {
    return { note: 'Left at the door' };
  }

  @Get(':id')
  findOne() {
    throw new NotFoundException();
  }
}

describe.each(PLATFORMS)('ActivityTrackerService.query() on %s', (platform) => {
  let app: TrackedApp;

  afterEach(() => app.close());

  it('returns complete records', async () => {
    app = await tracked(platform, { controllers: [OrdersController] });
    for (const as of [7, 8]) {
      await app.get('/orders', { as });
      await app.get('/orders/5', { as });
    }
    await app.tracker.flush();

    const found = async (text: string) =>
      (await app.tracker.query(text)).results.map(({ user_id, url_name }) => `${user_id} ${url_name}`);
    expect(await found('user:7')).toEqual(['7 findOne', '7 list']);
    expect(await found('route:Orders.list -user:7')).toEqual(['8 list']);
    expect(await found('status:4xx since:1h')).toEqual(['8 findOne', '7 findOne']);
    expect(await found('"at the DOOR" user:8')).toEqual(['8 list']);

    const first = await app.tracker.query('', { limit: 3 });
    expect(first).toMatchObject({ count: 4, previous: null });
    expect(first.results[0]).toHaveProperty('headers.host');
    const second = await app.tracker.query('', { limit: 3, ...(first.next as { cursor: string }) });
    expect(second).toMatchObject({ next: null, results: [{ user_id: 7, url_name: 'list' }] });

    await expect(app.tracker.query('usr:7')).rejects.toThrow(QuerySyntaxError);
  });

  it('finds by path, URL, device, actor, session, request id, id and claim', async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      options: {
        jwt: { secret: SECRET, algorithms: ['HS256'], payloadKeys: ['company_id', 'sid'] },
        capture: { requestIdHeader: 'x-request-id' },
      },
      configure: (nest) =>
        void nest.use((_: unknown, response: ServerResponse, next: () => void) => {
          response.setHeader('x-request-id', 'req-9');
          next();
        }),
    });
    await app.get('/orders?status=open', { as: 'demo-7', claims: { company_id: 'ACME', sid: 's1' } });
    await app.get('/orders/5', {
      as: 8,
      claims: { act: { sub: 'root' }, company_id: 12 },
      headers: { 'user-agent': 'curl/8.7.1' },
    });
    await app.tracker.flush();

    const found = async (text: string) => (await app.tracker.query(text)).results.map(({ url_name }) => url_name);
    const [last] = (await app.tracker.query('')).results;
    for (const text of ['user:demo-*', 'url:/orders?status=open', 'session:s1', 'company_id:acm*', '-path:/orders/5'])
      expect([text, await found(text)]).toEqual([text, ['list']]);
    for (const text of ['path:/orders/5', 'device:curl', 'actor:root', 'company_id:12', `id:${String(last?._id)}`])
      expect([text, await found(text)]).toEqual([text, ['findOne']]);
    for (const text of ['path:/orders', 'request:req-9', 'request:req*'])
      expect([text, await found(text)]).toEqual([text, ['findOne', 'list']]);
    await expect(app.tracker.query('company:ACME')).rejects.toThrow('Did you mean company_id?');
  });
});

describe('the order of a list', () => {
  it.each(PLATFORMS)('is by time, duration or status, page by page, on %s', async (platform) => {
    const app = await tracked(platform, { controllers: [OrdersController] });
    try {
      const ask = async (address: string) =>
        (await (await app.get(address, { as: 1, claims: { permissions: EVERY_PERMISSION } })).json()) as {
          results: { status_code: number }[];
          next: string | null;
        };
      for (const path of ['/orders', '/missing', '/orders']) await app.get(path, { as: 7 });
      await app.tracker.flush();
      const first = await ask('/activity-logs/admin/api/records?sort=status&order=asc&limit=2&q=user:7');
      const second = await ask(first.next!.replace(app.url, ''));
      expect([...first.results, ...second.results].map(({ status_code: code }) => code)).toEqual([200, 200, 404]);
      expect(second.next).toBeNull();
    } finally {
      await app.close();
    }
  });
});

describe('the query fields of the admin API', () => {
  it('hold the claims of jwt.payloadKeys, which are parameters too', async () => {
    const app = await tracked('express', {
      controllers: [OrdersController],
      options: { jwt: { secret: SECRET, algorithms: ['HS256'], payloadKeys: ['company_id', 'limit'] } },
    });
    try {
      await app.get('/orders', { as: 7, claims: { company_id: 'ACME' } });
      await app.tracker.flush();
      const ask = async (path: string) => {
        const response = await app.get(`/activity-logs/admin/api/${path}`, {
          as: 1,
          claims: { permissions: EVERY_PERMISSION },
        });
        return [response.status, await response.json()];
      };
      const [, { fields }] = (await ask('query/fields')) as [number, { fields: object[] }];
      expect(fields.at(-2)).toMatchObject({ name: 'company_id', example: 'company_id:ACME', claim: 'company_id' });
      expect(fields.at(-1)).toMatchObject({ name: 'limit', claim: 'limit' });
      expect(await ask('records?payload.company_id=ACME&limit=5')).toMatchObject([200, { results: [{ user_id: 7 }] }]);
      expect(await ask('records?q=company_id:acme&limit=5')).toMatchObject([
        200,
        { results: [], nothing_found: { searched: 'company_id:acme', close: [] } },
      ]);
      const [, listed] = (await ask('records?claims=company_id,limit')) as [number, { results: object[] }];
      expect(listed.results[0]).toMatchObject({ company_id: 'ACME', limit: null });
      for (const [parameters, message] of [
        ['claims=company_id,headers', 'claims must name payload keys with commas between: one of company_id, limit'],
        ['sort=name', 'sort must be one of time, duration, status, got "name"'],
        ['sort=duration&order=up', 'order must be one of desc, asc, got "up"'],
      ])
        expect(await ask(`records?${parameters}`)).toMatchObject([
          400,
          { message: [expect.stringContaining(message!)] },
        ]);
      expect(await ask('overview?q=company_id:ACME')).toMatchObject([200, { current: { calls: 1 } }]);
    } finally {
      await app.close();
    }
  });
});
