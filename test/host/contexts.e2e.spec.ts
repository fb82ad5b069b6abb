import 'reflect-metadata';
import { connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import {
  type BeforeApplicationShutdown,
  type CanActivate,
  Controller,
  type DynamicModule,
  ForbiddenException,
  Get,
  type INestApplication,
  Inject,
  Injectable,
  Module,
  Scope,
  Param,
  type Type,
  UseGuards,
  type VersioningOptions,
  VersioningType,
} from '@nestjs/common';
import { NestFactory, REQUEST } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  type ActivityLog,
  ActivityTrackerModule,
  type ActivityTrackerOptions,
  ActivityTrackerService,
  InMemoryActivityStore,
  SkipActivity,
} from 'nestjs-activity-tracker';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../libs/activity-tracker/test/eventually.js';
import { ThingsController } from '../fixtures/everything.controller.js';
import {
  PLATFORMS,
  type TrackedApp,
  type PlatformName,
  optionsOf,
  settled,
  sign,
  tracked,
  Transcript,
} from '../support/tracked-app.js';

const open: { close(): Promise<unknown> }[] = [];

/** Closed after the test, whatever becomes of it. */
function closing<App extends { close(): Promise<unknown> }>(app: App): App {
  open.push(app);
  return app;
}

afterEach(async () => {
  await Promise.allSettled(open.splice(0).map((app) => app.close()));
});

function everybodyInto(store: InMemoryActivityStore): ActivityTrackerOptions {
  return optionsOf({ storage: { store }, capture: { trackAnonymous: true } });
}

function create(platform: PlatformName, module: Parameters<typeof NestFactory.create>[0]): Promise<INestApplication> {
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  return NestFactory.create(module, adapter, { logger: false, abortOnError: false });
}

const DAY_MS = 86_400_000;

function gate(): { opened: Promise<void>; open: () => void } {
  let open!: () => void;
  return { opened: new Promise((resolve) => (open = resolve)), open };
}

@Module({})
class Host {}

@Injectable()
class OptionsService {
  createActivityTrackerOptions(): ActivityTrackerOptions {
    return this.create();
  }

  create(): ActivityTrackerOptions {
    return optionsOf({ capture: { trackAnonymous: true } });
  }
}

@Module({ providers: [OptionsService], exports: [OptionsService] })
class OptionsModule {}

@Injectable({ scope: Scope.REQUEST })
class ScopedService {
  constructor(@Inject(REQUEST) private readonly request: { url: string }) {}

  get url(): string {
    return this.request.url;
  }
}

@Controller('scoped')
class ScopedController {
  constructor(@Inject(ScopedService) private readonly service: ScopedService) {}

  @Get(':id')
  find(): unknown {
    return { url: this.service.url };
  }
}

class NobodyGuard implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException();
  }
}

const namesakes: Type[] = [
  (() => {
    @Controller('loud')
    class HealthController {
      @Get('check')
      @UseGuards(NobodyGuard)
      check(): void {}
    }
    return HealthController;
  })(),
  (() => {
    @Controller('quiet')
    @SkipActivity()
    class HealthController {
      @Get('check')
      @UseGuards(NobodyGuard)
      check(): void {}
    }
    return HealthController;
  })(),
];

/** One name in two versions of an API, of which the older is not recorded. */
const versions: Type[] = [
  (() => {
    @Controller({ path: 'cards', version: '1' })
    class CardsController {
      @Get()
      @SkipActivity()
      list(): void {}
    }
    return CardsController;
  })(),
  (() => {
    @Controller({ path: 'cards', version: '2' })
    class CardsController {
      @Get()
      list(): void {}
    }
    return CardsController;
  })(),
];

class CountingStore extends InMemoryActivityStore {
  inserts = 0;
  override async insert(records: readonly ActivityLog[]) {
    this.inserts++;
    return super.insert(records);
  }
}

