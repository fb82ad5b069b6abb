import { Body, Controller, Get, Header, type INestApplication, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensurePanel } from '../support/panel-build.js';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

const API = '/activity-logs/admin/api';
const PANEL = '/activity-logs/admin';

@Controller('orders')
class OrdersController {
  @Get()
  list(): unknown {
    return { id: 5, note: '<b>tea</b>', password: 'hunter2' };
  }

  @Post()
  create(@Body() order: unknown): unknown {
    return { order };
  }

  @Get('text')
  @Header('content-type', 'text/plain')
  text(): string {
    return 'just text';
  }
}

async function readings(app: TrackedApp): Promise<unknown> {
  const reader = { as: 1, claims: { permissions: EVERY_PERMISSION } };
  const stable = (text: string) => text.replaceAll(/"[\da-f]{24}"|"\d{4}-\d\d-\d\dT[^"]+"|127\.0\.0\.1:\d+/g, '…');
  const of = async (path: string, call: object) => {
    const response = await app.get(path, call);
    return [path, response.status, response.headers.get('content-type'), stable(await response.text())];
  };
  return [
    await of('/activity-logs/user-history', { as: 7 }),
    await of('/activity-logs/user-history?limit=no', { as: 7 }),
    await of('/activity-logs/user-history', {}),
    await of(`${API}/records?nonsense=1`, reader),
    await of(`${API}/settings`, reader),
    await of(`${API}/settings`, { as: 7 }),
    await of(PANEL, {}),
    await of(`${PANEL}/config.json`, {}),
    (await of(`${PANEL}/index.html`, {})).slice(0, 3),
  ];
}

interface Outcome {
  answer: string;
  response?: unknown;
}

const EXPRESS: Record<string, [(app: NestExpressApplication) => void, Outcome]> = {
  'a replacer': [
    (app) => void app.set('json replacer', (key: string, value: unknown) => (key === 'id' ? undefined : value)),
    {
      answer: '{"note":"<b>tea</b>","password":"hunter2"}',
      response: { note: '<b>tea</b>', password: '***FILTERED***' },
    },
  ],
  'a replacer that throws for the words of the tracker': [
    (app) =>
      void app.set('json replacer', (key: string, value: unknown) => {
        if (key === 'results' || key === 'apiBase' || key === 'statusCode') throw new Error('not in my answers');
        return value;
      }),
    { answer: '{"id":5,"note":"<b>tea</b>","password":"hunter2"}' },
  ],
  spaces: [
    (app) => void app.set('json spaces', 1),
    { answer: '{\n "id": 5,\n "note": "<b>tea</b>",\n "password": "hunter2"\n}' },
  ],
  'escaped signs': [
    (app) => void app.set('json escape', true),
    { answer: '{"id":5,"note":"\\u003cb\\u003etea\\u003c/b\\u003e","password":"hunter2"}' },
  ],
  'no etag': [(app) => void app.set('etag', false), { answer: '{"id":5,"note":"<b>tea</b>","password":"hunter2"}' }],
  'an own etag': [
    (app) => void app.set('etag', () => '"always the same"'),
    { answer: '{"id":5,"note":"<b>tea</b>","password":"hunter2"}' },
  ],
};

const FASTIFY: Record<string, [(instance: FastifyInstance) => void, Outcome]> = {
  'a reply serializer': [
    (instance) => void instance.setReplySerializer((payload) => JSON.stringify({ wrapped: payload })),
    {
      answer: '{"wrapped":{"id":5,"note":"<b>tea</b>","password":"hunter2"}}',
      response: { wrapped: { id: 5, note: '<b>tea</b>', password: '***FILTERED***' } },
    },
  ],
  'a serializer compiler and a schema of every response': [
    (instance) => {
      instance.addHook('onRoute', (route) => {
        route.schema = {
          ...route.schema,
          response: { '2xx': { type: 'object', properties: { id: { type: 'number' } } } },
        };
      });
      instance.setSerializerCompiler(() => (data) => JSON.stringify({ id: (data as { id?: number }).id ?? null }));
    },
    { answer: '{"id":5}', response: { id: 5 } },
  ],
  'a hook that serializes': [
    (instance) =>
      void instance.addHook('preSerialization', (_request: FastifyRequest, _reply: FastifyReply, payload, done) =>
        done(null, { wrapped: payload }),
      ),
    {
      answer: '{"wrapped":{"id":5,"note":"<b>tea</b>","password":"hunter2"}}',
      response: { wrapped: { id: 5, note: '<b>tea</b>', password: '***FILTERED***' } },
    },
  ],
  'a serializer of each reply': [
    (instance) =>
      void instance.addHook('onRequest', (_request, reply, done) => {
        reply.serializer((payload: unknown) => `of the host: ${JSON.stringify(payload)}`);
        done();
      }),
    { answer: 'of the host: {"id":5,"note":"<b>tea</b>","password":"hunter2"}' },
  ],
  'an own error handler': [
    (instance) => instance.setErrorHandler((_error, _request, reply) => void reply.code(500).send({ of: 'the host' })),
    { answer: '{"id":5,"note":"<b>tea</b>","password":"hunter2"}' },
  ],
};

