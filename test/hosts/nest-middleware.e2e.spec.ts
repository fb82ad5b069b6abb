import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Controller,
  type DynamicModule,
  Get,
  HostParam,
  type INestApplication,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  Param,
  Post,
  Redirect,
  RequestMethod,
  VersioningType,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../support/tracked-app.js';
import { closesAfterEach } from '../support/closes-after-each.js';
import { adapterOf, addressOf, AS_7, call, QUIET, shop, told } from './fixtures/shop.js';

/** Cases of Nest's own "hello world" suite, with the tracker in the application: the outcome is Nest's, each call has a record. */
const closing = closesAfterEach();

@Controller('shelves')
class ShelvesController {
  @Get()
  list(): string {
    return 'the shelves';
  }

  @Get('top')
  top(): string {
    return 'the top shelf';
  }

  @Get(':id')
  find(@Param('id') id: string): string {
    return `shelf ${id}`;
  }

  @Post('top')
  add(): string {
    return 'added';
  }
}

@Controller('moved')
class MovedController {
  @Get()
  @Redirect('/shelves', 307)
  moved(): void {}
}

@Controller({ path: 'tenant', host: ':tenant.example.com' })
class TenantController {
  @Get()
  greet(@HostParam('tenant') tenant: string): string {
    return `hello ${tenant}`;
  }
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const answers =
  (text: string): Middleware =>
  (_request, response) =>
    void response.end(text);

function withMiddleware(configure: (consumer: MiddlewareConsumer) => void): DynamicModule {
  @Module({ controllers: [ShelvesController, MovedController, TenantController] })
  class ShelvesModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      configure(consumer);
    }
  }
  return { module: ShelvesModule };
}