describe.each(PLATFORMS)('on %s', (platform) => {
  const start = async (setting: Parameters<typeof tracked>[1]): Promise<TrackedApp> =>
    closing(await tracked(platform, { controllers: [ThingsController], ...setting }));

  it('records each app of one process separately', async () => {
    const apps = [await start({}), await start({}), await start({})];
    await Promise.all(apps.map(async (app, index) => (await app.get(`/things/${index}`, { as: index })).text()));
    for (const [index, app] of apps.entries()) {
      expect(await app.record()).toMatchObject({ user_id: index, url_path: `/things/${index}` });
    }
    await apps[0]!.close();
    await (await apps[1]!.get('/things/9', { as: 9 })).text();
    expect(await apps[1]!.records()).toHaveLength(2);
  });

  it('supports request-scoped providers', async () => {
    const app = await start({ controllers: [ScopedController], providers: [ScopedService] });
    expect(await (await app.get('/scoped/5', { as: 5 })).json()).toEqual({ url: '/scoped/5' });
    expect(await app.record()).toMatchObject({ url_name: 'find', namespace: 'ScopedController', route: '/scoped/:id' });
  });

  it('distinguishes controllers of one name by path, even if a guard refused', async () => {
    const app = await start({ controllers: namesakes });
    await (await app.get('/loud/check', { as: 1 })).text();
    await (await app.get('/quiet/check', { as: 1 })).text();
    expect((await app.records()).map(({ url_path }) => url_path)).toEqual(['/loud/check']);
  });

  it.each<[string, VersioningOptions, string[]]>([
    ['a header', { type: VersioningType.HEADER, header: 'x-version' }, ['/cards', '/cards']],
    ['the path', { type: VersioningType.URI }, ['/v1/cards', '/v2/cards']],
  ])('handlers of one name in two versions, told apart by %s, each have their own decorators', async (_, by, paths) => {
    const app = await start({ controllers: versions, configure: (nest) => void nest.enableVersioning(by) });
    for (const [index, path] of paths.entries()) {
      const response = await app.get(path, { as: 1, headers: { 'x-version': `${index + 1}` } });
      expect(response.status).toBe(200);
    }
    expect(await app.records()).toMatchObject([
      { url_path: paths[1], headers: { 'x-version': '2' }, url_name: 'list', namespace: 'CardsController' },
    ]);
  });

  it('treats one dynamic module in two imports as one module', async () => {
    const store = new InMemoryActivityStore();
    const shared: DynamicModule = ActivityTrackerModule.forRoot(everybodyInto(store));
    @Module({ imports: [shared] })
    class Feature {}
    @Module({ imports: [shared, Feature], controllers: [ThingsController] })
    class Root {}
    const app = closing(await create(platform, Root));
    await app.listen(0, '127.0.0.1');
    await (await fetch(`${await app.getUrl()}/things`)).text();
    expect(await recordedActivity(app)).toHaveLength(1);
  });

  it('closes once if close() is called twice', async () => {
    const app = await start({});
    await (await app.get('/things', { as: 7 })).text();
    await app.close();
    await expect(app.close()).resolves.toBeUndefined();
    expect(await app.storedRecords()).toHaveLength(1);
  });

  it('an app that closes while it is being closed', async () => {
    const app = await start({});
    await (await app.get('/things', { as: 7 })).text();
    await Promise.allSettled([app.close(), app.close()]);
    expect(await app.storedRecords()).toHaveLength(1);
  });

  it('flushing and closing at once store everything once', async () => {
    const app = await start({ options: { buffer: { maxSize: 1_000, interval: 3_600 } } });
    await Promise.all(Array.from({ length: 20 }, async (_, n) => (await app.get(`/things/${n}`, { as: n })).text()));
    const { tracker } = app;
    await Promise.all([tracker.flush(), app.close(), tracker.flush()]);
    expect(await app.storedRecords()).toHaveLength(20);
    expect(tracker.stats()).toMatchObject({ accepted: 20, stored: 20, duplicates: 0, waiting: 0 });
  });

  it('a clock that is set back an hour in the middle of a call does not change its duration', async () => {
    @Controller('clock')
    class ClockController {
      @Get(':minutes')
      set(@Param('minutes') minutes: string): unknown {
        vi.setSystemTime(Date.now() + Number(minutes) * 60_000);
        return {};
      }
    }
    const app = await start({ controllers: [ClockController] });
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      await (await app.get('/clock/-60', { as: 7 })).text();
      await (await app.get('/clock/60', { as: 7 })).text();
      await settled();
    } finally {
      vi.useRealTimers();
    }
    const records = await app.records();
    expect(records).toHaveLength(2);
    for (const { execution_time } of records) {
      expect(execution_time).toBeGreaterThan(0);
      expect(execution_time).toBeLessThan(60);
    }
    expect(records.map(({ url_path }) => url_path).toSorted()).toEqual(['/clock/-60', '/clock/60']);
  });

  it('a host whose port is taken fails as it would alone, and can be closed', async () => {
    const first = await start({});
    const port = Number(new URL(first.url).port);
    const second = closing(
      await create(platform, { module: Host, imports: [ActivityTrackerModule.forRoot(optionsOf())] }),
    );
    await expect(second.listen(port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(second.close()).resolves.toBeUndefined();
  });

  it('a host that fails at boot fails with its own error', async () => {
    class Unbootable {
      onModuleInit(): never {
        throw new Error('the host does not boot');
      }
    }
    await expect(start({ providers: [Unbootable] })).rejects.toThrow('the host does not boot');
  });

  it('thousands of flushes at once are one at a time, and none fails', async () => {
    class ConcurrencyStore extends InMemoryActivityStore {
      flying = 0;
      most = 0;
      override async insert(records: readonly ActivityLog[]) {
        this.most = Math.max(this.most, ++this.flying);
        await new Promise((resolve) => setImmediate(resolve));
        this.flying--;
        return super.insert(records);
      }
    }
    const store = new ConcurrencyStore();
    const app = await start({ options: { storage: { store }, buffer: { maxSize: 2 } } });
    const calls = Array.from({ length: 50 }, async (_, n) => (await app.get(`/things/${n}`, { as: n })).text());
    const flushes = Array.from({ length: 2_500 }, () => app.tracker.flush());
    await Promise.all([...calls, ...flushes]);
    expect(await app.records()).toHaveLength(50);
    expect(store.most).toBe(1);
  });

  it('a loop that stood still loses nothing, and catches up with one flush', async () => {
    const store = new CountingStore();
    const interval = 0.2;
    const app = await start({ options: { storage: { store }, buffer: { interval, maxSize: 500 } } });
    await Promise.all(Array.from({ length: 20 }, async (_, n) => (await app.get(`/things/${n}`, { as: n })).text()));
    await settled();
    const { inserts } = store;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, interval * 3_000);
    await settled(50);

    expect(store.inserts - inserts).toBeLessThanOrEqual(1);
    expect(await store.count({}, 100)).toBe(20);
  });

  it('a process that stood still for a day flushes once, and nothing of it is negative', async () => {
    const store = new CountingStore();
    const waits = vi.spyOn(globalThis, 'setTimeout');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    try {
      const app = await start({ options: { storage: { store }, buffer: { interval: 10 }, geo: { database: false } } });
      await (await app.get('/things/1', { as: 7 })).text();
      await settled();
      // What a suspended machine sees: the clock is a day on, and the timer comes once.
      vi.setSystemTime(Date.now() + DAY_MS);
      await vi.advanceTimersToNextTimerAsync();
      await settled();
      expect(store.inserts).toBe(1);
      await (await app.get('/things/2', { as: 7 })).text();
      await settled();
      await app.tracker.flush();
      expect(store.inserts).toBe(2);
      const records = await store.find({}, { sort: { created_time: 1 } });
      expect(records.map(({ url_path }) => url_path)).toEqual(['/things/1', '/things/2']);
      for (const { execution_time } of records) expect(execution_time).toBeGreaterThan(0);
      expect(waits).toHaveBeenCalled();
      expect(waits.mock.calls.filter(([, milliseconds = 0]) => milliseconds < 0)).toEqual([]);
    } finally {
      vi.useRealTimers();
      waits.mockRestore();
    }
  });

  it('stores a request that ends while Nest closes the server, before the store closes', async () => {
    const events: string[] = [];
    class TellingStore extends InMemoryActivityStore {
      override async insert(records: readonly ActivityLog[]) {
        events.push(...records.map(({ url_name, outcome }) => `${url_name} ${outcome}`));
        return super.insert(records);
      }

      override async close() {
        events.push('closed');
      }
    }
    const entered = gate();
    const answer = gate();
    @Controller()
    class SlowController {
      @Get('quick')
      quick(): string {
        return 'quick';
      }

      @Get('slow')
      async slow(): Promise<string> {
        entered.open();
        await answer.opened;
        return 'slow';
      }
    }
    class ShutdownWatch implements BeforeApplicationShutdown {
      readonly reached = gate();
      async beforeApplicationShutdown() {
        this.reached.open();
      }
    }
    const watch = new ShutdownWatch();
    const app = await start({
      controllers: [SlowController],
      providers: [{ provide: ShutdownWatch, useValue: watch }],
      options: { storage: { store: new TellingStore() }, buffer: { interval: 3_600, maxSize: 1_000 } },
    });
    const init = { as: 7, headers: { connection: 'close' } };
    await (await app.get('/quick', init)).text();
    const slow = app.get('/slow', init);
    await entered.opened;
    const closing = app.close();
    await watch.reached.opened;
    await eventually(() => expect(events).toEqual(['quick completed']));
    await settled();
    answer.open();
    expect(await (await slow).text()).toBe('slow');
    await closing;
    expect(events).toEqual(['quick completed', 'slow completed', 'closed']);
  });

  describe('forRootAsync', () => {
    const async = (options: Parameters<typeof ActivityTrackerModule.forRootAsync>[0]) => ({
      module: Host,
      imports: [ActivityTrackerModule.forRootAsync(options)],
      controllers: [ThingsController],
    });
    const boot = async (options: Parameters<typeof ActivityTrackerModule.forRootAsync>[0]) => {
      const app = closing(await create(platform, async(options)));
      await app.listen(0, '127.0.0.1');
      return app;
    };

    it.each<[string, Parameters<typeof ActivityTrackerModule.forRootAsync>[0]]>([
      [
        'a factory with what it injects',
        {
          imports: [OptionsModule],
          inject: [OptionsService],
          useFactory: (service: OptionsService) => service.create(),
        },
      ],
      ['a factory that takes its time', { useFactory: async () => new OptionsService().create() }],
      ['a class', { useClass: OptionsService }],
      ['an existing provider', { imports: [OptionsModule], useExisting: OptionsService }],
    ])('%s', async (_, options) => {
      const app = await boot(options);
      await (await fetch(`${await app.getUrl()}/things`)).text();
      expect(await recordedActivity(app)).toMatchObject([{ url_name: 'list', status_code: 200 }]);
    });

    it.each<[string, () => unknown, string]>([
      [
        'throws',
        () => {
          throw new Error('no vault');
        },
        'no vault',
      ],
      ['rejects', () => Promise.reject(new Error('no vault')), 'no vault'],
      [
        'returns nothing',
        () => undefined,
        'the options are undefined: must be an object. Return one from the factory.',
      ],
      ['returns a promise of nothing', async () => null, 'the options are null: must be an object'],
      ['returns what is wrong', () => ({ buffer: { maxSize: 0 } }), 'buffer.maxSize is 0'],
    ])('stops the boot and reports the cause if a factory %s', async (_, useFactory, message) => {
      await expect(boot({ useFactory: useFactory as () => ActivityTrackerOptions })).rejects.toThrow(message);
    });
  });
});

