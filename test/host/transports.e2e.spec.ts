import { once } from 'node:events';
import 'reflect-metadata';
import type { AddressInfo, Server } from 'node:net';
import { Controller, Get, Inject, type INestApplication, type INestMicroservice, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type ClientProxy,
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  type MicroserviceOptions,
  Payload,
  RpcException,
  Transport,
} from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { MessageBody, SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { ActivityTrackerModule, ActivityTrackerService, InMemoryActivityStore } from 'nestjs-activity-tracker';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import { firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { optionsOf, PLATFORMS, settled, Transcript, tracked, type TrackedApp } from '../support/tracked-app.js';

const open: { close(): unknown }[] = [];

/** Closed after the test, the last one first, whatever becomes of it. */
function closing<One extends { close(): unknown }>(one: One): One {
  open.unshift(one);
  return one;
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Responses of a separate process by messages, and by HTTP if it serves any. */
@Controller('prices')
class PricesController {
  noted: unknown[] = [];

  constructor(@Inject(ActivityTrackerService) private readonly tracker: ActivityTrackerService) {}

  @Get(':id')
  find(@Param('id') id: string): unknown {
    return { id };
  }

  @MessagePattern('sum')
  sum(@Payload() numbers: number[]): unknown {
    return { sum: numbers.reduce((a, b) => a + b, 0), password: 'as it is' };
  }

  @MessagePattern('several')
  several(): unknown {
    return of(1, 2, 3);
  }

  @MessagePattern('refuse')
  refuse(): never {
    throw new RpcException('not today');
  }

  @MessagePattern('tell')
  tell(): unknown {
    this.tracker.track({ event: 'Prices updated', userId: 7 });
    return {};
  }

  @EventPattern('noted')
  note(@Payload() what: unknown): void {
    this.noted.push(what);
  }
}

const tcp = (): MicroserviceOptions => ({ transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } });

function clientOf(microservice: Pick<INestMicroservice, 'unwrap'>): ClientProxy {
  const { port } = microservice.unwrap<Server>().address() as AddressInfo;
  return closing(ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } }));
}

/** Every kind of message, each answered as without the tracker. */
async function exerciseMessages(client: ClientProxy): Promise<void> {
  const ask = (pattern: string, data: unknown) => firstValueFrom(client.send<unknown>(pattern, data));
  expect(await ask('sum', [1, 2, 3])).toEqual({ sum: 6, password: 'as it is' });
  expect(await lastValueFrom(client.send<number>('several', {}).pipe(toArray()))).toEqual([1, 2, 3]);
  await expect(ask('refuse', {})).rejects.toMatchObject({ message: 'not today' });
  await expect(ask('unknown', {})).rejects.toMatch(/no matching message handler/);
  await firstValueFrom(client.emit('noted', { what: 'this' }), { defaultValue: undefined });
  // One connection keeps order: an answer shows that the event arrived before it.
  await ask('sum', []);
}

describe('a microservice without HTTP', () => {
  it('responds as without the tracker, records custom activities but no message, and closes', async () => {
    const store = new InMemoryActivityStore();
    @Module({
      imports: [ActivityTrackerModule.forRoot(optionsOf({ storage: { store }, capture: { trackAnonymous: true } }))],
      controllers: [PricesController],
    })
    class PricesModule {}
    const transcript = new Transcript();
    const app = closing(
      await NestFactory.createMicroservice<MicroserviceOptions>(PricesModule, { ...tcp(), logger: transcript }),
    );
    await app.listen();
    const client = clientOf(app);
    await exerciseMessages(client);
    expect(app.get(PricesController).noted).toEqual([{ what: 'this' }]);
    const tracker = app.get(ActivityTrackerService, { strict: false });
    expect(tracker.stats()).toMatchObject({ accepted: 0, failed: 0 });

    await firstValueFrom(client.send('tell', {}));
    expect(tracker.stats()).toMatchObject({ accepted: 1, failed: 0 });
    expect(transcript.lines.filter((line) => /HTTP platform|Failed to record a request/.test(line))).toEqual([]);
    await app.close();
    expect(await store.find({})).toMatchObject([{ event_name: 'Prices updated', user_id: 7, method: null }]);
  });
});

describe.each(PLATFORMS)('on %s', (platform) => {
  /** With the tracker's interceptor in front of messages too, and without. */
  describe.each([true, false])('a hybrid app, inheritAppConfig: %s', (inheritAppConfig) => {
    async function hybrid(): Promise<{ app: TrackedApp; client: ClientProxy }> {
      let microservice: INestMicroservice | undefined;
      const app = closing(
        await tracked(platform, {
          controllers: [PricesController],
          options: { capture: { trackAnonymous: true, globalInterceptor: true } },
          configure: async (nest: INestApplication) => {
            microservice = nest.connectMicroservice<MicroserviceOptions>(tcp(), { inheritAppConfig });
            await nest.startAllMicroservices();
          },
        }),
      );
      return { app, client: clientOf(microservice!) };
    }

    it('records its HTTP part as usual, and no message', async () => {
      const { app, client } = await hybrid();
      await exerciseMessages(client);
      expect(await (await app.get('/prices/5', { as: 7 })).json()).toEqual({ id: '5' });
      await exerciseMessages(client);

      expect(await app.record()).toMatchObject({
        url_name: 'find',
        namespace: 'PricesController',
        route: '/prices/:id',
        user_id: 7,
        response: { id: '5' },
      });
      expect(app.tracker.stats()).toMatchObject({ accepted: 1, failed: 0 });
      expect(app.nest.get(PricesController).noted).toHaveLength(2);
    });

    it('stores its records before it closes', async () => {
      const { app, client } = await hybrid();
      await (await app.get('/prices/5', { as: 7 })).text();
      await firstValueFrom(client.send('tell', {}));
      await settled();
      await app.close();
      expect(await app.storedRecords()).toHaveLength(2);
    });
  });

  it.each([
    ['as it comes', {}],
    ['with a global interceptor', { globalInterceptor: true }],
  ])('passes messages of a WebSocket gateway untouched and unrecorded, %s', async (_, capture) => {
    @WebSocketGateway({ path: '/live' })
    class LiveGateway {
      @SubscribeMessage('echo')
      echo(@MessageBody() data: unknown): unknown {
        return { event: 'echo', data };
      }

      @SubscribeMessage('refuse')
      refuse(): never {
        throw new WsException('not today');
      }
    }
    const app = closing(
      await tracked(platform, {
        controllers: [PricesController],
        providers: [LiveGateway],
        options: { capture: { trackAnonymous: true, ...capture } },
        configure: (nest) => void nest.useWebSocketAdapter(new WsAdapter(nest)),
      }),
    );
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/live`);
    await once(socket, 'open');
    const ask = async (question: object): Promise<unknown> => {
      const answer = once(socket, 'message');
      socket.send(JSON.stringify(question));
      return JSON.parse(String((await answer)[0]));
    };
    const echo = { event: 'echo', data: { token: 'as it is' } };
    expect(await ask(echo)).toEqual(echo);
    expect(await ask({ event: 'refuse', data: {} })).toMatchObject({
      event: 'exception',
      data: { message: 'not today' },
    });
    await (await app.get('/prices/5', { as: 7 })).text();
    socket.close();
    await once(socket, 'close');

    expect(await recordedActivity(app.nest)).toMatchObject([{ url_path: '/prices/5' }]);
    expect(app.tracker.stats()).toMatchObject({ accepted: 1, failed: 0 });
  });
});