describe.each(PLATFORMS)('on %s', (platform) => {
  const start = async (
    configure: (consumer: MiddlewareConsumer) => void,
    prepare: (app: INestApplication) => void = () => {},
  ) => {
    const app = closing(
      await NestFactory.create(shop({ imports: [withMiddleware(configure)] }), adapterOf(platform), QUIET),
    );
    prepare(app);
    await app.listen(0, '127.0.0.1');
    return { app, url: await addressOf(app) };
  };
  /** Fastify looks for the route before middleware runs. */
  const before = (handler: string) => (platform === 'fastify' ? handler : '-');

  it('middleware of a controller, of a wildcard and of one method: what it answers is recorded', async () => {
    const { app, url } = await start((consumer) => {
      consumer
        .apply(answers('by the wildcard'))
        .forRoutes('closed/*path')
        .apply(answers('by the method'))
        .forRoutes({ path: 'shelves/top', method: RequestMethod.POST })
        .apply(answers('by the controller'))
        .exclude('shelves/:id')
        .forRoutes(ShelvesController);
    });
    expect((await call(url, '/closed/for/good')).body).toBe('by the wildcard');
    expect((await call(url, '/shelves/top', {})).body).toBe('by the method');
    expect((await call(url, '/shelves')).body).toBe('by the controller');
    expect((await call(url, '/shelves/5')).body).toBe('shelf 5');
    expect(await told(app)).toEqual([
      'GET /closed/for/good - 200 by 7',
      `POST /shelves/top ${before('ShelvesController.add')} 200 by 7`,
      `GET /shelves ${before('ShelvesController.list')} 200 by 7`,
      'GET /shelves/5 ShelvesController.find 200 by 7',
    ]);
  });

  it('middleware that passes on runs once, and what it adds is there', async () => {
    const seen: unknown[] = [];
    const { app, url } = await start((consumer) => {
      consumer
        .apply((incoming: { originalUrl?: string }, _response: unknown, next: () => void) => {
          seen.push(incoming.originalUrl);
          next();
        })
        .forRoutes(ShelvesController);
    });
    for (const path of ['/shelves', '/shelves/top', '/shelves/9']) await call(url, path);
    expect(seen).toEqual(['/shelves', '/shelves/top', '/shelves/9']);
    expect(await told(app)).toHaveLength(3);
  });

  it('middleware of one version of a route', async () => {
    const { app, url } = await start(
      (consumer) => {
        const route = { path: 'shelves', version: '1', method: RequestMethod.ALL };
        consumer.apply(answers('of version 1')).forRoutes(route);
      },
      (app) => void app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    );
    expect((await call(url, '/v1/shelves')).body).toBe('of version 1');
    expect((await call(url, '/v1/shelves/top')).body).toBe('the top shelf');
    expect(await told(app)).toEqual([
      `GET /v1/shelves ${before('ShelvesController.list')} 200 by 7`,
      'GET /v1/shelves/top ShelvesController.top 200 by 7',
    ]);
  });

  it('every path under a prefix, and a route that is excluded from it', async () => {
    const { app, url } = await start(
      (consumer) =>
        void consumer.apply((_request: unknown, _response: unknown, next: () => void) => next()).forRoutes('{*all}'),
      (app) => void app.setGlobalPrefix('api', { exclude: ['shelves/top'] }),
    );
    expect((await call(url, '/shelves/top')).body).toBe('the top shelf');
    expect((await call(url, '/api/shelves')).status).toBe(200);
    expect((await call(url, '/shelves')).status).toBe(404);
    expect(await told(app)).toEqual([
      'GET /shelves/top ShelvesController.top 200 by 7',
      'GET /api/shelves ShelvesController.list 200 by 7',
      'GET /shelves - 404 by 7',
    ]);
  });

  it('HEAD, a redirection and a method that no handler has', async () => {
    const { app, url } = await start(() => {});
    const head = await fetch(`${url}/shelves/top`, { method: 'HEAD', headers: AS_7 });
    const moved = await fetch(`${url}/moved`, { redirect: 'manual', headers: AS_7 });
    const removed = await fetch(`${url}/shelves/top`, { method: 'DELETE', headers: AS_7 });
    await removed.text();
    expect([head.status, moved.status, moved.headers.get('location'), removed.status]).toEqual([
      200,
      307,
      '/shelves',
      404,
    ]);
    expect(await told(app)).toEqual([
      'HEAD /shelves/top ShelvesController.top 200 by 7',
      'GET /moved MovedController.moved 307 by 7',
      'DELETE /shelves/top - 404 by 7',
    ]);
  });

  it('a controller of one host, asked at that host and at another', async () => {
    const { app, url } = await start(() => {});
    const at = async (host: string) => {
      const outgoing = request(`${url}/tenant`, { headers: { ...AS_7, host }, agent: false }).end();
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      response.resume();
      await once(response, 'end');
      return response.statusCode;
    };
    expect([await at('acme.example.com'), await at('example.org')]).toEqual([200, 404]);
    const [found, ...others] = await told(app);
    expect(found).toBe('GET /tenant TenantController.greet 200 by 7');
    expect(others).toEqual([expect.stringMatching(/^GET \/tenant .* 404 by 7$/)]);
  });

  it('an encoded path is recorded under the handler that answers', async () => {
    const { app, url } = await start((consumer) => void consumer.apply(answers('closed')).forRoutes('shelves/top'));
    const { body } = await call(url, '/shelves/t%6Fp');
    // Express compares the fixed parts of a path as they were sent.
    expect(body).toBe(platform === 'fastify' ? 'closed' : 'shelf top');
    const handler = platform === 'fastify' ? 'top' : 'find';
    expect(await told(app)).toEqual([`GET /shelves/t%6Fp ShelvesController.${handler} 200 by 7`]);
  });

  it('an application on a UNIX socket', async () => {
    const path = join(tmpdir(), `activity-tracker-${process.pid}-${platform}.sock`);
    const app = closing(
      await NestFactory.create(shop({ imports: [withMiddleware(() => {})] }), adapterOf(platform), QUIET),
    );
    await app.listen(path);
    const outgoing = request({ socketPath: path, path: '/shelves', headers: AS_7, agent: false }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    expect(response.statusCode).toBe(200);
    expect(await told(app)).toEqual(['GET /shelves ShelvesController.list 200 by 7']);
    await app.close();
    rmSync(path, { force: true });
  });

  it('a form within the limit of its parser and one above', async () => {
    const { app, url } = await start(
      () => {},
      (app) => {
        const parser = app as unknown as { useBodyParser(type: string, options: object): void };
        if (platform === 'express') parser.useBodyParser('urlencoded', { limit: 12, extended: true });
        else parser.useBodyParser('application/x-www-form-urlencoded', { bodyLimit: 12 });
      },
    );
    const send = async (body: string) => {
      const headers = { ...AS_7, 'content-type': 'application/x-www-form-urlencoded' };
      const response = await fetch(`${url}/orders`, { method: 'POST', headers, body });
      await response.text();
      return response.status;
    };
    expect([await send('item=lamp'), await send('item=candlesticks')]).toEqual([201, 413]);
    expect(await told(app)).toEqual([
      'POST /orders OrdersController.create 201 by 7',
      'POST /orders OrdersController.create 413 by 7',
    ]);
  });
});

it.each<[string, object, string[]]>([
  [
    'slashes that do not count',
    { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    ['/shelves/', '//shelves'],
  ],
  ['semicolons that begin a query', { useSemicolonDelimiter: true }, ['/shelves;order=asc']],
  ['letters of any case', { caseSensitive: false }, ['/SHELVES']],
])(
  'on fastify with %s, a path is recorded under its handler, and its middleware ran',
  async (_, routerOptions, paths) => {
    const { fastify } = await import('fastify');
    const passed: string[] = [];
    const shelves = withMiddleware((consumer) => {
      consumer
        .apply((incoming: { originalUrl: string }, _response: unknown, next: () => void) => {
          passed.push(incoming.originalUrl);
          next();
        })
        .forRoutes(ShelvesController);
    });
    const adapter = adapterOf('fastify', fastify({ routerOptions }));
    const app = closing(await NestFactory.create(shop({ imports: [shelves] }), adapter, QUIET));
    await app.listen(0, '127.0.0.1');
    const url = await addressOf(app);
    for (const path of paths) expect((await call(url, path)).body).toBe('the shelves');
    const records = await told(app);
    expect(records).toHaveLength(paths.length);
    for (const record of records) expect(record).toMatch(/ ShelvesController\.list 200 by 7$/);
    expect(passed).toHaveLength(paths.length);
  },
);
