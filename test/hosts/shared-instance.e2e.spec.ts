import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import express from 'express';
import { InMemoryActivityStore } from 'nestjs-activity-tracker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensurePanel } from '../support/panel-build.js';
import { closesAfterEach } from '../support/closes-after-each.js';
import { adapterOf, call, QUIET, shopInto, toldIn } from './fixtures/shop.js';

describe('two applications on one Express instance', () => {
  const closing = closesAfterEach();
  let store: InMemoryActivityStore;
  let server: Server;
  let url: string;
  beforeAll(() => ensurePanel(), 120_000);
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const start = async () => {
    store = new InMemoryActivityStore();
    const instance = express();
    const make = async (prefix: string) => {
      const app = closing(await NestFactory.create(shopInto(store), adapterOf('express', instance), QUIET));
      if (prefix) app.setGlobalPrefix(prefix);
      return app.init();
    };
    // As a host does that moves to new code route by route; the one with the prefix comes first.
    const apps = [await make('v2'), await make('')] as const;
    server = createServer(instance).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return apps;
  };

  it('records each request once, and both applications serve history and panel', async () => {
    await start();
    for (const path of ['/v2/orders/1', '/orders/2']) expect((await call(url, path)).status).toBe(200);
    for (const path of ['user-history', 'admin/index.html', 'admin/config.json'])
      for (const prefix of ['/v2', '']) {
        const answer = await call(url, `${prefix}/activity-logs/${path}`);
        expect([prefix, path, answer.status]).toEqual([prefix, path, 200]);
      }
  });

  it.each([0, 1])('keeps recording after application %i has closed', async (index) => {
    const apps = await start();
    await call(url, '/v2/orders/1');
    await apps[index]!.close();
    for (const path of ['/v2/orders/3', '/orders/4']) await call(url, path);
    await apps[1 - index]!.close();
    expect(await toldIn(store)).toEqual([
      'GET /v2/orders/1 OrdersController.find 200 by 7',
      'GET /v2/orders/3 OrdersController.find 200 by 7',
      'GET /orders/4 OrdersController.find 200 by 7',
    ]);
  });
});