describe('without HTTP', () => {
  const root = (store: InMemoryActivityStore) => ({
    module: Host,
    imports: [ActivityTrackerModule.forRoot(everybodyInto(store))],
  });

  it('an application context boots, records custom activities, and closes', async () => {
    const store = new InMemoryActivityStore();
    const transcript = new Transcript();
    const warn = vi.spyOn(transcript, 'warn');
    const context = closing(await NestFactory.createApplicationContext(root(store), { logger: transcript }));
    context.get(ActivityTrackerService).track({ event: 'Prices updated', userId: 7 });
    await context.close();
    expect(await store.find({})).toMatchObject([{ event_name: 'Prices updated', method: null, user_id: 7 }]);
    expect(warn).not.toHaveBeenCalled();
  });

  it('a testing module without an app', async () => {
    const store = new InMemoryActivityStore();
    const module = closing(
      await Test.createTestingModule({ imports: [root(store)] })

        .compile(),
    );
    await module.init();
    module.get(ActivityTrackerService, { strict: false }).track({ event: 'Tested' });
    expect(await recordedActivity(module)).toHaveLength(1);
  });

  it('a testing app that is initialized and never listens', async () => {
    const module = await Test.createTestingModule({ imports: [root(new InMemoryActivityStore())] }).compile();
    const app = closing(module.createNestApplication());
    await app.init();
    await expect(app.close()).resolves.toBeUndefined();
  });
});

