import {
  Controller,
  Get,
  type INestApplication,
  Module,
  type ModuleMetadata,
  UseGuards,
  ValidationPipe,
  VersioningType,
} from '@nestjs/common';
import { Reflector, RouterModule } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Types } from 'mongoose';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ActivityLog } from '../record/activity-log.js';
import { SKIP_ACTIVITY } from '../record/metadata-keys.js';
import { StoreUnavailableError } from '../storage/port/store-errors.js';
import { VISIBLE_RECORDS, VisibleRecords } from '../storage/visible-records.js';
import { InMemoryActivityStore } from '../storage/memory/in-memory.store.js';
import { HistoryController, historyControllerAt } from './history.controller.js';
import { HISTORY_AUDIT, type HistoryAudit } from './history-audit.js';
import { HistoryGuard } from '../http/access/history.guard.js';
import { ACCESS_RULES } from '../http/access/access-rules.js';
import { HISTORY_OPTIONS, HistoryOptions } from './history.options.js';
import { HistoryService } from './history.service.js';
import { Permissions } from '../http/access/permissions.js';
import { QueryGate } from '../http/gates/query-gate.js';
import { StalledReaders } from '../http/gates/stalled-readers.js';
import { RequireActivityPermission } from '../http/access/permission.js';
import { PERMISSION_NAMES, permissionNames } from '../http/access/rights.js';
import { type AuthenticatedUser, type Caller, REQUEST_AUTHENTICATOR } from '../http/access/request-authenticator.js';

const PERMISSION = 'activity_tracker.view_activity_log';

const USERS: Record<string, unknown> = {
  seven: { userId: 7, payload: {} },
  'seven-as-text': { userId: '7', payload: {} },
  eight: { userId: 8, payload: {} },
  zero: { userId: 0, payload: {} },
  unidentified: { userId: undefined, payload: {} },
  empty: { userId: '', payload: {} },
  operator: { userId: { $ne: null }, payload: {} },
  admin: { userId: 'root', payload: { permissions: [PERMISSION] } },
  reader: { userId: 'reader', payload: { scope: `openid ${PERMISSION}` } },
  auditor: { userId: 'auditor', payload: { permissions: ['audit'] } },
};

const authenticator = {
  async authenticate(request: unknown): Promise<Caller | null> {
    const { headers } = request as { headers: IncomingHttpHeaders };
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    if (token === 'broken') throw new Error('no key at keys.internal');
    const user = USERS[token] as AuthenticatedUser | undefined;
    return user ? { ...user, sentVerifiedToken: async () => true } : null;
  },
};

@Controller('audit')
@UseGuards(HistoryGuard)
class AuditController {
  @Get('own')
  @RequireActivityPermission('audit')
  own(): string[] {
    return ['seen'];
  }

  @Get('signed-in')
  signedIn(): string[] {
    return ['seen'];
  }
}

interface Setup {
  options?: Partial<HistoryOptions>;
  controllers?: ModuleMetadata['controllers'];
  path?: string;
  configure?: (app: INestApplication) => void;
}

let app: INestApplication | undefined;
let store: InMemoryActivityStore;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

const platforms = [
  { platform: 'Express', adapter: () => new ExpressAdapter() },
  { platform: 'Fastify', adapter: () => new FastifyAdapter({ trustProxy: true }) },
];

