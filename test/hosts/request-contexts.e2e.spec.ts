import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { request } from 'node:http';
import { Controller, Get } from '@nestjs/common';
import { ActivityTrackerService, InMemoryActivityStore } from 'nestjs-activity-tracker';
import { ClsModule, ClsServiceManager } from 'nestjs-cls';
import { afterEach, describe, expect, it } from 'vitest';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

/** The tenant of a request, as a middleware of the host sets it; a plugin of its connection may read it in each insert. */
const tenants = new AsyncLocalStorage<string>();

/** Notes what is around each insert, and fails while it is told to. */
class NotingStore extends InMemoryActivityStore {
  readonly around: unknown[] = [];
  readonly events = new EventEmitter();
  failures = 0;

  override async insert(records: Parameters<InMemoryActivityStore['insert']>[0]) {
    this.around.push(tenants.getStore() ?? null, ClsServiceManager.getClsService().isActive());
    if (this.failures-- > 0) throw new Error('the store is away');
    const outcome = await super.insert(records);
    this.events.emit('inserted');
    return outcome;
  }
}

/** Notes what is around the reads of the feed for live viewers. */
class PolledStore extends InMemoryActivityStore {
  readonly around: unknown[] = [];
  readonly events = new EventEmitter();

  override async find(...args: Parameters<InMemoryActivityStore['find']>) {
    this.around.push(tenants.getStore() ?? null);
    this.events.emit('read');
    return super.find(...args);
  }
}

@Controller('orders')
class OrdersController {
  constructor(private readonly tracker: ActivityTrackerService) {}

  @Get()
  list(): string {
    return tenants.getStore() ?? 'no tenant';
  }

  @Get('flushed')
  async flushed(): Promise<string> {
    await this.tracker.flush();
    return tenants.getStore() ?? 'no tenant';
  }
}
Reflect.defineMetadata('design:paramtypes', [ActivityTrackerService], OrdersController);

describe.each(PLATFORMS)('a host with AsyncLocalStorage on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const start = async (store: InMemoryActivityStore) => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      imports: [ClsModule.forRoot({ global: true, middleware: { mount: true } })],
      options: { buffer: { maxSize: 1, interval: 3_600 }, storage: { store } },
      configure: (nest) =>
        void nest.use((request: { headers: Record<string, string> }, _response: unknown, next: () => void) =>
          tenants.run(request.headers['x-tenant'] ?? 'none', next),
        ),
    });
  };
  const get = async (path: string, tenant: string) =>
    (await app.get(path, { as: 7, headers: { 'x-tenant': tenant } })).text();

  it('stores a batch triggered by a request outside its async context', async () => {
    const store = new NotingStore();
    await start(store);
    const inserted = once(store.events, 'inserted');
    expect(await get('/orders', 'blue')).toBe('blue');
    await inserted;
    expect(store.around).toEqual([null, false]);
  });

  it('stores a batch flushed by a handler outside its async context, and the handler keeps its context', async () => {
    const store = new NotingStore();
    await start(store);
    app.tracker.track({ event: 'Prices updated', userId: 7 });
    expect(await get('/orders/flushed', 'blue')).toBe('blue');
    expect(store.around.slice(0, 2)).toEqual([null, false]);
  });

  it('stores a retried batch outside every request', async () => {
    const store = new NotingStore();
    store.failures = 1;
    await start(store);
    const inserted = once(store.events, 'inserted');
    await get('/orders', 'green');
    await inserted;
    expect(store.around).toEqual([null, false, null, false]);
  });

  it('reads the live feed outside the request that opened it', async () => {
    const store = new PolledStore();
    await start(store);
    const read = once(store.events, 'read');
    const headers = { authorization: `Bearer ${app.token(1, { permissions: EVERY_PERMISSION })}`, 'x-tenant': 'blue' };
    const viewer = request(`${app.url}/activity-logs/admin/api/live`, { headers, agent: false }).end();
    await once(viewer, 'response');
    await read;
    viewer.destroy();
    expect(store.around[0]).toBe(null);
  });
});
