import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { ACTIVITY_LOGGED, type ActivityLog } from 'nestjs-activity-tracker';
import { CLS_REQ, ClsModule, InjectableProxy } from 'nestjs-cls';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, tracked } from '../support/tracked-app.js';
import { closesAfterEach } from '../support/closes-after-each.js';
import { adapterOf, addressOf, call, OrdersController, QUIET, shop, told } from './fixtures/shop.js';

const RECORD = 'GET /orders/1 OrdersController.find 200 by 7';
const closing = closesAfterEach();

@Injectable()
class Listener {
  readonly heard: string[] = [];

  @OnEvent(ACTIVITY_LOGGED)
  hear({ url_path }: ActivityLog): void {
    this.heard.push(String(url_path));
  }
}

@InjectableProxy()
class PerRequest {
  user = 'unknown';
}

/** Whatever of it is read outside of a request throws. */
class Touchy {
  get connection(): never {
    throw new Error('there is no connection yet');
  }
}

const hostile = {
  provide: 'HOSTILE',
  useFactory: () =>
    new Proxy(new Touchy(), {
      get(_, name) {
        // Nest itself asks for hooks, for the class, and whether it is a promise.
        if (typeof name === 'symbol' || /^(?:then|constructor|on[A-Z]|before[A-Z])/.test(name)) return undefined;
        throw new Error(`${name} was read`);
      },
      getPrototypeOf: () => {
        throw new Error('no prototype');
      },
    }),
};

describe.each(PLATFORMS)('the signal on %s', (platform) => {
  it.each([
    ['and no EventEmitterModule', []],
    ['and EventEmitterModule', [EventEmitterModule.forRoot()]],
  ])('with nestjs-cls, its request and proxy providers, %s: every call is recorded and heard', async (_, imports) => {
    const app = closing(
      await NestFactory.create(
        shop({
          options: { signal: true },
          imports: [
            ClsModule.forRoot({ global: true, middleware: { mount: true } }),
            ClsModule.forFeature(PerRequest),
            ...imports,
          ],
          providers: [
            Listener,
            { provide: 'REQUEST_OF_CLS', useFactory: (request: unknown) => request, inject: [CLS_REQ] },
          ],
        }),
        adapterOf(platform),
        QUIET,
      ),
    );
    await app.listen(0, '127.0.0.1');
    const url = await addressOf(app);
    for (let turn = 0; turn < 3; turn++) await call(url, '/orders/1');
    expect(await told(app)).toEqual([RECORD, RECORD, RECORD]);
    expect(app.get(Listener).heard).toEqual(['/orders/1', '/orders/1', '/orders/1']);
  });

  it('skips only the provider that throws', async () => {
    const app = closing(
      await tracked(platform, {
        controllers: [OrdersController],
        providers: [Touchy, hostile, Listener],
        options: { signal: true },
      }),
    );
    await (await app.get('/orders/1', { as: 7 })).text();
    expect(await told(app.nest)).toEqual([RECORD]);
    expect(app.nest.get(Listener).heard).toEqual(['/orders/1']);
    expect(app.transcript.lines.filter((line) => line.includes('HOSTILE'))).toEqual([
      'Provider HOSTILE cannot be searched for listeners of activity.logged and activity.anomaly: no prototype. Leaving it unsubscribed. ' +
        'Import EventEmitterModule so that Nest subscribes it.',
    ]);
  });

  it('calls no listener if the bus fails, and logs the failure once', async () => {
    class BrokenBus extends EventEmitter2 {
      override listeners(): never {
        throw new Error('the bus is broken');
      }
    }
    @Module({ providers: [{ provide: EventEmitter2, useClass: BrokenBus }] })
    class BusModule {}
    const app = closing(
      await tracked(platform, { controllers: [OrdersController], imports: [BusModule], options: { signal: true } }),
    );
    for (let turn = 0; turn < 2; turn++) await (await app.get('/orders/1', { as: 7 })).text();
    expect(await told(app.nest)).toEqual([RECORD, RECORD]);
    expect(app.transcript.lines.filter((line) => line.includes('event bus'))).toEqual([
      'The event bus failed: the bus is broken. Storing records without emitting them. Repair the event emitter (logged once)',
    ]);
  });
});
