import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Controller, Get, type INestApplication, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiExcludeController,
  ApiTags,
  DocumentBuilder,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { ActivityTrackerModule } from 'nestjs-activity-tracker';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { optionsOf, PLATFORMS, type PlatformName, tracked, type TrackedApp } from './support/tracked-app.js';

const LIBRARY = fileURLToPath(new URL('../libs/activity-tracker/src/', import.meta.url));

const API = '/activity-logs/admin/api';
const QUESTION = ['q', 'zone', 'user', 'not.user', 'status', 'from', 'to', 'since'];

/** Every route, with parameters of its URL and the statuses of its errors. */
const ROUTES: readonly [
  id: string,
  method: 'get' | 'post' | 'delete',
  path: string,
  parameters: readonly string[],
  refusals: string,
][] = [
  [
    'listOwnActivity',
    'get',
    '/activity-logs/user-history',
    ['limit', 'offset', 'cursor', 'created_time_after'],
    '400 401 429 503',
  ],
  [
    'listActivity',
    'get',
    '/activity-logs/admin-history',
    ['limit', 'cursor', 'url_name', 'user_id'],
    '400 401 403 429 503',
  ],
  ['getActivitySettings', 'get', `${API}/settings`, [], '401 403 503'],
  ['getActivityHealth', 'get', `${API}/health`, [], '401 403 503'],
  ['previewActivityRetention', 'get', `${API}/retention`, [], '401 403 429 503'],
  [
    'listActivityRecords',
    'get',
    `${API}/records`,
    [...QUESTION, 'sort', 'order', 'claims', 'limit', 'cursor'],
    '400 401 403 429 503',
  ],
  ['getActivityRecord', 'get', `${API}/records/{id}`, ['id'], '401 403 404 429 503'],
  ['listRelatedActivity', 'get', `${API}/records/{id}/related`, ['id'], '401 403 404 429 503'],
  ['getActivityObject', 'get', `${API}/objects/{type}/{id}`, ['type', 'id', 'limit', 'cursor'], '400 401 403 429 503'],
  ['listActivityErrors', 'get', `${API}/errors`, QUESTION, '400 401 403 429 503'],
  ['getActivityFacets', 'get', `${API}/facets`, QUESTION, '400 401 403 429 503'],
  ['listActivityNames', 'get', `${API}/names`, ['ids'], '400 401 403 503'],
  ['listActivityQueryFields', 'get', `${API}/query/fields`, [], '401 403 429 503'],
  ['getActivityTimeline', 'get', `${API}/timeline`, QUESTION, '400 401 403 429 503'],
  ['listActivityRoutes', 'get', `${API}/routes`, QUESTION, '400 401 403 429 503'],
  ['getActivityOverview', 'get', `${API}/overview`, QUESTION, '400 401 403 429 503'],
  [
    'listActivityPeople',
    'get',
    `${API}/users`,
    [...QUESTION, 'sort', 'search', 'limit', 'cursor'],
    '400 401 403 429 503',
  ],
  ['getActivitySecurity', 'get', `${API}/users/{id}/security`, ['id', ...QUESTION], '400 401 403 404 429 503'],
  ['getActivityPerson', 'get', `${API}/users/{id}`, ['id', ...QUESTION], '400 401 403 429 503'],
  [
    'listActivitySessions',
    'get',
    `${API}/users/{id}/sessions`,
    ['id', ...QUESTION, 'limit', 'cursor'],
    '400 401 403 429 503',
  ],
  ['exportActivityOfPerson', 'get', `${API}/users/{id}/data`, ['id', 'reason'], '400 401 403 429 503'],
  [
    'eraseActivityOfPerson',
    'delete',
    `${API}/users/{id}/data`,
    ['id', 'mode', 'dry_run', 'also', 'except', 'emails_from', 'token', 'reason'],
    '400 401 403 409 429 501 503',
  ],
  ['listActivityLegalHolds', 'get', `${API}/holds`, ['user'], '400 401 403 501 503'],
  ['placeActivityLegalHold', 'post', `${API}/holds`, ['user', 'reason', 'until'], '400 401 403 501 503'],
  ['liftActivityLegalHold', 'delete', `${API}/holds`, ['user', 'reason'], '400 401 403 404 501 503'],
  ['listActivityViews', 'get', `${API}/views`, [], '401 403 501 503'],
  ['saveActivityView', 'post', `${API}/views`, ['name', 'address', 'shared'], '400 401 403 409 501 503'],
  ['deleteActivityView', 'delete', `${API}/views`, ['id'], '400 401 403 404 501 503'],
  [
    'exportActivityRecords',
    'get',
    `${API}/export`,
    [...QUESTION, 'format', 'bodies', 'bom', 'reason'],
    '400 401 403 429 503',
  ],
  [
    'listActivityAuditTrail',
    'get',
    `${API}/audit`,
    ['administrator', 'subject', 'action', 'since', 'until', 'limit', 'cursor'],
    '400 401 403 429 501 503',
  ],
  ['streamActivityRecords', 'get', `${API}/live`, QUESTION, '400 401 403 429 503'],
];