describe.each(platforms)('the history on $platform', ({ platform, adapter }) => {
  async function started({ options, controllers = [HistoryController], path, configure }: Setup = {}): Promise<string> {
    store = new InMemoryActivityStore();
    @Module({
      controllers,
      providers: [
        { provide: VISIBLE_RECORDS, useValue: new VisibleRecords(store) },
        { provide: HISTORY_OPTIONS, useValue: Object.assign(new HistoryOptions(), options) },
        { provide: ACCESS_RULES, useExisting: HISTORY_OPTIONS },
        { provide: REQUEST_AUTHENTICATOR, useValue: authenticator },
        HistoryService,
        QueryGate,
        StalledReaders,
        { provide: PERMISSION_NAMES, useValue: permissionNames(options?.permission ?? PERMISSION) },
        Permissions,
        { provide: HISTORY_AUDIT, useValue: { adminHistory: async () => {} } satisfies HistoryAudit },
        HistoryGuard,
      ],
    })
    class HistoryTestModule {}

    const imports = [
      HistoryTestModule,
      ...(path ? [RouterModule.register([{ path, module: HistoryTestModule }])] : []),
    ];
    const module = await Test.createTestingModule({ imports }).compile();
    const made = module.createNestApplication(adapter(), { logger: false });
    app = made;
    // Express reads operators from a query if the host configures it so.
    if (platform === 'Express')
      made.getHttpAdapter().getInstance().set('query parser', 'extended').set('trust proxy', true);
    configure?.(made);
    await made.listen(0, '127.0.0.1');
    return `http://127.0.0.1:${(made.getHttpServer().address() as AddressInfo).port}`;
  }

  describe('callers', () => {
    it.each([
      ['no token', undefined],
      ['an unknown token', 'stranger'],
      ['a token without a user', 'unidentified'],
      ['a token with an empty user', 'empty'],
      ['a token with an operator for a user', 'operator'],
      ['a token whose check fails', 'broken'],
    ])('with %s get 401, before anything is read or checked', async (_case, token) => {
      const origin = await started();
      const find = vi.spyOn(store, 'find');
      for (const route of ['user-history', 'admin-history?limit=x']) {
        const answer = await get(`${origin}/activity-logs/${route}`, token);
        expect(answer).toMatchObject({ status: 401, body: { statusCode: 401, message: 'Unauthorized' } });
        expect(answer.headers['www-authenticate']).toBe('Bearer');
        expectGuarded(answer);
      }
      expect(find).not.toHaveBeenCalled();
    });

    it.each([
      [200, 'admin'],
      [200, 'reader'],
      [403, 'seven'],
      [403, 'auditor'],
    ])('%d for the admin history with the token of %s', async (status, token) => {
      const origin = await started();
      const find = vi.spyOn(store, 'find');
      const answer = await get(`${origin}/activity-logs/admin-history`, token);
      expect(answer.status).toBe(status);
      expect(find).toHaveBeenCalledTimes(status === 200 ? 1 : 0);
      expectGuarded(answer);
    });

    it.each<[number, string, NonNullable<HistoryOptions['hasPermission']>]>([
      [200, 'true', () => true],
      [200, 'a promise of true', async () => true],
      [403, 'false', () => false],
      [403, 'a promise of false', async () => false],
      [
        403,
        'an error',
        () => {
          throw new Error('no');
        },
      ],
      [
        403,
        'a rejection',
        async () => {
          throw new Error('no');
        },
      ],
      [403, '1', () => 1 as never],
      [403, 'a text', () => 'true' as never],
      [403, 'an object', () => ({}) as never],
      [403, 'nothing', () => undefined as never],
    ])('%d where hasPermission gives %s', async (status, _case, hasPermission) => {
      const origin = await started({ options: { hasPermission } });
      expect((await get(`${origin}/activity-logs/admin-history`, 'admin')).status).toBe(status);
    });

    it('are shown to hasPermission with the permission and the request', async () => {
      const hasPermission = vi.fn(() => true);
      const origin = await started({ options: { hasPermission, permission: 'customers.can_view_logs' } });
      await get(`${origin}/activity-logs/admin-history`, 'seven');
      expect(hasPermission).toHaveBeenCalledExactlyOnceWith({
        user: { userId: 7, payload: {} },
        permission: 'customers.can_view_logs',
        request: expect.objectContaining({ originalUrl: '/activity-logs/admin-history' }),
      });
    });

    it.each([
      [200, 'audit/own', 'auditor'],
      [403, 'audit/own', 'admin'],
      [401, 'audit/own', undefined],
      [200, 'audit/signed-in', 'seven'],
      [401, 'audit/signed-in', undefined],
    ])('%d on a host route, %s, for %s', async (status, route, token) => {
      const origin = await started({ controllers: [AuditController] });
      expect((await get(`${origin}/${route}`, token)).status).toBe(status);
    });
  });

  describe('answers', () => {
    it('show a user the own records only', async () => {
      const origin = await started();
      await keep({ user_id: 7 }, { user_id: '7' }, { user_id: 8 }, { user_id: null }, { user_id: 0 });
      const seven = await get(`${origin}/activity-logs/user-history`, 'seven');
      expect(seven.headers['content-type']).toBe('application/json; charset=utf-8');
      expectGuarded(seven);
      expect(seven.body).toEqual({
        count: 2,
        next: null,
        previous: null,
        results: [
          {
            id: '000000000000000000000002',
            event_name: 'list',
            client_ip_address: '192.0.2.1',
            created_time: '2024-05-31T00:00:02.000Z',
          },
          expect.objectContaining({ id: '000000000000000000000001' }),
        ],
      });
      expect((await get(`${origin}/activity-logs/user-history`, 'seven-as-text')).body).toEqual(seven.body);
      const zero = await get(`${origin}/activity-logs/user-history`, 'zero');
      expect(zero.body).toMatchObject({ count: 1, results: [{ id: '000000000000000000000005' }] });
    });

    it('filter the admin history by user and handler', async () => {
      const origin = await started();
      await keep({ user_id: 8 }, { user_id: '8', url_name: 'create' }, { user_id: 7 });
      const { body } = await get(
        `${origin}/activity-logs/admin-history?user_id=8&url_name=OrdersController.create`,
        'admin',
      );
      expect(body).toMatchObject({ count: 1, results: [{ user_id: '8', event_name: 'create' }] });
    });

    it.each<[string, string, string]>([
      ['user-history', 'user_id=8', 'user_id is not a parameter here'],
      ['user-history', 'url_name=list', 'url_name is not a parameter here'],
      ['user-history', 'user_id[$ne]=7', 'user_id must be one plain value, without brackets'],
      ['user-history', 'limit=0', 'limit must be a whole number, 1 or more, got 0'],
      ['user-history', 'limit=5&limit=6', 'limit must be given once'],
      [
        'user-history',
        'offset=10001',
        'offset must be at most 10000; to go further, page with cursor= in place of offset, got 10001',
      ],
      ['user-history', 'offset=0&cursor=', 'cursor and offset exclude each other: use one of them'],
      [
        'user-history',
        'cursor=abc',
        'cursor does not belong to this history and these filters; start again with an empty cursor=',
      ],
      [
        'user-history',
        'created_time_after=2024-06-01&created_time_before=2024-05-31',
        'created_time_after must not be later than created_time_before',
      ],
      ['user-history', 'sort=headers', 'sort is not a parameter here'],
      ['user-history', '__proto__[x]=1', '__proto__ must be one plain value, without brackets'],
      ['admin-history', 'user_id[$ne]=x', 'user_id must be one plain value, without brackets'],
      ['admin-history', 'user_id[]=7&user_id[]=8', 'user_id must be one plain value, without brackets'],
      ['admin-history', 'user_id=7&user_id=8', 'user_id must be given once'],
      ['admin-history', 'url_name[$regex]=.*', 'url_name must be one plain value, without brackets'],
      ['admin-history', '$where=1', '$where is not a parameter here'],
    ])('are 400 for %s?%s', async (route, query, message) => {
      const origin = await started();
      const find = vi.spyOn(store, 'find');
      const answer = await get(`${origin}/activity-logs/${route}?${query}`, 'admin');
      expect(answer).toMatchObject({
        status: 400,
        body: { statusCode: 400, error: 'Bad Request', message: [message] },
      });
      expect(find).not.toHaveBeenCalled();
      expectGuarded(answer);
    });

    it("refuse another user's cursor", async () => {
      const origin = await started();
      await keep(...Array.from({ length: 4 }, (_, index) => ({ user_id: index % 2 ? 7 : 8 })));
      const { next } = (await get(`${origin}/activity-logs/user-history?cursor=&limit=1`, 'seven')).body as Page;
      expect((await get(next!, 'seven')).status).toBe(200);
      expect((await get(next!, 'eight')).status).toBe(400);
    });

    it.each(['user-history', 'admin-history', 'user-history?cursor='])(
      'are 503 for %s while the store is unavailable',
      async (route) => {
        const origin = await started();
        const away = new StoreUnavailableError('connect ECONNREFUSED mongo.internal:27017');
        vi.spyOn(store, 'find').mockRejectedValue(away);
        vi.spyOn(store, 'count').mockRejectedValue(away);
        const answer = await get(`${origin}/activity-logs/${route}`, 'admin');
        expect(answer).toMatchObject({
          status: 503,
          body: { statusCode: 503, message: 'The activity history is unavailable. Try again later.' },
        });
        expect(JSON.stringify(answer.body)).not.toMatch(/mongo|ECONN|stack/);
        expectGuarded(answer);
      },
    );

    it('are 500 without detail where something else breaks', async () => {
      const origin = await started();
      vi.spyOn(store, 'find').mockRejectedValue(new TypeError('mongo.internal'));
      const answer = await get(`${origin}/activity-logs/user-history`, 'seven');
      expect(answer).toMatchObject({ status: 500, body: { statusCode: 500, message: 'Internal server error' } });
      expectGuarded(answer);
    });

    it('are the same where the host validates and converts everything', async () => {
      const strict = new ValidationPipe({
        transform: true,
        whitelist: true,
        forbidNonWhitelisted: true,
        forbidUnknownValues: true,
        validateCustomDecorators: true,
        transformOptions: { enableImplicitConversion: true },
      });
      const origin = await started({ configure: (app) => void app.useGlobalPipes(strict) });
      await keep({ user_id: 7 }, { user_id: 7 });
      const { body } = await get(`${origin}/activity-logs/user-history?limit=1&created_time_after=2024-05-31`, 'seven');
      expect(body).toMatchObject({ count: 2, results: [{ id: '000000000000000000000002' }] });
      expect((await get(`${origin}/activity-logs/user-history?limit=true`, 'seven')).status).toBe(400);
    });
  });

  describe('addresses', () => {
    it.each<[string, Setup, string]>([
      ['as they are', {}, '/activity-logs'],
      ['under a global prefix', { configure: (app) => void app.setGlobalPrefix('api') }, '/api/activity-logs'],
      [
        'next to versions in the path',
        { configure: (app) => void app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }) },
        '/activity-logs',
      ],
      [
        'next to versions in a header',
        {
          configure: (app) =>
            void app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version', defaultVersion: '1' }),
        },
        '/activity-logs',
      ],
      ['below a module path', { path: 'shop' }, '/shop/activity-logs'],
      ['with another prefix', { controllers: [historyControllerAt('audit/log')] }, '/audit/log'],
    ])('%s serve both histories and link to themselves', async (_case, setup, path) => {
      const origin = await started(setup);
      await keep(...Array.from({ length: 5 }, () => ({ user_id: 7 })));
      for (const [route, token] of [
        ['user-history', 'seven'],
        ['admin-history', 'admin'],
      ] as const) {
        expect(await pagesFrom(`${origin}${path}/${route}?limit=2`, token)).toEqual([[5, 4], [3, 2], [1]]);
        expect(await pagesFrom(`${origin}${path}/${route}?limit=2&cursor=`, token)).toEqual([[5, 4], [3, 2], [1]]);
        const { next } = (await get(`${origin}${path}/${route}?limit=2`, token)).body as Page;
        expect(next).toBe(`${origin}${path}/${route}?limit=2&offset=2`);
        expect((await get(`${origin}${path}/${route}`)).status).toBe(401);
      }
      expect((await get(`${origin}${path}/admin-history`, 'seven')).status).toBe(403);
    });

    it('link back', async () => {
      const origin = await started();
      await keep(...Array.from({ length: 5 }, () => ({ user_id: 7 })));
      const url = `${origin}/activity-logs/user-history`;
      const { previous } = (await get(`${url}?limit=2&offset=2`, 'seven')).body as Page;
      expect(previous).toBe(`${url}?limit=2`);
      const second = (await get(`${url}?limit=2&cursor=`, 'seven')).body as Page;
      const third = (await get(second.next!, 'seven')).body as Page;
      expect(((await get(third.previous!, 'seven')).body as Page).results).toEqual(second.results);
    });

    it.each<[string, Record<string, string>, string]>([
      ['a host', { host: 'shop.example:8080' }, 'http://shop.example:8080'],
      ['a proxy', { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.example' }, 'https://shop.example'],
      ['a malformed host', { host: 'shop.example/evil"><script>' }, ''],
      ['a malformed host from a proxy', { 'x-forwarded-host': 'user@evil.example' }, ''],
      ['a malformed protocol from a proxy', { 'x-forwarded-proto': 'javascript' }, ''],
    ])('link by what %s says', async (_case, headers, origin) => {
      const base = await started();
      await keep({ user_id: 7 }, { user_id: 7 });
      const { body } = await get(`${base}/activity-logs/user-history?limit=1`, 'seven', headers);
      expect((body as Page).next).toBe(`${origin}/activity-logs/user-history?limit=1&offset=1`);
    });
  });
});

