import {
  Body,
  Controller,
  Get,
  type INestApplication,
  Post,
  type RawBodyRequest,
  Req,
  RequestMethod,
  type Type,
  Version,
  VERSION_NEUTRAL,
  type VersioningOptions,
  VersioningType,
} from '@nestjs/common';
import express from 'express';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensurePanel } from '../support/panel-build.js';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { PLATFORMS, type PlatformName, settled, tracked, type TrackedApp } from '../support/tracked-app.js';

const OURS = '/activity-logs';

@Controller({ path: 'cards', version: '1' })
class CardsController {
  @Get()
  first(): string {
    return 'first';
  }

  @Get()
  @Version('2')
  second(): string {
    return 'second';
  }

  @Get('any')
  @Version(VERSION_NEUTRAL)
  neutral(): string {
    return 'neutral';
  }
}

@Controller('plain')
class PlainController {
  @Get()
  unversioned(): string {
    return 'unversioned';
  }

  @Get('other')
  other(): string {
    return 'other';
  }
}

@Controller('bodies')
class BodiesController {
  @Post()
  create(@Body() body: unknown, @Req() { rawBody }: RawBodyRequest<object>): unknown {
    return { body, raw: rawBody?.toString() };
  }
}

describe.each(PLATFORMS)('settings of an application on %s', (platform) => {
  let app: TrackedApp;
  beforeAll(() => ensurePanel(), 120_000);
  afterEach(() => app.close());

  const start = async (
    controllers: Type[],
    configure: (app: INestApplication) => void = () => {},
    create: { rawBody?: boolean; bodyParser?: boolean } = {},
  ) => {
    app = await tracked(platform, { controllers, configure, create });
  };
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await app.get(path, { as: 7, headers });
    return [response.status, await response.text()];
  };
  const recorded = async () => {
    await settled();
    return (await app.records()).map(({ url_path, url_name, status_code }) => [url_path, url_name, status_code]);
  };
  /** History, admin API and panel under this prefix, each with these headers and with none. */
  const oursAnswer = async (prefix = '', headers: Record<string, string> = {}) => {
    const claims = { permissions: EVERY_PERMISSION };
    for (const path of ['user-history', 'admin-history', 'admin/api/records', 'admin/config.json', 'admin/index.html'])
      for (const sent of [headers, {}]) {
        const response = await app.get(`${prefix}${OURS}/${path}`, { as: 1, claims, headers: sent });
        expect([path, sent, response.status]).toEqual([path, sent, 200]);
        await response.text();
      }
  };

  describe('versioning, with a default version', () => {
    type Ask = (version: string, path: string) => [path: string, headers: Record<string, string>];
    const inHeader =
      (name: string, value: (version: string) => string): Ask =>
      (version, path) => [path, { [name]: value(version) }];
    const kinds: [string, VersioningOptions, Ask][] = [
      ['the path', { type: VersioningType.URI, defaultVersion: '1' }, (version, path) => [`/v${version}${path}`, {}]],
      [
        'a header',
        { type: VersioningType.HEADER, header: 'x-version', defaultVersion: '1' },
        inHeader('x-version', (version) => version),
      ],
      [
        'the media type',
        { type: VersioningType.MEDIA_TYPE, key: 'v=', defaultVersion: '1' },
        inHeader('accept', (version) => `application/json;v=${version}`),
      ],
      [
        'a function of the host',
        {
          type: VersioningType.CUSTOM,
          extractor: (request) => (request as { headers: Record<string, string> }).headers['x-api'] ?? '1',
          defaultVersion: '1',
        },
        inHeader('x-api', (version) => version),
      ],
    ];

    it.each(kinds)('by %s: records each version, and leaves our routes without one', async (name, options, ask) => {
      await start([CardsController, PlainController], (nest) => void nest.enableVersioning(options));
      expect(await get(...ask('1', '/cards'))).toEqual([200, 'first']);
      expect(await get(...ask('2', '/cards'))).toEqual([200, 'second']);
      expect(await get('/cards/any')).toEqual([200, 'neutral']);
      expect(await get(...ask('1', '/plain'))).toEqual([200, 'unversioned']);
      expect((await get(...ask('9', '/cards')))[0]).toBe(404);

      const path = (version: string, rest: string) => (name === 'the path' ? `/v${version}${rest}` : rest);
      expect(await recorded()).toEqual([
        [path('1', '/cards'), 'first', 200],
        [path('2', '/cards'), 'second', 200],
        ['/cards/any', 'neutral', 200],
        [path('1', '/plain'), 'unversioned', 200],
        [path('9', '/cards'), expect.toBeOneOf([null, 'first', 'second']), 404],
      ]);
      await oursAnswer('', ask('9', '')[1]);
    });
  });

  describe('a global prefix', () => {
    it('with exclusions: covers the host’s routes and ours, except the excluded ones', async () => {
      await start([PlainController], (nest) => {
        nest.setGlobalPrefix('api', { exclude: [{ path: 'plain', method: RequestMethod.GET }] });
      });
      expect(await get('/api/plain/other')).toEqual([200, 'other']);
      expect(await get('/plain')).toEqual([200, 'unversioned']);
      expect((await get('/api/plain'))[0]).toBe(404);
      expect(await recorded()).toEqual([
        ['/api/plain/other', 'other', 200],
        ['/plain', 'unversioned', 200],
        ['/api/plain', null, 404],
      ]);
      await oursAnswer('/api');
    });

    it('with an exclusion of our routes', async () => {
      await start(
        [PlainController],
        (nest) => void nest.setGlobalPrefix('api', { exclude: ['activity-logs/{*path}'] }),
      );
      expect(await get('/api/plain')).toEqual([200, 'unversioned']);
      expect(await recorded()).toEqual([['/api/plain', 'unversioned', 200]]);
      await oursAnswer();
    });
  });

  it('CORS: records the request but not its preflight, and sends the host’s headers with our responses', async () => {
    const origin = 'http://shop.example';
    await start([PlainController], (nest) => nest.enableCors({ origin, credentials: true }));
    for (const path of ['/plain', `${OURS}/user-history`]) {
      const preflight = await app.fetch(path, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      });
      expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
      const response = await app.get(path, { as: 7, headers: { origin } });
      await response.text();
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    }
    expect(await recorded()).toEqual([['/plain', 'unversioned', 200]]);
  });

  it('rawBody: gives the host the bytes, and the record the masked body', async () => {
    await start([BodiesController], undefined, { rawBody: true });
    const sent = { kind: 'green', password: 'hunter2' };
    const response = await app.post('/bodies', sent, { as: 7 });
    expect([response.status, await response.json()]).toEqual([201, { body: sent, raw: JSON.stringify(sent) }]);
    const record = await app.record();
    expect(record).toMatchObject({ body: { kind: 'green', password: '***FILTERED***' }, status_code: 201 });
    expect(JSON.stringify(record)).not.toContain('hunter2');
  });

  describe('bodyParser: false', () => {
    const OWN: Record<PlatformName, (nest: INestApplication) => void> = {
      express: (nest) => void nest.use(express.json({ limit: 60, type: ['application/json', 'application/x-tea'] })),
      fastify: (nest) => {
        const instance = nest.getHttpAdapter().getInstance() as FastifyInstance;
        const parse = instance.getDefaultJsonParser('error', 'error');
        for (const type of ['application/json', 'application/x-tea']) {
          if (instance.hasContentTypeParser(type)) instance.removeContentTypeParser(type);
          instance.addContentTypeParser(type, { parseAs: 'string', bodyLimit: 60 }, parse);
        }
      },
    };
    const MASKED = { kind: 'green', password: '***FILTERED***' };

    it.each<[string, string, string, number, unknown, unknown]>([
      ['reads a body', 'application/json', '{"kind":"green","password":"hunter2"}', 201, MASKED, MASKED],
      ['reads its own type', 'application/x-tea', '{"kind":"green"}', 201, { omitted: 'type' }, { kind: 'green' }],
      ['refuses what is too long', 'application/json', `{"kind":"${'g'.repeat(80)}"}`, 413, expect.anything(), null],
      ['refuses what is malformed', 'application/json', '{"kind":', 400, expect.anything(), null],
    ])('with an own parser that %s: recorded as answered', async (_, type, sent, status, body, echoed) => {
      await start([BodiesController], OWN[platform], { bodyParser: false });
      const response = await app.fetch('/bodies', {
        method: 'POST',
        as: 7,
        headers: { 'content-type': type },
        body: sent,
      });
      await response.text();
      const record = await app.record();
      expect([response.status, record.status_code, record.user_id]).toEqual([status, status, 7]);
      if (status !== 413) expect(record).toMatchObject({ body });
      if (echoed !== null) expect(record).toMatchObject({ url_name: 'create', response: { body: echoed } });
      expect(JSON.stringify(record)).not.toContain('hunter2');
    });

    it('without a parser: records the body as sent, even if the host could not read it', async () => {
      // Fastify has its own parser, which Nest leaves there.
      await start([BodiesController], undefined, { bodyParser: false });
      const response = await app.post('/bodies', { kind: 'green', password: 'hunter2' }, { as: 7 });
      await response.text();
      const record = await app.record();
      expect(record).toMatchObject({ status_code: 201, user_id: 7, url_name: 'create' });
      expect(record.body).toEqual(MASKED);
      expect(record.response).toEqual(platform === 'fastify' ? { body: MASKED } : {});
      expect(JSON.stringify(record)).not.toContain('hunter2');
    });
  });
});