const REQUIRED_OF_PATH: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '/holds': { post: ['user', 'reason'], delete: ['user', 'reason'] },
  '/views': { post: ['name', 'address'], delete: ['id'] },
};

const STREAMS: Readonly<Record<string, readonly string[]>> = {
  exportActivityOfPerson: ['application/x-ndjson'],
  exportActivityRecords: ['application/x-ndjson', 'text/csv', 'application/json'],
  streamActivityRecords: ['text/event-stream'],
};

type Content = Record<string, { schema: { $ref?: string; type?: string; enum?: string[] } }>;

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security: object[];
  parameters: { name: string; in: string; required: boolean; schema: { type: string; enum?: string[] } }[];
  responses: Record<string, { description: string; headers?: object; content: Content }>;
}

const operationsOf = (document: OpenAPIObject): [route: string, operation: Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation as Operation] as const),
  ) as [string, Operation][];

const pathsOf = (document: OpenAPIObject) => Object.keys(document.paths).toSorted();
const HISTORY_PATHS = ['/activity-logs/admin-history', '/activity-logs/user-history'];
const ALL_PATHS = [...new Set(ROUTES.map(([, , path]) => path))].toSorted();

const documentOf = (nest: INestApplication, builder = new DocumentBuilder().addBearerAuth()) =>
  SwaggerModule.createDocument(nest, builder.build());

/** As text and back, which is how the document leaves the host. */
const sent = (document: OpenAPIObject) => JSON.parse(JSON.stringify(document)) as Record<string, unknown>;

