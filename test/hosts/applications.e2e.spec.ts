import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { ApplicationConfig, NestFactory } from '@nestjs/core';
import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import express from 'express';
import { fastify } from 'fastify';
import { InMemoryActivityStore } from 'nestjs-activity-tracker';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, type PlatformName } from '../support/tracked-app.js';
import { closesAfterEach } from '../support/closes-after-each.js';
import { adapterOf, addressOf, AS_7, call, QUIET, shop, shopInto, told, toldIn } from './fixtures/shop.js';
import { serving } from './fixtures/serving.js';

const closing = closesAfterEach();

/** Found, refused by a guard, unknown, malformed: each is one record. */
const CALLS = ['/orders/1', '/orders/closed/yet', '/nowhere'] as const;
const RECORDS = [
  'GET /orders/1 OrdersController.find 200 by 7',
  'GET /orders/closed/yet OrdersController.closed 403 by 7',
  'GET /nowhere - 404 by 7',
];

async function callAll(url: string): Promise<void> {
  for (const path of CALLS) await call(url, path);
}

const compiled = (module = shop()) => Test.createTestingModule({ imports: [module] }).compile();

describe.each(PLATFORMS)('on %s', (platform) => {
  it("an application of a testing module records, as in Nest's testing chapter", async () => {
    const app = closing((await compiled()).createNestApplication(adapterOf(platform), QUIET));
    await app.listen(0, '127.0.0.1');
    await callAll(await addressOf(app));
    expect(await told(app)).toEqual(RECORDS);
  });

  it("records before the host's own middleware, which may answer by itself", async () => {
    const app = closing((await compiled()).createNestApplication(adapterOf(platform), QUIET));
    app.use((_request: IncomingMessage, response: ServerResponse) => void response.writeHead(418).end('teapot'));
    await app.listen(0, '127.0.0.1');
    expect(await call(await addressOf(app), '/orders/1')).toEqual({ status: 418, body: 'teapot' });
    // Fastify looks for the route before middleware runs.
    const handler = platform === 'fastify' ? 'OrdersController.find' : '-';
    expect(await told(app)).toEqual([`GET /orders/1 ${handler} 418 by 7`]);
  });

  it('two applications of one testing module both record, and the first may close', async () => {
    const module = await compiled();
    // One after the other: Nest itself registers all routes at the adapter that was made last.
    const first = closing(module.createNestApplication(adapterOf(platform), QUIET));
    await first.listen(0, '127.0.0.1');
    const second = closing(module.createNestApplication(adapterOf(platform), QUIET));
    await second.listen(0, '127.0.0.1');
    await callAll(await addressOf(first));
    await callAll(await addressOf(second));
    expect(await told(second)).toEqual([...RECORDS, ...RECORDS]);
    await first.close();
    await callAll(await addressOf(second));
    expect(await told(second)).toEqual([...RECORDS, ...RECORDS, ...RECORDS]);
  });

  it('an application made after the first one of its testing module has closed records too', async () => {
    const store = new InMemoryActivityStore();
    const module = await compiled(shopInto(store));
    for (let turn = 0; turn < 2; turn++) {
      const app = closing(module.createNestApplication(adapterOf(platform), QUIET));
      await app.listen(0, '127.0.0.1');
      await callAll(await addressOf(app));
      await app.close();
    }
    expect(await toldIn(store)).toEqual([...RECORDS, ...RECORDS]);
  });

  it('a builder compiled twice makes two applications, and each call has one record', async () => {
    const store = new InMemoryActivityStore();
    const builder = Test.createTestingModule({ imports: [shopInto(store)] });
    const urls: string[] = [];
    for (let turn = 0; turn < 2; turn++) {
      const app = closing((await builder.compile()).createNestApplication(adapterOf(platform), QUIET));
      await app.listen(0, '127.0.0.1');
      urls.push(await addressOf(app));
      await callAll(urls.at(-1)!);
      expect(await told(app)).toHaveLength(RECORDS.length * (turn + 1));
    }
    expect(await toldIn(store)).toEqual([...RECORDS, ...RECORDS]);
  });

  it('a hybrid application records its HTTP calls', async () => {
    const app = closing(await NestFactory.create(shop(), adapterOf(platform), QUIET));
    app.connectMicroservice<MicroserviceOptions>(
      { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } },
      { inheritAppConfig: true },
    );
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    await callAll(await addressOf(app));
    expect(await told(app)).toEqual(RECORDS);
  });

  it.each([
    [undefined, 1],
    [true, 1],
    [false, 0],
  ])('with capture.globalInterceptor %s there are %i global interceptors, and none is null', async (given, count) => {
    const capture = given === undefined ? {} : { globalInterceptor: given };
    const app = closing(await NestFactory.create(shop({ options: { capture } }), adapterOf(platform), QUIET));
    await app.listen(0, '127.0.0.1');
    const interceptors = app.get(ApplicationConfig).getGlobalInterceptors();
    expect(interceptors.map((each) => each?.constructor.name)).toEqual(Array(count).fill('ActivityInterceptor'));
    await callAll(await addressOf(app));
    expect(await told(app)).toEqual(RECORDS);
  });

  it('our routes do not conflict under a strict routeConflictPolicy', async () => {
    const app = closing(
      await NestFactory.create(shop(), adapterOf(platform), {
        ...QUIET,
        routeConflictPolicy: { shadow: 'error', duplicate: 'error' },
      }),
    );
    await expect(app.init()).resolves.toBeDefined();
  });
});

