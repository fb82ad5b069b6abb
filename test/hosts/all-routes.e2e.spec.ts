import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import {
  Controller,
  type ArgumentsHost,
  Catch,
  type CallHandler,
  ClassSerializerInterceptor,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  type HttpServer,
  Inject,
  Injectable,
  type NestInterceptor,
  type Provider,
  Scope,
  type ScopeOptions,
  type Type,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import { CACHE_MANAGER, CacheInterceptor, CacheModule } from '@nestjs/cache-manager';
import type { Cache } from 'cache-manager';
import { map, type Observable, of } from 'rxjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensurePanel } from '../support/panel-build.js';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { PLATFORMS, SECRET, sign, type TrackedApp } from '../support/tracked-app.js';
import { HISTORY, type Host, startHost } from './fixtures/host-app.js';

const API = '/activity-logs/admin/api';
const PANEL = '/activity-logs/admin';

let calls = 0;
/** How many instances of the scoped interceptor exist so far. */
let scopedEnvelopes = 0;

@Controller('orders')
class OrdersController {
  @Get()
  list(): unknown {
    return { call: ++calls };
  }
}

@Injectable()
class Envelope implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

@Injectable()
class Maintenance implements NestInterceptor {
  intercept(): Observable<unknown> {
    return of({ maintenance: true });
  }
}

@Injectable()
class OneKeyCache extends CacheInterceptor {
  protected override trackBy(): string {
    return 'the one key';
  }
}

@Catch()
class Teapot implements ExceptionFilter {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  catch(_error: unknown, context: ArgumentsHost): void {
    const adapter = this.host.httpAdapter as HttpServer;
    adapter.reply(context.switchToHttp().getResponse<object>(), { teapot: true }, 418);
  }
}

/** On a separate connection: fetch would open another one after cancelling, which keeps the server from closing. */
async function firstEvent(url: string, headers: Record<string, string>): Promise<string> {
  const call = request(url, { headers, agent: false }).end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const [chunk] = (await once(response, 'data')) as [Buffer];
  call.destroy();
  return chunk.toString();
}

/** With its own scope, it gives all controllers of the application that scope. */
function scoped(scope: ScopeOptions): Type<NestInterceptor> {
  @Injectable(scope)
  class ScopedEnvelope extends Envelope {
    constructor() {
      super();
      scopedEnvelopes++;
    }
  }
  return ScopedEnvelope;
}

const interceptor = (useClass: new (...args: never[]) => NestInterceptor): Provider => ({
  provide: APP_INTERCEPTOR,
  useClass,
});

describe.each(PLATFORMS)('interceptors and filters of the host on %s', (platform) => {
  let app: TrackedApp;
  beforeAll(() => ensurePanel(), 120_000);
  afterEach(() => app.close());

  const start = async (host: Partial<Host>, decorators: ClassDecorator[] = []) => {
    app = await startHost(platform, {
      controllers: [OrdersController],
      ...host,
      options: { jwt: { secret: SECRET, algorithms: ['HS256'] }, decorators },
    });
    for (const user of [111, 111, 222]) await (await app.get('/orders', as(user))).text();
    await app.records();
  };

  const as = (id: number, more: Record<string, unknown> = {}) => ({
    headers: { authorization: `Bearer ${sign({ user_id: id, ...more })}` },
  });
  const ADMIN = as(1, { permissions: EVERY_PERMISSION });

  const json = async (path: string, call: { headers: Record<string, string> } = ADMIN) => {
    const response = await app.get(path, call);
    return { status: response.status, body: JSON.parse(await response.text()) as unknown };
  };

  /** What a reader of history, admin API and panel gets, in the words of a host without anything global. */
  const reads = async () => {
    expect(await json(HISTORY, as(111))).toMatchObject({
      status: 200,
      body: { count: 2, results: [{ id: expect.stringMatching(/^[\da-f]{24}$/) as string }, {}] },
    });
    expect(await json(HISTORY, as(222))).toMatchObject({ status: 200, body: { count: 1 } });
    const records = await json(`${API}/records`);
    expect(records).toMatchObject({
      status: 200,
      body: { results: [{ _id: expect.stringMatching(/^[\da-f]{24}$/) as string, user_id: 222 }, {}, {}] },
    });
    expect(await json(`${API}/records?nonsense=1`)).toMatchObject({
      status: 400,
      body: { statusCode: 400, message: expect.anything() as unknown },
    });
    expect(await json(HISTORY, { headers: {} })).toMatchObject({ status: 401, body: { statusCode: 401 } });
    expect(await json(`${API}/settings`, as(111))).toMatchObject({ status: 403, body: { statusCode: 403 } });
    const file = await app.get(`${API}/export?format=ndjson`, ADMIN);
    const lines = (await file.text()).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { user_id: number }).user_id)).toEqual([222, 111, 111]);
    expect(file.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(await firstEvent(`${app.url}${API}/live`, ADMIN.headers)).toContain('event: open');
    const page = await app.get(`${PANEL}/index.html`, { headers: { 'accept-encoding': 'br' } });
    expect([page.status, page.headers.get('content-encoding')]).toEqual([200, 'br']);
    expect(await page.text()).toContain('<div id="app">');
    expect(await json(`${PANEL}/config.json`, { headers: {} })).toMatchObject({ body: { apiBase: './api' } });
  };

  it.each<[string, Partial<Host>]>([
    ['nothing', {}],
    [
      'a cache of all answers',
      { imports: [CacheModule.register({ ttl: 60_000, isGlobal: true })], providers: [interceptor(CacheInterceptor)] },
    ],
    ['an envelope', { providers: [interceptor(Envelope)] }],
    ['the class serializer', { providers: [interceptor(ClassSerializerInterceptor)] }],
    ['a filter of all errors', { providers: [{ provide: APP_FILTER, useClass: Teapot }] }],
  ])('%s leaves history, admin API and panel as they are', async (name, host) => {
    calls = 0;
    await start(host);
    await reads();
    if (name === 'a cache of all answers') expect(calls).toBe(1);
  });

  it('an interceptor that answers everything itself answers none of our routes', async () => {
    await start({ providers: [interceptor(Maintenance)] });
    expect(await json('/orders')).toMatchObject({ body: { maintenance: true } });
    await reads();
  });

  it.each([
    ['request-scoped', { scope: Scope.REQUEST }],
    ['durable', { scope: Scope.REQUEST, durable: true }],
  ])('an interceptor that is %s leaves them as they are, and has one instance for each request', async (_, scope) => {
    await start({ providers: [interceptor(scoped(scope))] });
    await reads();
    scopedEnvelopes = 0;
    expect(await json('/orders')).toMatchObject({ body: { data: { call: expect.any(Number) as number } } });
    expect(await json(HISTORY, as(111))).toMatchObject({ status: 200, body: { count: 2 } });
    expect(scopedEnvelopes).toBe(2);
  });

  it.each<[string, Provider]>([
    ['guard', { provide: APP_GUARD, scope: Scope.REQUEST, useFactory: () => ({ canActivate: () => true }) }],
    ['pipe', { provide: APP_PIPE, scope: Scope.REQUEST, useFactory: () => ({ transform: (value: unknown) => value }) }],
    ['filter', { provide: APP_FILTER, scope: Scope.REQUEST, useClass: Teapot }],
  ])('a request-scoped %s leaves them as they are', async (_, provider) => {
    await start({ providers: [provider] });
    await reads();
  });

  it('a filter and an interceptor among the decorators leave them as they are', async () => {
    await start({}, [UseFilters(Teapot), UseInterceptors(Envelope)]);
    await reads();
  });

  it('a cache with one key for everything neither stores nor answers for our routes', async () => {
    await start({
      imports: [CacheModule.register({ ttl: 60_000, isGlobal: true })],
      providers: [interceptor(OneKeyCache)],
    });
    await reads();
    const cache = app.nest.get<Cache>(CACHE_MANAGER);
    expect(await cache.get('the one key')).toMatchObject({ call: expect.any(Number) as number });
    expect(await json('/orders')).toMatchObject({ body: { call: expect.any(Number) as number } });
  });
});
