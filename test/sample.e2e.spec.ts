import type { INestApplication } from '@nestjs/common';
import { ActivityTrackerService } from 'nestjs-activity-tracker';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../apps/sample/src/app.factory.js';
import { ADMINISTRATOR, BUYERS } from '../apps/sample/src/demo/demo-accounts.js';
import { ShopClient } from '../apps/sample/src/demo/shop-client.js';
import { driveTraffic } from '../apps/sample/src/demo-traffic.js';
import { platformOf } from '../apps/sample/src/platform.js';
import { welcome } from '../apps/sample/src/welcome.js';
import { PLATFORMS } from './support/tracked-app.js';

interface History {
  count: number;
  results: { event_name: string; user_id?: number }[];
}

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

  it('a login, an order and a refused call are in the history, masked; the administrator sees whose they are', async () => {
    const buyer = await signedIn(BUYERS[0]!);
    await buyer.post('/orders', {
      items: [{ product_id: 1, quantity: 2 }],
      card: { number: '4111111111111111', cvv: '123' },
    });
    expect((await buyer.get('/admin/customers')).status).toBe(403);
    await buyer.patch('/profile', { name: 'B', internal_note: 'not for the log' });
    await app.get(ActivityTrackerService).flush();

    const own = await history(buyer, '/activity-logs/user-history');
    expect(own.results.map(({ event_name }) => event_name)).toEqual([
      'change',
      'customers',
      'Placed an order',
      'Signed in',
    ]);
    expect((await buyer.get('/activity-logs/admin-history')).status).toBe(403);

    const administrator = await signedIn(ADMINISTRATOR);
    const all = await history(administrator, '/activity-logs/admin-history?url_name=OrdersController.create');
    expect(all).toMatchObject({ count: 1, results: [{ event_name: 'Placed an order', user_id: 2 }] });

    const kept = JSON.stringify(await recordedActivity(app));
    for (const secret of [BUYERS[0]!.password, buyer.token!, '4111111111111111', 'not for the log', 'LN-000002']) {
      expect(kept).not.toContain(secret);
    }
    expect(kept).toContain('"company_id":102');
  });

  it('what anonymous visitors do is recorded where the shop says so, and nowhere else', async () => {
    const visitor = new ShopClient(url, 'new@shop.example', 'a password of some length');
    await visitor.get('/products/1');
    await visitor.get('/health');
    await visitor.post('/auth/register', {
      email: 'new@shop.example',
      password: 'a password of some length',
      name: 'New',
    });
    await visitor.post('/webhooks/payments', { order_id: 1, state: 'paid', signature: 'c2ln' });
    await visitor.signIn('wrong');
    expect((await recordedActivity(app)).map(({ url_name }) => url_name)).toEqual(['register', 'payment']);
  });

  it('traffic of all kinds is answered as meant and recorded', async () => {
    const answers: number[] = [];
    await driveTraffic(url, { requests: 150, onProgress: (done) => void answers.push(done) });
    expect(answers.at(-1)).toBe(150);

    const records = await recordedActivity(app);
    expect(records.length).toBeGreaterThan(100);
    const statuses = new Set(records.map(({ status_code }) => status_code));
    for (const status of [200, 201, 400, 403, 404]) expect(statuses).toContain(status);
    const failing = records.filter(({ status_code }) => status_code !== null && status_code >= 500);
    expect(failing.every(({ url_name }) => url_name === 'broken')).toBe(true);
    const upload = records.find(({ url_name, status_code }) => url_name === 'upload' && status_code === 201);
    expect(upload?.body).toEqual({ file: { filename: 'receipt.txt', type: 'text/plain', size: 13 } });
    expect(app.get(ActivityTrackerService).stats()).toMatchObject({ failed: 0, listenerFailures: 0, rejected: 0 });
  });

  it('every curl line of the welcome works', async () => {
    const lines = (await welcome(url)).split('\n').filter((line) => line.startsWith('  curl '));
    expect(lines.length).toBeGreaterThan(6);
    const statuses: number[] = [];
    for (const line of lines) statuses.push(await curl(line));
    expect(statuses).toEqual([200, 201, 403, 200, 200, 200, 403, 200]);
  });
});

/** As a shell would take the line apart: words, and texts in single quotes. */
async function curl(line: string): Promise<number> {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
  const headers: Record<string, string> = {};
  let body: string | undefined;
  let target = '';
  for (let index = 1; index < words.length; index++) {
    const word = words[index]!;
    if (word === '-H') {
      const [name, value] = words[++index]!.split(/: (.*)/s) as [string, string];
      headers[name] = value;
    } else if (word === '-d') body = words[++index];
    else if (word !== '-s') target = word;
  }
  return (await fetch(target, { headers, ...(body !== undefined && { method: 'POST', body }) })).status;
}

describe('PLATFORM', () => {
  it('takes express and fastify, and says so otherwise', () => {
    expect(platformOf({})).toBe('express');
    expect(platformOf({ PLATFORM: 'fastify' })).toBe('fastify');
    expect(() => platformOf({ PLATFORM: 'koa' })).toThrow('PLATFORM is "koa": must be express or fastify');
  });
});
