import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Cron, Interval, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import {
  ACTIVITY_LOGGED,
  type ActivityLog,
  ActivityTrackerService,
  InMemoryActivityStore,
} from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get()
  list(): unknown {
    return [{ id: 1 }];
  }
}

/** Answers when as many have come as it is wide: all in one turn of the event loop. */
@Controller('gate')
class GateController {
  static readonly WIDTH = 10;
  private readonly waiting: (() => void)[] = [];

  @Get()
  pass(): Promise<string> {
    return new Promise((resolve) => {
      this.waiting.push(() => resolve('passed'));
      if (this.waiting.length === GateController.WIDTH) for (const open of this.waiting) open();
    });
  }
}

@Injectable()
class Listener {
  readonly heard: ActivityLog[] = [];

  @OnEvent(ACTIVITY_LOGGED)
  remember(activity: ActivityLog): void {
    this.heard.push(structuredClone({ ...activity, _id: String(activity._id) }) as never);
    activity.user_id = 'changed by a listener';
    (activity.response as { id: unknown }[])[0]!.id = 'changed by a listener';
  }

  @OnEvent(ACTIVITY_LOGGED)
  throws(): void {
    throw new Error('a listener is broken');
  }

  @OnEvent(ACTIVITY_LOGGED, { suppressErrors: false })
  async rejects(): Promise<void> {
    throw new Error('a listener is broken');
  }

  @OnEvent(ACTIVITY_LOGGED)
  hangs(): Promise<void> {
    return new Promise(() => {});
  }
}

@Injectable()
class Feature {
  constructor(readonly emitter: EventEmitter2) {}
}

@Module({ providers: [Feature], exports: [Feature] })
class FeatureModule {}

@Injectable()
class Jobs {
  readonly registered = 'jobs';

  @Cron('0 0 0 1 1 *', { name: 'yearly' })
  yearly(): void {}

  @Interval('often', 3_600_000)
  often(): void {}
}

describe.each(PLATFORMS)('the signal on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  it.each([
    ['imports EventEmitterModule', [EventEmitterModule.forRoot()]],
    ['does not import EventEmitterModule', []],
    ['imports it with wildcards', [EventEmitterModule.forRoot({ wildcard: true })]],
  ])('calls @OnEvent once per record if the application %s', async (_, imports) => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      providers: [Listener],
      imports,
      options: { signal: true },
    });
    const response = await app.get('/orders', { as: 7 });
    expect(await response.json()).toEqual([{ id: 1 }]);

    const record = await app.record();
    const { heard } = app.nest.get(Listener);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ _id: String(record._id), user_id: 7, url_name: 'list', response: [{ id: 1 }] });
    expect(record).toMatchObject({ user_id: 7, response: [{ id: 1 }] });
  });

  it('calls listeners in the async context of the request, even if many end at once', async () => {
    const storage = new AsyncLocalStorage<string>();
    app = await tracked(platform, {
      controllers: [GateController],
      imports: [EventEmitterModule.forRoot()],
      options: { signal: true },
      configure: (nest) =>
        void nest.use((request: IncomingMessage, _response: ServerResponse, next: () => void) =>
          storage.run(String(request.headers['x-caller']), next),
        ),
    });
    const found: unknown[] = [];
    app.nest
      .get(EventEmitter2, { strict: false })
      .on(ACTIVITY_LOGGED, ({ user_id }: ActivityLog) => void found.push([user_id, storage.getStore()]));
    const users = Array.from({ length: GateController.WIDTH }, (_, index) => index + 1);
    await Promise.all(
      users.map(async (user) =>
        (await app!.get('/gate', { as: user, headers: { 'x-caller': `caller ${user}` } })).text(),
      ),
    );
    await expect.poll(() => found).toHaveLength(users.length);
    expect(found).toEqual(expect.arrayContaining(users.map((user) => [user, `caller ${user}`])));
  });

  it("uses the application's only emitter, and calls listeners added and removed later", async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      imports: [FeatureModule, EventEmitterModule.forRoot()],
      options: { signal: true },
    });
    const emitter = app.nest.get(EventEmitter2, { strict: false });
    expect(app.nest.get(Feature, { strict: false }).emitter).toBe(emitter);
    const names: (string | null)[] = [];
    const listener = ({ url_name }: ActivityLog) => void names.push(url_name);
    const second = ({ method }: ActivityLog) => void names.push(method);
    emitter.on(ACTIVITY_LOGGED, listener);
    emitter.on(ACTIVITY_LOGGED, second);
    await (await app.get('/orders', { as: 7 })).text();
    await expect.poll(() => names).toEqual(['list', 'GET']);

    emitter.off(ACTIVITY_LOGGED, listener);
    await (await app.get('/orders', { as: 7 })).text();
    await expect.poll(() => names).toEqual(['list', 'GET', 'GET']);
  });

  it('emits nothing if signal is off', async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      providers: [Listener],
      imports: [EventEmitterModule.forRoot()],
    });
    await (await app.get('/orders', { as: 7 })).text();
    await app.record();
    expect(app.nest.get(Listener).heard).toEqual([]);
  });

  it('emits, masks and stores a custom activity like a request', async () => {
    app = await tracked(platform, { providers: [Listener], options: { signal: true } });
    app.nest
      .get(ActivityTrackerService)
      .track({ event: 'Prices updated', userId: 7, data: [{ id: 1, password: 'hunter22' }], namespace: 'PriceJob' });

    expect(await app.record()).toMatchObject({
      user_id: 7,
      url_name: 'Prices updated',
      event_name: 'Prices updated',
      namespace: 'PriceJob',
      body: [{ id: 1, password: '***FILTERED***' }],
      method: null,
      status_code: null,
    });
  });

  it("schedules the application's jobs once, together with the flush", async () => {
    app = await tracked(platform, {
      providers: [Jobs],
      imports: [ScheduleModule.forRoot()],
      // Work on a database is scheduled, too.
      options: { storage: { store: new InMemoryActivityStore() } },
    });
    const registry = app.nest.get(SchedulerRegistry);
    expect([...registry.getCronJobs().keys()]).toEqual(['yearly']);
    expect(registry.getIntervals().toSorted()).toEqual(['activity-tracker:flush', 'often']);
  });
});