describe.each(PLATFORMS)('OpenAPI on %s', (platform) => {
  let app: TrackedApp;
  let document: OpenAPIObject;
  beforeAll(async () => {
    app = await tracked(platform, { options: { admin: { openApi: true } } });
    document = documentOf(app.nest);
  });
  afterAll(() => app.close());

  it('has every route, and no file of the panel', () => {
    expect(
      operationsOf(document)
        .map(([route]) => route)
        .toSorted(),
    ).toEqual(ROUTES.map(([, method, path]) => `${method} ${path}`).toSorted());
  });

  it.each(ROUTES)('describes %s: %s %s', (id, method, path, parameters, refusals) => {
    const operation = document.paths[path]?.[method] as unknown as Operation;
    expect(operation.operationId).toBe(id);
    expect(operation.summary).toMatch(/\w/);
    expect(operation.tags).toEqual([path.startsWith(API) ? 'Activity administration' : 'Activity logs']);
    expect(operation.security).toEqual([{ bearer: [] }]);
    expect(operation.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining([...parameters]));
    for (const { name, in: place, required, schema } of operation.parameters) {
      const inPath = path.includes(`{${name}}`);
      expect({ name, place, required }).toEqual({
        name,
        place: inPath ? 'path' : 'query',
        required:
          inPath ||
          ['format', 'mode'].includes(name) ||
          (REQUIRED_OF_PATH[path.slice(API.length)]?.[method] ?? []).includes(name),
      });
      expect(schema.type).toMatch(/^(?:string|integer|boolean)$/);
    }
    const { 200: answer, ...errors } = operation.responses;
    expect(answer?.description).toMatch(/\.$/);
    expect(Object.keys(answer?.content ?? {})).toEqual(STREAMS[id] ?? ['application/json']);
    for (const { schema } of Object.values(answer?.content ?? {}))
      if (id in STREAMS) expect(schema.type).toBe('string');
      else expect(schema.$ref).toMatch(/^#\/components\/schemas\/Activity\w+$/);
    expect(Object.keys(errors).join(' ')).toBe(refusals);
    for (const [status, { content, headers }] of Object.entries(errors)) {
      expect(content['application/json']?.schema.$ref).toBe('#/components/schemas/ActivityApiError');
      expect(headers !== undefined).toBe(status === '429');
    }
  });

  it('names the values where there are few', () => {
    const parameter = (path: string, method: 'get' | 'post' | 'delete', name: string) =>
      (document.paths[path]![method] as unknown as Operation).parameters.find((each) => each.name === name)?.schema;
    expect(parameter(`${API}/export`, 'get', 'format')?.enum).toEqual(['ndjson', 'csv', 'har']);
    expect(parameter(`${API}/users/{id}/data`, 'delete', 'mode')?.enum).toEqual(['delete', 'pseudonym']);
  });

  it('writes names of properties in one form, that of the record; errors have the one of Nest', () => {
    const names = new Set<string>();
    const collect = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const name of Object.keys((schema as { properties?: object }).properties ?? {})) names.add(name);
      for (const part of Object.values(schema)) collect(part);
    };
    collect(document.components?.schemas);
    expect(names.size).toBeGreaterThan(100);
    expect([...names].filter((name) => !/^_?[a-z\d]+(?:_[a-z\d]+)*$/.test(name))).toEqual(['statusCode']);
  });

  it('names schemas, none of them empty', () => {
    const schemas = Object.entries(document.components?.schemas ?? {}) as [string, { properties?: object }][];
    expect(schemas.length).toBeGreaterThan(40);
    for (const [name, { properties }] of schemas)
      expect({ name, isEmpty: Object.keys(properties ?? {}).length === 0 }).toEqual({ name, isEmpty: false });
  });

  it('gives each operation an id that is unique and a name in every language', () => {
    const ids = operationsOf(document).map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
  });

  it.each(['3.0.0', '3.1.0'])('is a valid document of OpenAPI %s', async (version) => {
    const built = documentOf(app.nest, new DocumentBuilder().addBearerAuth().setOpenAPIVersion(version));
    const result = await new Validator().validate(sent(built));
    expect(result).toMatchObject({ valid: true });
    // Each document has its own copies: converting one to 3.1 must not change the next.
    expect(JSON.stringify(documentOf(app.nest))).toBe(JSON.stringify(document));
  });

  it('keeps its operation ids whatever names the host gives to operations', () => {
    const { paths } = SwaggerModule.createDocument(app.nest, new DocumentBuilder().build(), {
      operationIdFactory: (controller, method) => `${controller}-${method}`,
      onlyIncludeDecoratedEndpoints: true,
    });
    expect(paths['/activity-logs/user-history']?.get?.operationId).toBe('listOwnActivity');
    expect(Object.keys(paths).toSorted()).toEqual(ALL_PATHS);
  });
});

@Controller('orders')
class OrdersController {
  @Get()
  list(): object[] {
    return [];
  }
}

function moduleWith(...imports: ReturnType<typeof ActivityTrackerModule.forRoot>[]): Type {
  @Module({ imports, controllers: [OrdersController] })
  class AppModule {}
  return AppModule;
}

