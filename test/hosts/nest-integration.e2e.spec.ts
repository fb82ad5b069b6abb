import type { AddressInfo } from 'node:net';
import {
  Controller,
  type DynamicModule,
  forwardRef,
  Get,
  Inject,
  Injectable,
  type INestApplication,
  Module,
  Post,
  type RawBodyRequest,
  Req,
  Scope,
  VersioningType,
} from '@nestjs/common';
import { ModuleRef, NestFactory, REQUEST, RouterModule } from '@nestjs/core';
import {
  ClientProxyFactory,
  MessagePattern,
  type MicroserviceOptions,
  type TcpClientOptions,
  Transport,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { ActivityTrackerModule, ActivityTrackerService } from 'nestjs-activity-tracker';
import { firstValueFrom, map, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { optionsOf, PLATFORMS } from '../support/tracked-app.js';
import { closesAfterEach } from '../support/closes-after-each.js';
import { adapterOf, addressOf, AS_7, call, QUIET, shop, told } from './fixtures/shop.js';

/** Cases of Nest's own integration suites, with the tracker in the application: the outcome is Nest's, each call has a record. */
const closing = closesAfterEach();

@Controller('raw')
class RawController {
  @Post()
  raw(@Req() { rawBody }: RawBodyRequest<object>): unknown {
    return { raw: rawBody?.toString() };
  }
}

@Controller('hello')
class HelloController {
  @Get()
  greet(): string {
    return 'Hello world!';
  }

  @Get('async')
  async later(): Promise<string> {
    return 'Hello world!';
  }

  @Get('stream')
  stream(): unknown {
    return of('Hello world!').pipe(map((text) => text));
  }
}

describe.each(PLATFORMS)('on %s', (platform) => {
  const start = async (...parts: Parameters<typeof shop>): Promise<INestApplication> => {
    const app = closing(await NestFactory.create(shop(...parts), adapterOf(platform), QUIET));
    await app.listen(0, '127.0.0.1');
    return app;
  };

  describe('listen', () => {
    it('resolves with the server, rejects a taken port and an invalid host, and records what was answered', async () => {
      const module = await Test.createTestingModule({ imports: [shop()] }).compile();
      const app = closing(module.createNestApplication(adapterOf(platform), QUIET));
      expect(await app.listen(0, '127.0.0.1')).toBe(app.getHttpServer());
      const { port } = app.getHttpServer().address() as AddressInfo;
      const second = module.createNestApplication(adapterOf(platform), QUIET);
      await expect(second.listen(port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
      await second.close();
      await call(await addressOf(app), '/orders/1');
      expect(await told(app)).toEqual(['GET /orders/1 OrdersController.find 200 by 7']);
    });
  });

  describe('use-body-parser', () => {
    const builder = Test.createTestingModule({ imports: [shop({ controllers: [RawController] })] });
    const within = '{ "msg": "Hello, World" }';

    it.each([
      ['a body within the limit', within, 201],
      ['a body above the limit', `${within} `, 413],
    ])('%s, in an application of a builder that is compiled for each test', async (_, body, status) => {
      const app = closing(
        (await builder.compile()).createNestApplication(adapterOf(platform), { ...QUIET, rawBody: true }),
      );
      const parser = app as unknown as { useBodyParser(type: string, options: object): void };
      if (platform === 'express') parser.useBodyParser('json', { limit: within.length });
      else parser.useBodyParser('application/json', { bodyLimit: within.length });
      await app.listen(0, '127.0.0.1');
      const response = await fetch(`${await addressOf(app)}/raw`, {
        method: 'POST',
        headers: { ...AS_7, 'content-type': 'application/json' },
        body,
      });
      expect(response.status).toBe(status);
      if (status === 201) expect(await response.json()).toEqual({ raw: within });
      expect((await told(app)).at(-1)).toMatch(new RegExp(`^POST /raw .* ${status} by 7$`));
    });
  });

  describe('route-conflict', () => {
    @Controller('cats')
    class CatsController {
      @Get(':id')
      find(): string {
        return 'by id';
      }

      @Get('all')
      all(): string {
        return 'all';
      }
    }

    it("reports the host's own conflict, and none of ours", async () => {
      const app = closing(
        await NestFactory.create(shop({ controllers: [CatsController] }), adapterOf(platform), {
          ...QUIET,
          routeConflictPolicy: { shadow: 'error', duplicate: 'error' },
        }),
      );
      const error = await app.init().then(
        () => undefined,
        (error: Error) => error.message,
      );
      const reported = error?.split('\n').filter((line) => line.startsWith('  - '));
      // Fastify takes the most specific route whatever the order, so there is no conflict.
      expect(reported).toEqual(platform === 'fastify' ? undefined : [expect.stringContaining('/cats/all')]);
    });

    it('boots and records with the strategy that sorts by specificity', async () => {
      const app = closing(
        await NestFactory.create(shop({ controllers: [CatsController] }), adapterOf(platform), {
          ...QUIET,
          routeResolutionStrategy: 'specificity',
          routeConflictPolicy: { duplicate: 'error' },
        }),
      );
      await app.listen(0, '127.0.0.1');
      expect((await call(await addressOf(app), '/cats/all')).body).toBe('all');
      expect(await told(app)).toEqual(['GET /cats/all CatsController.all 200 by 7']);
    });
  });

  describe('hello-world', () => {
    it('values, promises and observables', async () => {
      const app = await start({ controllers: [HelloController] });
      const url = await addressOf(app);
      for (const path of ['', '/async', '/stream'])
        expect(await call(url, `/hello${path}`)).toEqual({ status: 200, body: 'Hello world!' });
      expect(await told(app)).toEqual([
        'GET /hello HelloController.greet 200 by 7',
        'GET /hello/async HelloController.later 200 by 7',
        'GET /hello/stream HelloController.stream 200 by 7',
      ]);
    });

    it('two applications side by side each record their own', async () => {
      const apps = [await start({ controllers: [HelloController] }), await start({ controllers: [HelloController] })];
      for (const app of apps) await call(await addressOf(app), '/hello');
      for (const app of apps) expect(await told(app)).toEqual(['GET /hello HelloController.greet 200 by 7']);
    });

    it('a global prefix with exclusions, versions and RouterModule', async () => {
      @Module({ controllers: [HelloController] })
      class Child {}
      const module = shop({ imports: [Child, RouterModule.register([{ path: 'parent', module: Child }])] });
      const app = closing(await NestFactory.create(module, adapterOf(platform), QUIET));
      app.setGlobalPrefix('api', { exclude: ['orders/:id'] });
      app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
      await app.listen(0, '127.0.0.1');
      const url = await addressOf(app);
      for (const path of ['/api/v1/parent/hello', '/v1/orders/1', '/api/v1/orders/1']) await call(url, path);
      expect(await told(app)).toEqual([
        'GET /api/v1/parent/hello HelloController.greet 200 by 7',
        'GET /v1/orders/1 OrdersController.find 200 by 7',
        'GET /api/v1/orders/1 - 404 by 7',
      ]);
    });
  });

  describe('injector', () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {
      constructor(@Inject(REQUEST) readonly request: { url: string }) {}
    }

    @Controller('scoped')
    class ScopedController {
      constructor(
        private readonly own: PerRequest,
        private readonly tracker: ActivityTrackerService,
        private readonly moduleRef: ModuleRef,
      ) {}

      @Get()
      async find(): Promise<unknown> {
        const other = await this.moduleRef.create(PerRequest).catch(() => undefined);
        return { url: this.own.request.url, tracks: typeof this.tracker.track, other: typeof other };
      }
    }

    it('request-scoped controllers, in modules that import each other and ours', async () => {
      const tracker: DynamicModule = ActivityTrackerModule.forRoot({ ...optionsOf(), isGlobal: false });
      // oxlint-disable-next-line typescript/no-use-before-define
      @Module({
        imports: [forwardRef(() => Second), tracker],
        controllers: [ScopedController],
        providers: [PerRequest],
      })
      class First {}
      @Module({ imports: [forwardRef(() => First), tracker] })
      class Second {}
      const app = closing(await NestFactory.create(First, adapterOf(platform), QUIET));
      await app.listen(0, '127.0.0.1');
      const { body } = await call(await addressOf(app), '/scoped');
      expect(JSON.parse(body)).toMatchObject({ url: '/scoped', tracks: 'function' });
      expect(await told(app)).toEqual(['GET /scoped ScopedController.find 200 by 7']);
    });
  });

  describe('microservices', () => {
    @Controller()
    class MathController {
      static port = 0;

      @MessagePattern({ cmd: 'sum' })
      sum(numbers: number[]): number {
        return numbers.reduce((one, other) => one + other, 0);
      }

      @Post('sum')
      async call(): Promise<unknown> {
        const options: TcpClientOptions = {
          transport: Transport.TCP,
          options: { host: '127.0.0.1', port: MathController.port },
        };
        const client = ClientProxyFactory.create(options);
        try {
          return { sum: await firstValueFrom(client.send({ cmd: 'sum' }, [1, 2, 3])) };
        } finally {
          await client.close();
        }
      }
    }

    it.each([true, false])('a call over TCP within an HTTP call, inheritAppConfig: %s', async (inheritAppConfig) => {
      const app = closing(
        await NestFactory.create(shop({ controllers: [MathController] }), adapterOf(platform), QUIET),
      );
      const service = app.connectMicroservice<MicroserviceOptions>(
        { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } },
        { inheritAppConfig },
      );
      await app.startAllMicroservices();
      MathController.port = service.unwrap<{ address(): AddressInfo }>().address().port;
      await app.listen(0, '127.0.0.1');
      expect(await call(await addressOf(app), '/sum', {})).toEqual({ status: 201, body: '{"sum":6}' });
      expect(await told(app)).toEqual(['POST /sum MathController.call 201 by 7']);
    });
  });
});