const settings = (platform: (typeof PLATFORMS)[number]): [string, (app: INestApplication) => void, Outcome][] =>
  platform === 'express'
    ? Object.entries(EXPRESS).map(([name, [set, outcome]]) => [name, set as (app: INestApplication) => void, outcome])
    : Object.entries(FASTIFY).map(([name, [set, outcome]]) => [
        name,
        (app) => set(app.getHttpAdapter().getInstance() as FastifyInstance),
        outcome,
      ]);

describe.each(PLATFORMS)("the host's settings of JSON on %s", (platform) => {
  let app: TrackedApp | undefined;
  let usual: unknown;

  const start = async (configure?: (app: INestApplication) => void) => {
    app = await tracked(platform, { controllers: [OrdersController], configure });
    const response = await app.get('/orders', { as: 7 });
    const answer = await response.text();
    return { app, answer, record: await app.record() };
  };

  beforeAll(async () => {
    ensurePanel();
    usual = await readings((await start()).app);
    await app!.close();
  }, 120_000);
  afterEach(() => app!.close());

  it.each(settings(platform))(
    '%s: the host answers with it, and not history, admin API or panel',
    async (_, set, outcome) => {
      const { app, answer, record } = await start(set);
      expect(answer).toBe(outcome.answer);
      expect(record).toMatchObject({ user_id: 7, url_name: 'list', status_code: 200, outcome: 'completed' });
      if (outcome.response !== undefined) expect(record.response).toEqual(outcome.response);
      expect(JSON.stringify(record)).not.toContain('hunter2');
      expect(await readings(app)).toEqual(usual);
    },
  );
});

describe('parsers of content types on fastify', () => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const pairs = (text: string) => Object.fromEntries(text.split(';').map((pair) => pair.split('=')));
  const SENT = 'kind=green;password=hunter2';

  it.each<[string, string | RegExp, string, (text: string) => unknown, string, unknown]>([
    ['of a type of the host', 'application/x-tea', 'application/x-tea', pairs, SENT, { omitted: 'type', size: 27 }],
    ['of a family of types', /^text\/.*/, 'text/tea', pairs, SENT, { omitted: 'type', size: 27 }],
    ['of all other types', '*', 'application/unheard-of', pairs, SENT, { omitted: 'type', size: 27 }],
    [
      'of JSON',
      'application/json',
      'application/json',
      (text) => ({ ...(JSON.parse(text) as object), added: 'by the parser' }),
      '{"kind":"green","password":"hunter2"}',
      { kind: 'green', password: '***FILTERED***' },
    ],
  ])('%s parses as without the tracker, and the record holds no secret', async (_, types, type, parse, sent, body) => {
    app = await tracked('fastify', {
      controllers: [OrdersController],
      configure: (nest) => {
        const instance = nest.getHttpAdapter().getInstance() as FastifyInstance;
        if (types === 'application/json') instance.removeContentTypeParser(types);
        instance.addContentTypeParser(types, { parseAs: 'string' }, (_request, text, done) =>
          done(null, parse(String(text))),
        );
      },
      create: { bodyParser: types !== 'application/json' },
    });
    const response = await app.fetch('/orders', {
      method: 'POST',
      as: 7,
      headers: { 'content-type': type },
      body: sent,
    });
    const parsed = parse(sent) as object;
    expect([response.status, await response.json()]).toEqual([201, { order: parsed }]);
    const record = await app.record();
    expect(record).toMatchObject({ url_name: 'create', body });
    expect(record.response).toEqual({ order: { ...parsed, password: '***FILTERED***' } });
    expect(JSON.stringify(record)).not.toContain('hunter2');
  });
});
