import { deepEqual } from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import 'reflect-metadata';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import type { ActivityLog } from 'nestjs-activity-tracker';
import { StoreTimeoutError, StoreUnavailableError } from 'nestjs-activity-tracker/store';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import { AppModule, type Capture, SECRET } from './app.module.js';
import { Listener } from './listener.js';

const PLAIN = ['/plain', '/plain/:thing'];

interface PlainRoutes {
  get(path: string, handler: (request: unknown, reply: { send(body: string): unknown }) => void): unknown;
}

/** As it comes, with a global interceptor, and without one. */
export async function prove(adapter: () => AbstractHttpAdapter): Promise<void> {
  deepEqual(new StoreTimeoutError() instanceof StoreUnavailableError, true);
  for (const capture of [{}, { globalInterceptor: true }, { globalInterceptor: false }])
    await proveOne(adapter(), capture);
}

/** Boots the app, calls it as a client does, looks at what was recorded, and stops it. Throws at the first surprise. */
async function proveOne(adapter: AbstractHttpAdapter, capture: Capture): Promise<void> {
  const app = await NestFactory.create(AppModule.with(capture), adapter, {
    abortOnError: false,
    logger: ['error', 'warn'],
  });
  app.enableShutdownHooks();
  const platform = app.getHttpAdapter().getInstance() as PlainRoutes;
  for (const path of PLAIN) platform.get(path, (_, reply) => void reply.send('plain'));
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const headers = {
    authorization: `Bearer ${token({ user_id: 7, company_id: 3 })}`,
    'content-type': 'application/json',
  };

  const found = await fetch(`${url}/orders/12`, { headers });
  deepEqual([found.status, await found.json()], [200, { id: '12' }]);
  const body = JSON.stringify({ item: 'lamp', coupon: 'SPRING-2031' });
  const placed = await fetch(`${url}/orders`, { method: 'POST', headers, body });
  deepEqual([placed.status, await placed.json()], [201, { item: 'lamp', failed: 0 }]);
  const refused = await fetch(`${url}/orders/12`, {
    method: 'DELETE',
    headers: { authorization: headers.authorization },
  });
  deepEqual([refused.status, (await refused.text()).includes('Forbidden')], [403, true]);

  const records: ActivityLog[] = await recordedActivity(app, { user_id: 7 });
  deepEqual(
    records.map(({ namespace, url_name, route, method, status_code }) => [
      `${namespace}.${url_name}`,
      `${method} ${route}`,
      status_code,
    ]),
    [
      ['OrdersController.findOne', 'GET /orders/:id', 200],
      ['OrdersController.place', 'POST /orders', 201],
      ['OrdersController.remove', 'DELETE /orders/:id', 403],
    ],
  );
  deepEqual(
    records.map(({ company_id, body }) => [company_id, body]),
    [
      [3, null],
      [3, { item: 'lamp', coupon: '***FILTERED***' }],
      [3, null],
    ],
  );
  deepEqual(app.get(Listener).heard, ['GET 200', 'POST 201', 'DELETE 403']);

  const history = await fetch(`${url}/activity-logs/user-history`, { headers });
  const page = (await history.json()) as { count: number; results: { event_name: string }[] };
  deepEqual(
    [history.status, page.count, page.results.map(({ event_name }) => event_name)],
    [200, 3, ['remove', 'Order placed', 'Order looked at']],
  );
  const others = await fetch(`${url}/activity-logs/admin-history`, { headers });
  deepEqual([others.status, (await others.text()).length > 0], [403, true]);

  // The handler at the root is skipped; nothing else is taken for it.
  for (const path of ['/', ...PLAIN]) deepEqual((await fetch(`${url}${path}`, { headers })).status, 200);
  const foreign = (await recordedActivity(app, { user_id: 7 })).slice(records.length);
  deepEqual(
    foreign.map(({ url_path, namespace, url_name }) => [url_path, namespace, url_name]),
    PLAIN.map((path) => [path, null, null]),
  );
  await app.close();
}

/** A token as any other service would sign it, without a library of ours. */
function token(payload: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const expires = Math.floor(Date.now() / 1000) + 600;
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...payload, token_type: 'access', exp: expires })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}