it.each([HistoryController, historyControllerAt('elsewhere')])('%o keeps its routes out of the log', (controller) => {
  const reflector = new Reflector();
  for (const name of ['userHistory', 'adminHistory'] as const) {
    const handler = Reflect.get(controller.prototype as object, name);
    expect(reflector.getAllAndOverride(SKIP_ACTIVITY, [handler, controller])).toBe(true);
  }
});

interface Page {
  next: string | null;
  previous: string | null;
  results: { id: string }[];
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** With node:http, because fetch does not allow setting the Host header. */
function get(url: string, token?: string, headers: Record<string, string> = {}): Promise<Answer> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers: { ...authorization, ...headers }, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: JSON.parse(text) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

async function pagesFrom(url: string, token: string): Promise<number[][]> {
  const pages: number[][] = [];
  for (let next: string | null = url; next && pages.length < 20;) {
    const page = (await get(next, token)).body as Page;
    pages.push(page.results.map(({ id }) => Number.parseInt(id, 16)));
    next = page.next;
  }
  return pages;
}

function expectGuarded({ headers }: Answer): void {
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
}

async function keep(...changes: Partial<ActivityLog>[]): Promise<void> {
  const records = changes.map((change, index) => ({
    _id: new Types.ObjectId((index + 1).toString(16).padStart(24, '0')),
    url_name: 'list',
    namespace: 'OrdersController',
    headers: {},
    created_time: new Date(Date.parse('2024-05-31T00:00:00Z') + (index + 1) * 1000),
    client_ip_address: '192.0.2.1',
    ...change,
  }));
  await store.insert(records as ActivityLog[]);
}
