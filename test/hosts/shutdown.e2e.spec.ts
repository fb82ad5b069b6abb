import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { type INestApplication, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import {
  type ActivityLog,
  ActivityTrackerModule,
  ActivityTrackerService,
  InMemoryActivityStore,
} from 'nestjs-activity-tracker';
import { describe, expect, it, vi } from 'vitest';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { optionsOf, PLATFORMS, settled, sign } from '../support/tracked-app.js';
import { closesAfterEach } from '../support/closes-after-each.js';
import { adapterOf, addressOf, call, QUIET, shop, toldIn } from './fixtures/shop.js';

const closing = closesAfterEach();
const ADMIN = {
  authorization: `Bearer ${sign({ user_id: 1, permissions: EVERY_PERMISSION })}`,
};
const API = '/activity-logs/admin/api';

/** Its stream never ends: it hangs after as many records as given. */
class Endless extends InMemoryActivityStore {
  constructor(private readonly streamed: number) {
    super();
  }

  override async *stream(): AsyncGenerator<ActivityLog, void, undefined> {
    const [record] = await this.find({}, { limit: 1 });
    for (let count = 0; count < this.streamed; count++) yield record!;
    await new Promise<never>(() => {});
  }
}

class Last implements OnApplicationShutdown {
  static readonly closed = vi.fn();
  onApplicationShutdown(): void {
    Last.closed();
  }
}

describe.each(PLATFORMS)('an application on %s closes', (platform) => {
  const started = async (...parts: Parameters<typeof shop>): Promise<INestApplication> => {
    const app = closing(await NestFactory.create(shop(...parts), adapterOf(platform), QUIET));
    await app.listen(0, '127.0.0.1');
    return app;
  };

  it('while live tails are open: each ends with the event end', async () => {
    const app = await started();
    const url = await addressOf(app);
    const tails = await Promise.all([1, 2].map(() => fetch(`${url}/activity-logs/admin/api/live`, { headers: ADMIN })));
    const texts = tails.map((tail) => tail.text());
    await app.close();
    for (const text of await Promise.all(texts)) {
      const events = text.split('\n').filter((line) => line.startsWith('event:'));
      expect([events[0], events.at(-1)]).toEqual(['event: open', 'event: end']);
    }
  });

  it('while a live tail is open: its end is in the audit trail before the store closes', async () => {
    const store = new InMemoryActivityStore();
    const steps: string[] = [];
    let storeEnd = (): void => {};
    const held = new Promise<void>((resolve) => (storeEnd = resolve));
    const append = store.audit.append.bind(store.audit);
    vi.spyOn(store.audit, 'append').mockImplementation(async (entry) => {
      if (entry.ends) await held;
      await append(entry);
      if (entry.ends) steps.push('end');
    });
    const close = store.close.bind(store);
    vi.spyOn(store, 'close').mockImplementation(() => {
      steps.push('close');
      return close();
    });
    Last.closed.mockImplementationOnce(() => setImmediate(storeEnd));
    const app = await started({ options: { storage: { store } }, providers: [Last] });
    const tail = await fetch(`${await addressOf(app)}/activity-logs/admin/api/live`, { headers: ADMIN });
    const text = tail.text();
    await app.close();
    await text;
    expect(steps).toEqual(['end', 'close']);
  });

  it.each<[string, string, RegExp]>([
    [
      'NDJSON',
      'export?format=ndjson',
      /\n\{"incomplete":"Incomplete: [^\n]+ after (\d+) records\. Export again\."\}\n$/,
    ],
    ['CSV', 'export?format=csv', /\r\n"Incomplete: [^\n]+ after (\d+) records\. Export again\."\r\n$/],
    ['HAR', 'export?format=har', /\n\],"comment":"Incomplete: [^\n]+ after (\d+) records\. Export again\."\}\}\n$/],
    [
      'everything about a person',
      'users/7/data?reason=by+letter',
      /\n\{"incomplete":"Incomplete: [^\n]+ after (\d+) records\. Export again\."\}\n$/,
    ],
  ])('while an export runs, which ends with a marker: %s', async (_, path, marker) => {
    const store = new Endless(100);
    const app = await started({ options: { storage: { store } } });
    const url = await addressOf(app);
    await call(url, '/orders/1');
    await app.get(ActivityTrackerService).flush();
    const response = await fetch(`${url}${API}/${path}`, { headers: ADMIN });
    const text = response.text();
    const closed = vi.spyOn(store, 'close');
    await app.close();
    // The end alone: a failure would print the file.
    const end = (await text).slice(-200);
    expect(end).toMatch(marker);
    expect(closed).toHaveBeenCalledOnce();
    const [entry] = await store.audit.find({ ends: { $exists: true } }, { limit: 1 });
    expect(entry).toMatchObject({ records: Number(marker.exec(end)?.[1]), complete: false });
  });

  it('while an export and a live tail are open whose clients do not read, once buffer.shutdownTimeout is over', async () => {
    const app = await started({
      options: { storage: { store: new Endless(Number.POSITIVE_INFINITY) }, buffer: { shutdownTimeout: 0.05 } },
    });
    const url = await addressOf(app);
    await call(url, '/orders/1');
    await app.get(ActivityTrackerService).flush();
    for (const path of ['export?format=ndjson', 'live']) {
      const asked = request(`${url}${API}/${path}`, { headers: ADMIN, agent: false }).end();
      asked.on('error', () => {});
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      response.pause().on('error', () => {});
      expect(response.statusCode).toBe(200);
    }
    await app.close();
  });

  it('without calling the store if nothing was recorded', async () => {
    const store = new InMemoryActivityStore();
    const module = await Test.createTestingModule({ imports: [shop({ options: { storage: { store } } })] }).compile();
    const app = closing(module.createNestApplication(adapterOf(platform), QUIET));
    await app.listen(0, '127.0.0.1');
    await settled();
    const asked = (['open', 'insert', 'find', 'count', 'aggregate'] as const).map((method) => vi.spyOn(store, method));
    const close = vi.spyOn(store, 'close');
    await app.close();
    for (const method of asked) expect(method).not.toHaveBeenCalled();
    expect(close).toHaveBeenCalledOnce();
  });

  it('ends after buffer.shutdownTimeout if the store neither accepts records nor closes', async () => {
    class Stuck extends InMemoryActivityStore {
      override insert = () => new Promise<never>(() => {});
      override close = () => new Promise<never>(() => {});
    }
    const app = await started({ options: { storage: { store: new Stuck() }, buffer: { shutdownTimeout: 0.05 } } });
    await call(await addressOf(app), '/orders/1');
    await settled();
    const tracker = app.get(ActivityTrackerService);
    await app.close();
    expect(tracker.stats()).toMatchObject({ waiting: 0, dropped: { shutdown: 1 } });
  });
});