describe('on fastify alone', () => {
  const injecting = async (app: NestFastifyApplication) => {
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    for (const url of CALLS) await app.inject({ url, headers: AS_7 });
  };

  it.each<[string, () => Promise<INestApplication>]>([
    ['NestFactory', () => NestFactory.create(shop(), adapterOf('fastify'), QUIET)],
    ['a testing module', async () => (await compiled()).createNestApplication(adapterOf('fastify'), QUIET)],
  ])('inject() is recorded in an application of %s', async (_, create) => {
    const app = closing(await create()) as NestFastifyApplication;
    await injecting(app);
    expect(await told(app)).toEqual(RECORDS);
  });

  it('inject() is recorded in the second application of a testing module', async () => {
    const module = await compiled();
    for (let turn = 1; turn <= 2; turn++) {
      const app = closing(module.createNestApplication<NestFastifyApplication>(adapterOf('fastify'), QUIET));
      await injecting(app);
      expect(await told(app)).toHaveLength(RECORDS.length * turn);
    }
  });

  it('an own instance is recorded, also where its hook answers and in routes and plugins that it had before', async () => {
    const instance = fastify();
    instance.addHook('onRequest', (request, reply, done) => {
      if (request.url === '/hook') void reply.code(202).send('by a hook');
      else done();
    });
    instance.get('/own', () => 'own');
    await instance.register(async (plugin) => void plugin.get('/plugin', () => 'plugin'));
    const app = closing(
      await NestFactory.create<NestFastifyApplication>(shop(), adapterOf('fastify', instance), QUIET),
    );
    await app.init();
    await instance.ready();
    for (const url of ['/hook', '/own', '/plugin', '/orders/1']) await instance.inject({ url, headers: AS_7 });
    expect(await told(app)).toEqual([
      'GET /hook - 202 by 7',
      'GET /own - 200 by 7',
      'GET /plugin - 200 by 7',
      'GET /orders/1 OrdersController.find 200 by 7',
    ]);
  });
});

describe('on express alone', () => {
  it('an application driven by its instance is recorded', async () => {
    const app = closing((await compiled()).createNestApplication());
    await app.init();
    await callAll(await serving(app.getHttpAdapter().getInstance() as RequestListener, closing));
    expect(await told(app)).toEqual(RECORDS);
  });

  it('the second application of a testing module, driven by its instance, is recorded before its middleware', async () => {
    const module = await compiled();
    closing(await module.createNestApplication().init());
    const app = closing(module.createNestApplication());
    app.use('/early', (_request: IncomingMessage, response: ServerResponse) => void response.end('early'));
    await app.init();
    const url = await serving(app.getHttpAdapter().getInstance() as RequestListener, closing);
    await call(url, '/early');
    await callAll(url);
    expect(await told(app)).toEqual(['GET /early - 200 by 7', ...RECORDS]);
  });

  it('an own instance and an own server are recorded, also what the instance answers by itself', async () => {
    const instance = express();
    instance.get('/own', (_request, response) => void response.send('own'));
    instance.use(express.json());
    const app = closing(await NestFactory.create(shop(), adapterOf('express', instance), QUIET));
    await app.init();
    const url = await serving(instance, closing);
    await call(url, '/own');
    await callAll(url);
    expect(await told(app)).toEqual(['GET /own - 200 by 7', ...RECORDS]);
  });

  it('an own instance mounted in another is recorded', async () => {
    const [outer, inner] = [express(), express()];
    outer.use('/api', inner);
    const app = closing(await NestFactory.create(shop(), adapterOf('express', inner), QUIET));
    await app.init();
    await call(await serving(outer, closing), '/api/orders/1');
    expect(await told(app)).toEqual(['GET /api/orders/1 OrdersController.find 200 by 7']);
  });
});

describe.each<PlatformName>(['express', 'fastify'])('forRoot() twice on %s', (platform) => {
  it('stops the boot with the differing options and a remedy', async () => {
    const inMemory = () => ({ storage: { store: new InMemoryActivityStore() } });
    const other = shop({ options: { capture: { trackAnonymous: true }, buffer: { maxSize: 7 }, ...inMemory() } });
    const twice = shop({ imports: [other], options: inMemory() });
    const app = closing(await NestFactory.create(twice, adapterOf(platform), QUIET));
    await expect(app.init()).rejects.toThrow(
      'ActivityTrackerModule was configured 2 times: must be once. The options differ in buffer.maxSize, ' +
        'capture.trackAnonymous, storage.store. Call forRoot() or forRootAsync() once, in the root module; ' +
        'ActivityTrackerService is injectable in every module.',
    );
  });
});
