import type { INestApplication } from '@nestjs/common';
import { ActivityTrackerService } from 'nestjs-activity-tracker';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../apps/sample/src/app.factory.js';
import { ADMINISTRATOR, BUYERS, DEMO_ACCOUNTS } from '../apps/sample/src/demo/demo-accounts.js';
import { ShopClient } from '../apps/sample/src/demo/shop-client.js';
import { driveTraffic } from '../apps/sample/src/demo-traffic.js';
import { Products } from '../apps/sample/src/catalog/products.js';
import { platformOf } from '../apps/sample/src/platform.js';
import { portOf } from '../apps/sample/src/port.js';
import { welcome } from '../apps/sample/src/welcome.js';
import { statusOfCurl } from './support/curl.js';
import { PLATFORMS } from './support/tracked-app.js';

interface History {
  count: number;
  results: { event_name: string; user_id?: number }[];
}

/** Ids follow on those of the demonstration accounts. */
const NEXT_USER_ID = DEMO_ACCOUNTS.length + 1;

describe.each(PLATFORMS)('the sample shop on %s', (platform) => {
  let app: INestApplication;
  let url: string;

  beforeEach(async () => {
    app = await createApp(platform, { SAMPLE_STORE: 'memory' });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterEach(() => app.close());

  const signedIn = async ({ email, password }: { email: string; password: string }) => {
    const client = new ShopClient(url, email, password);
    expect((await client.signIn()).status).toBe(200);
    return client;
  };
  const history = async (client: ShopClient, path: string) => (await (await client.get(path)).json()) as History;

  it('records a sign-up, a login, an order and a refused request, masked; the administrator sees their users', async () => {
    const account = { email: 'new@shop.example', password: 'a password of some length' };
    const buyer = new ShopClient(url, account.email, account.password);
    expect((await buyer.post('/auth/register', { ...account, name: 'New' })).status).toBe(201);
    const tokens = (await (await buyer.signIn()).json()) as { access: string; refresh: string };
    const order = await buyer.post('/orders', {
      items: [{ product_id: 1, quantity: 2 }],
      card: { number: '4111111111111111', cvv: '123' },
    });
    expect(order.status).toBe(201);
    const { id } = (await order.json()) as { id: number };
    expect((await buyer.post(`/orders/${id}/redeem`, { card_pin: 'pin of the gift card' })).status).toBe(200);
    expect((await buyer.delete(`/orders/${id}`)).status).toBe(409);
    expect((await buyer.get('/admin/customers')).status).toBe(403);
    expect((await buyer.get('/reports/export')).status).toBe(403);
    await buyer.patch('/profile', { name: 'B', internal_note: 'not for the log' });
    expect((await buyer.refresh()).status).toBe(200);
    await app.get(ActivityTrackerService).flush();

    const own = await history(buyer, '/activity-logs/user-history');
    expect(own.results.map(({ event_name }) => event_name)).toEqual([
      'change',
      'export',
      'customers',
      'Cancelled an order',
      'Redeem card',
      'Placed an order',
      'Signed in',
    ]);
    expect((await buyer.get('/activity-logs/admin-history')).status).toBe(403);

    const administrator = await signedIn(ADMINISTRATOR);
    const all = await history(administrator, '/activity-logs/admin-history?url_name=OrdersController.create');
    expect(all).toMatchObject({ count: 1, results: [{ event_name: 'Placed an order', user_id: NEXT_USER_ID }] });

    const records = await recordedActivity(app);
    const of = (name: string) => records.find(({ url_name }) => url_name === name);
    expect(of('register')).toMatchObject({ user_id: null, body: { password: '***FILTERED***' } });
    expect(of('login')).toMatchObject({
      user_id: NEXT_USER_ID,
      company_id: 102,
      response: { access: '***FILTERED***', refresh: '***FILTERED***' },
    });
    expect(of('change')?.response).toMatchObject({ loyalty_number: '***FILTERED***' });
    const kept = JSON.stringify(records);
    for (const secret of [
      account.password,
      tokens.access,
      tokens.refresh,
      buyer.token!,
      '4111111111111111',
      'pin of the gift card',
      'not for the log',
      'internal_note',
      'LN-000014',
    ]) {
      expect(kept).not.toContain(secret);
    }
  });

  it('records a custom activity, which the listener counts', async () => {
    app.get(Products).updatePrices();
    const buyer = await signedIn(BUYERS[0]!);
    await buyer.get('/products/1');
    await buyer.get('/products/2');
    expect((await recordedActivity(app)).map(({ event_name }) => event_name)).toContain('Prices updated');

    const administrator = await signedIn(ADMINISTRATOR);
    const counters = await (await administrator.get('/admin/activity-counters')).json();
    expect(counters).toMatchObject({ 'Products.Prices updated': 1, 'ProductsController.find': 2 });
  });

  it.each([
    ['of a mebibyte', 'file', 1024 * 1024, 201],
    ['of a byte more', 'file', 1024 * 1024 + 1, 413],
    ['in another field', 'picture', 10, 400],
  ])('a file %s', async (_, field, bytes, status) => {
    const buyer = await signedIn(BUYERS[0]!);
    const form = new FormData();
    form.set(field, new Blob(['x'.repeat(bytes)]), 'a.txt');
    const headers = { authorization: `Bearer ${buyer.token}` };
    expect((await fetch(`${url}/uploads`, { method: 'POST', body: form, headers })).status).toBe(status);
  });

  it('records anonymous requests only where the shop configures it', async () => {
    const visitor = new ShopClient(url, 'new@shop.example', 'a password of some length');
    await visitor.get('/products/1');
    await visitor.get('/health');
    await visitor.post('/auth/register', {
      email: 'new@shop.example',
      password: 'a password of some length',
      name: 'New',
    });
    await visitor.post('/webhooks/payments', { order_id: 1, state: 'paid', signature: 'c2ln' });
    await visitor.get('/favicon.ico');
    await visitor.signIn('wrong');
    const records = await recordedActivity(app);
    expect(records.map(({ url_name, attempted }) => [url_name, attempted])).toEqual([
      ['register', undefined],
      ['payment', undefined],
      ['login', 'new@shop.example'],
    ]);
  });

  it('answers and records traffic of all kinds', async () => {
    const answers: number[] = [];
    await driveTraffic(url, { requests: 100, onProgress: (done) => void answers.push(done) });
    expect(answers.at(-1)).toBe(100);

    const records = await recordedActivity(app);
    expect(records.length).toBeGreaterThan(70);
    const statuses = new Set(records.map(({ status_code }) => status_code));
    for (const status of [200, 201, 204, 400, 403, 404]) expect(statuses).toContain(status);
    const failing = records.filter(({ status_code }) => status_code !== null && status_code >= 500);
    expect(new Set(failing.map(({ url_name }) => url_name))).toEqual(new Set(['broken']));
    const slow = records.find(({ url_name }) => url_name === 'sales');
    expect(slow?.execution_time).toBeGreaterThan(0.75);
    expect(records.find(({ url_name }) => url_name === 'payment')).toMatchObject({ user_id: null });
    const upload = records.find(({ url_name, status_code }) => url_name === 'upload' && status_code === 201);
    expect(upload?.body).toEqual({ file: { filename: 'receipt.txt', type: 'text/plain', size: 13 } });
    expect(app.get(ActivityTrackerService).stats()).toMatchObject({ failed: 0, listenerFailures: 0, rejected: 0 });
  });

  it('runs every curl line of the welcome text', async () => {
    const lines = (await welcome(url)).split('\n').filter((line) => line.startsWith('  curl '));
    expect(lines.length).toBeGreaterThan(6);
    const statuses: number[] = [];
    for (const line of lines) statuses.push(await statusOfCurl(line));
    expect(statuses).toEqual([200, 201, 403, 200, 200, 200, 403, 200, 200, 200]);
  });

  it('reports accounts that cannot sign in in the welcome text', async () => {
    await expect(welcome(`${url}/elsewhere`)).rejects.toThrow('could not sign in');
  });
});

describe('PLATFORM', () => {
  it('accepts express and fastify, and rejects other values', () => {
    expect(platformOf({})).toBe('express');
    expect(platformOf({ PLATFORM: 'fastify' })).toBe('fastify');
    expect(() => platformOf({ PLATFORM: 'koa' })).toThrow('PLATFORM is "koa": must be express or fastify');
  });
});

describe('PORT', () => {
  it.each([
    [undefined, 3000],
    ['0', 0],
    ['8080', 8080],
    ['65535', 65_535],
  ])('converts %s to port %i', (PORT, port) => expect(portOf({ PORT })).toBe(port));

  it.each(['', ' ', '0x10', '-1', '80.5', '65536', 'http'])('rejects "%s"', (PORT) => {
    expect(() => portOf({ PORT })).toThrow(`PORT is "${PORT}": must be a whole number from 0 to 65535`);
  });
});