describe('with a MongoDB that does not answer', () => {
  it('does not wait for a pending connection if nothing was recorded', async () => {
    const server = createServer((socket) => void socket.on('error', () => {}));
    const connected = once(server, 'connection');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing({ close: async () => void server.close() });
    const { port } = server.address() as AddressInfo;
    const mongo = { uri: `mongodb://127.0.0.1:${port}/?serverSelectionTimeoutMS=600000`, dbName: 'any' };
    const app = closing(
      await NestFactory.create(shop({ options: { mongo }, providers: [Last] }), adapterOf('fastify'), QUIET),
    );
    await app.listen(0, '127.0.0.1');
    await connected;
    Last.closed.mockClear();
    // The test's own timeout is far below that of the connection.
    await app.close();
    expect(Last.closed).toHaveBeenCalledOnce();
  });
});

@Module({ imports: [ScheduleModule.forRoot()] })
class Scheduling {}

describe('the timer of the flush', () => {
  it.each([
    ['forRoot', () => ActivityTrackerModule.forRoot(optionsOf())],
    ['forRootAsync', () => ActivityTrackerModule.forRootAsync({ useFactory: () => optionsOf() })],
  ])("stands in the host's SchedulerRegistry by its name, with %s", async (_, module) => {
    const context = closing(
      await NestFactory.createApplicationContext({ module: Scheduling, imports: [module()] }, QUIET),
    );
    expect(context.get(SchedulerRegistry, { strict: false }).getIntervals()).toEqual(
      expect.arrayContaining(['activity-tracker:flush']),
    );
  });
});

it('stores buffered records when an application closes', async () => {
  const store = new InMemoryActivityStore();
  const app = closing(await NestFactory.create(shop({ options: { storage: { store } } }), adapterOf('fastify'), QUIET));
  await app.listen(0, '127.0.0.1');
  await call(await addressOf(app), '/orders/1');
  await app.close();
  expect(await toldIn(store)).toEqual(['GET /orders/1 OrdersController.find 200 by 7']);
});
