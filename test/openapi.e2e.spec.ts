import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

const LIBRARY = fileURLToPath(new URL('../libs/activity-tracker/src/', import.meta.url));

const API = '/activity-logs/admin/api';
const QUESTION = ['q', 'zone', 'user', 'not.user', 'status', 'from', 'to', 'since'];

/** Every route that there is, with parameters of its URL. */
const ROUTES: readonly [
  method: 'get' | 'post' | 'delete',
  path: string,
  parameters: readonly string[],
  refusals: string,
][] = [
  ['get', '/activity-logs/user-history', ['limit', 'offset', 'cursor', 'created_time_after'], '400 401 429 503'],
  ['get', '/activity-logs/admin-history', ['limit', 'cursor', 'url_name', 'user_id'], '400 401 403 429 503'],
  ['get', `${API}/settings`, [], '401 403 503'],
  ['get', `${API}/health`, [], '401 403 503'],
  ['get', `${API}/records`, [...QUESTION, 'limit', 'cursor'], '400 401 403 429 503'],
  ['get', `${API}/records/{id}`, ['id'], '401 403 404 429 503'],
  ['get', `${API}/records/{id}/related`, ['id'], '401 403 404 429 503'],
  ['get', `${API}/facets`, QUESTION, '400 401 403 429 503'],
  ['get', `${API}/query/fields`, [], '401 403 429 503'],
  ['get', `${API}/timeline`, QUESTION, '400 401 403 429 503'],
  ['get', `${API}/routes`, QUESTION, '400 401 403 429 503'],
  ['get', `${API}/overview`, QUESTION, '400 401 403 429 503'],
  ['get', `${API}/users`, [...QUESTION, 'sort', 'search', 'limit', 'cursor'], '400 401 403 429 503'],
  ['get', `${API}/users/{id}`, ['id', ...QUESTION], '400 401 403 429 503'],
  ['get', `${API}/users/{id}/sessions`, ['id', ...QUESTION, 'limit', 'cursor'], '400 401 403 429 503'],
  ['get', `${API}/users/{id}/data`, ['id', 'reason'], '400 401 403 429 503'],
  [
    'delete',
    `${API}/users/{id}/data`,
    ['id', 'mode', 'dry_run', 'also', 'except', 'emails_from', 'token', 'reason'],
    '400 401 403 409 429 501 503',
  ],
  ['get', `${API}/holds`, ['user'], '400 401 403 501 503'],
  ['post', `${API}/holds`, ['user', 'reason', 'until'], '400 401 403 501 503'],
  ['delete', `${API}/holds`, ['user', 'reason'], '400 401 403 404 501 503'],
  ['get', `${API}/export`, [...QUESTION, 'format', 'bodies', 'bom', 'reason'], '400 401 403 429 503'],
  [
    'get',
    `${API}/audit`,
    ['administrator', 'subject', 'action', 'since', 'until', 'limit', 'cursor'],
    '400 401 403 429 501 503',
  ],
  ['get', `${API}/live`, QUESTION, '400 401 403 429 503'],
];

const REQUIRED_OF_HOLDS: Readonly<Record<string, readonly string[]>> = {
  get: [],
  post: ['user', 'reason'],
  delete: ['user', 'reason'],
};

interface Operation {
  summary: string;
  tags: string[];
  security: object[];
  parameters: { name: string; in: string; required: boolean; schema?: { enum?: string[] } }[];
  responses: Record<string, { description: string }>;
}

describe.each(PLATFORMS)('OpenAPI on %s', (platform) => {
  let app: TrackedApp;
  let document: OpenAPIObject;
  beforeAll(async () => {
    app = await tracked(platform);
    document = SwaggerModule.createDocument(app.nest, new DocumentBuilder().addBearerAuth().build());
  });
  afterAll(() => app.close());

  it('knows every route, and no page', () => {
    const found = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(found.toSorted()).toEqual(ROUTES.map(([method, path]) => `${method} ${path}`).toSorted());
  });

  it.each(ROUTES)('describes %s %s', (method, path, parameters, refusals) => {
    const operation = document.paths[path]?.[method] as unknown as Operation;
    expect(operation.summary).toMatch(/\w/);
    expect(operation.tags).toEqual([path.startsWith(API) ? 'Activity administration' : 'Activity history']);
    expect(operation.security).toEqual([{ bearer: [] }]);
    expect(operation.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining([...parameters]));
    for (const { name, in: place, required } of operation.parameters) {
      const inPath = path.includes(`{${name}}`);
      expect({ name, place, required }).toEqual({
        name,
        place: inPath ? 'path' : 'query',
        required:
          inPath ||
          ['format', 'mode'].includes(name) ||
          (path.endsWith('/holds') && REQUIRED_OF_HOLDS[method]!.includes(name)),
      });
    }
    const { 200: answer, ...others } = operation.responses;
    expect(answer).toMatchObject({ description: expect.stringMatching(/\.$/), content: expect.anything() });
    expect(Object.keys(others).join(' ')).toBe(refusals);
  });

  it('names the values where there are few', () => {
    const parameter = (path: string, method: 'get' | 'post' | 'delete', name: string) =>
      (document.paths[path]![method] as unknown as Operation).parameters.find((each) => each.name === name)?.schema;
    expect(parameter(`${API}/export`, 'get', 'format')?.enum).toEqual(['ndjson', 'csv', 'har']);
    expect(parameter(`${API}/users/{id}/data`, 'delete', 'mode')?.enum).toEqual(['delete', 'pseudonym']);
  });
});

it('the library itself imports nothing of @nestjs/swagger', () => {
  const importing = readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /(?:from|import\(?|require\()\s*['"]@nestjs\/swagger/.test(readFileSync(LIBRARY + name, 'utf8')));
  expect(importing).toEqual([]);
});