describe('applications on Express only', () => {
  it('passes a synthetic request to the host unchanged', async () => {
    const answers = await Promise.all(
      [[], [ActivityTrackerModule.forRoot(optionsOf({ capture: { trackAnonymous: true } }))]].map(async (imports) => {
        const app = closing(
          await NestFactory.create({ module: Host, imports, controllers: [ThingsController] }, new ExpressAdapter(), {
            logger: false,
            bodyParser: false,
          }),
        );
        await app.init();
        const handle = app.getHttpAdapter().getInstance() as (request: object, response: object) => void;
        return new Promise<string>((resolve) => {
          handle(
            { method: 'GET', url: '/things/text' },
            { setHeader() {}, getHeader() {}, end: (chunk: unknown) => resolve(String(chunk)) },
          );
        });
      }),
    );
    expect(answers[1]).toBe(answers[0]);
  });
});

describe('applications on Fastify only', () => {
  async function fastify(options: ConstructorParameters<typeof FastifyAdapter>[0] = {}) {
    const app = closing(
      await NestFactory.create<NestFastifyApplication>(
        {
          module: Host,
          imports: [
            ActivityTrackerModule.forRoot(optionsOf({ capture: { trackAnonymous: true, responseHeaders: true } })),
          ],
          controllers: [ThingsController],
        },
        new FastifyAdapter(options as never),
        { logger: false },
      ),
    );
    await app.init();
    return app;
  }

  it('inject(), with a body and its answer', async () => {
    const app = await fastify();
    const answer = await app.inject({ method: 'POST', url: '/things?a=1', payload: { name: 'lamp' } });
    expect(answer.statusCode).toBe(201);
    expect(await recordedActivity(app)).toMatchObject([
      {
        method: 'POST',
        url_name: 'create',
        url_path: '/things',
        body: { name: 'lamp' },
        response: { created: true, body: { name: 'lamp' } },
        status_code: 201,
        outcome: 'completed',
        client_ip_address: '127.0.0.1',
      },
    ]);
  });

  it('an answer by the raw response', async () => {
    const app = await fastify();
    expect((await app.inject('/things/manual')).json()).toEqual({ manual: true });
    expect(await recordedActivity(app)).toMatchObject([{ url_name: 'manual', response: { manual: true } }]);
  });

  describe('HTTP/2 in clear text', () => {
    async function http2() {
      const app = await fastify({ http2: true } as never);
      await app.listen(0, '127.0.0.1');
      const session = connectHttp2((await app.getUrl()).replace('[::1]', '127.0.0.1'));
      closing({ close: async () => session.destroy() });
      return { app, session };
    }

    function call(
      session: ReturnType<typeof connectHttp2>,
      headers: Record<string, string>,
      body?: string,
    ): Promise<{ status: number; text: string }> {
      return new Promise((resolve, reject) => {
        const stream = session.request(headers, { endStream: body === undefined });
        let status = 0;
        let text = '';
        stream.setEncoding('utf8');
        stream.on(
          'response',
          (given: IncomingHttpHeaders & { ':status'?: number }) => (status = given[':status'] ?? 0),
        );
        stream.on('data', (chunk: string) => (text += chunk));
        stream.on('end', () => resolve({ status, text }));
        stream.on('error', reject);
        if (body !== undefined) stream.end(body);
      });
    }

    const authorization = `Bearer ${sign({ user_id: 7, token_type: 'access' })}`;

    it('a GET, its user and its answer', async () => {
      const { app, session } = await http2();
      const { status, text } = await call(session, { ':path': '/things/3?a=1', authorization });
      expect([status, JSON.parse(text)]).toEqual([200, { id: 3 }]);
      expect(await recordedActivity(app)).toMatchObject([
        {
          user_id: 7,
          method: 'GET',
          url_path: '/things/3',
          route: '/things/:id',
          status_code: 200,
          response: { id: 3 },
          outcome: 'completed',
          client_ip_address: '127.0.0.1',
        },
      ]);
    });

    it('the headers of its answer', async () => {
      const { app, session } = await http2();
      await call(session, { ':path': '/things/3', authorization });
      const [{ response_headers } = {}] = await recordedActivity(app);
      expect(response_headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'content-length': '8',
      });
    });

    it('a body without a declared length, as HTTP/2 sends it', async () => {
      const { app, session } = await http2();
      const sent = { ':method': 'POST', ':path': '/things', 'content-type': 'application/json', authorization };
      expect((await call(session, sent, '{"name":"lamp"}')).status).toBe(201);
      expect(await recordedActivity(app)).toMatchObject([
        { body: { name: 'lamp' }, response: { created: true, body: { name: 'lamp' } } },
      ]);
    });

    it('a refusal, a HEAD and an unknown route', async () => {
      const { app, session } = await http2();
      await call(session, { ':path': '/things/guarded', authorization });
      await call(session, { ':method': 'HEAD', ':path': '/things', authorization });
      await call(session, { ':path': '/nowhere', authorization });
      expect((await recordedActivity(app)).map(({ method, status_code }) => [method, status_code])).toEqual([
        ['GET', 403],
        ['HEAD', 200],
        ['GET', 404],
      ]);
    });

    it('a client that leaves before the answer', async () => {
      const { app, session } = await http2();
      const stream = session.request({ ':path': '/things/hang', authorization });
      stream.on('error', () => {});
      // An answer on the same session shows that the first request has arrived.
      await call(session, { ':path': '/things/1', authorization });
      session.destroy();
      await new Promise((resolve) => session.once('close', resolve));
      const aborted = async (): Promise<ActivityLog | undefined> =>
        (await recordedActivity(app, { outcome: 'aborted' }))[0];
      let record = await aborted();
      for (let attempt = 0; attempt < 50 && !record; attempt++) record = await aborted();
      expect(record).toMatchObject({ url_name: 'hang', status_code: null, user_id: 7 });
    });
  });
});