describe.each(PLATFORMS)('The admin API in the OpenAPI document on %s', (platform: PlatformName) => {
  const applications: INestApplication[] = [];
  afterEach(async () => {
    for (const app of applications.splice(0)) await app.close();
  });

  const create = async (module: Type) => {
    const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    const app = await NestFactory.create(module, adapter, { logger: false, abortOnError: false });
    applications.push(app);
    return app;
  };

  const WITH_ORDERS = (paths: readonly string[]) => [...paths, '/orders'].toSorted();
  const withOpenApi = (openApi?: boolean) => optionsOf({ admin: openApi === undefined ? {} : { openApi } });

  it.each<[string, boolean | undefined, readonly string[]]>([
    ['is absent by default', undefined, HISTORY_PATHS],
    ['is absent with admin.openApi: false', false, HISTORY_PATHS],
    ['is present with admin.openApi: true', true, ALL_PATHS],
  ])('%s, before init() and after, by forRoot() and forRootAsync()', async (_title, openApi, paths) => {
    for (const tracker of [
      () => ActivityTrackerModule.forRoot(withOpenApi(openApi)),
      () => ActivityTrackerModule.forRootAsync({ useFactory: async () => withOpenApi(openApi) }),
    ]) {
      const app = await create(moduleWith(tracker()));
      expect(pathsOf(documentOf(app))).toEqual(WITH_ORDERS(paths));
      await app.init();
      expect(pathsOf(documentOf(app))).toEqual(WITH_ORDERS(paths));
    }
  });

  it('without it leaves no schema of it in the document', async () => {
    const app = await create(moduleWith(ActivityTrackerModule.forRoot(withOpenApi(false))));
    expect(Object.keys(documentOf(app).components?.schemas ?? {}).toSorted()).toEqual([
      'ActivityAdminHistoryEntry',
      'ActivityAdminHistoryPage',
      'ActivityApiError',
      'ActivityHistoryEntry',
      'ActivityHistoryPage',
    ]);
  });

  it('follows the setting of each application, also where two are made of one module', async () => {
    let openApi = true;
    const module = moduleWith(ActivityTrackerModule.forRootAsync({ useFactory: () => withOpenApi(openApi) }));
    const shown = await create(module);
    openApi = false;
    const hidden = await create(module);
    expect(pathsOf(documentOf(shown))).toEqual(WITH_ORDERS(ALL_PATHS));
    expect(pathsOf(documentOf(hidden))).toEqual(WITH_ORDERS(HISTORY_PATHS));
    await hidden.init();
    await shown.init();
    expect(pathsOf(documentOf(shown))).toEqual(WITH_ORDERS(ALL_PATHS));
    expect(pathsOf(documentOf(hidden))).toEqual(WITH_ORDERS(HISTORY_PATHS));
  });

  it('has the tags and the security that the host gives by decorators', async () => {
    const app = await create(
      moduleWith(
        ActivityTrackerModule.forRoot({
          ...withOpenApi(true),
          decorators: [ApiTags('Audit'), ApiBearerAuth('access-token')],
        }),
      ),
    );
    const operations = operationsOf(documentOf(app)).filter(([route]) => route.includes('/activity-logs'));
    expect(operations).toHaveLength(ROUTES.length);
    for (const [route, { tags, security }] of operations)
      expect({ route, tags, security }).toEqual({ route, tags: ['Audit'], security: [{ 'access-token': [] }] });
  });

  it('is absent, as the history is, where the host excludes our controllers', async () => {
    const app = await create(
      moduleWith(ActivityTrackerModule.forRoot({ ...withOpenApi(true), decorators: [ApiExcludeController()] })),
    );
    expect(pathsOf(documentOf(app))).toEqual(['/orders']);
  });

  it('stands under the prefix of the module and of the host', async () => {
    const app = await create(moduleWith(ActivityTrackerModule.forRoot({ ...withOpenApi(true), prefix: 'audit/log' })));
    app.setGlobalPrefix('v1');
    const moved = ALL_PATHS.map((path) => path.replace('/activity-logs', '/v1/audit/log'));
    expect(pathsOf(documentOf(app))).toEqual([...moved, '/v1/orders'].toSorted());
  });
});

it('the library itself imports nothing of @nestjs/swagger', () => {
  const importing = readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /(?:from|import\(?|require\()\s*['"]@nestjs\/swagger/.test(readFileSync(LIBRARY + name, 'utf8')));
  expect(importing).toEqual([]);
});
