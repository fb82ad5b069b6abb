import awsLambdaFastify from '@fastify/aws-lambda';
import { configure as serverlessExpress } from '@vendia/serverless-express';
import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import { Body, Controller, Get, type INestApplication, NotFoundException, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express, { type RequestHandler } from 'express';
import serverless from 'serverless-http';
import { describe, expect, it } from 'vitest';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { ACTIVITY_STORE, type ActivityStore, ActivityTrackerService } from 'nestjs-activity-tracker';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import { PLATFORMS, type PlatformName, settled } from '../support/tracked-app.js';
import { closesAfterEach } from '../support/closes-after-each.js';
import { adapterOf, AS_7, shop } from './fixtures/shop.js';
import { serving } from './fixtures/serving.js';

const closing = closesAfterEach();

@Controller('cards')
class CardsController {
  @Get(':id')
  find(@Param('id') id: string): unknown {
    if (id === 'none') throw new NotFoundException();
    return { id };
  }

  @Post()
  create(@Body() card: unknown): unknown {
    return { created: card };
  }
}

async function started(platform: PlatformName, options: ActivityTrackerOptions = {}): Promise<INestApplication> {
  const module = shop({ controllers: [CardsController], options });
  const app = closing(await NestFactory.create(module, adapterOf(platform), { logger: false, abortOnError: false }));
  await app.init();
  if (platform === 'fastify') await (app.getHttpAdapter().getInstance() as { ready(): Promise<unknown> }).ready();
  return app;
}

function event(method: string, path: string, json?: unknown): object {
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: { ...AS_7, host: 'api.example.com', ...(json !== undefined && { 'content-type': 'application/json' }) },
    requestContext: { http: { method, path, sourceIp: '198.51.100.7' } },
    body: json === undefined ? '' : JSON.stringify(json),
    isBase64Encoded: false,
  };
}

async function recorded(app: INestApplication): Promise<object[]> {
  await settled();
  return (await recordedActivity(app)).map(({ url_name, status_code, outcome, body, response }) => ({
    url_name,
    status_code,
    outcome,
    body,
    response,
  }));
}

const PASSWORD = 'Wr0ng:pa55-phRase';

describe.each(PLATFORMS)('behind serverless-http, on %s', (platform) => {
  it.each(['the server', 'the instance'])('records every request to %s as completed, with bodies', async (given) => {
    const app = await started(platform);
    const handle = serverless(given === 'the server' ? app.getHttpServer() : app.getHttpAdapter().getInstance());
    const answers = [
      await handle(event('GET', '/cards/3'), {}),
      await handle(event('GET', '/cards/none'), {}),
      await handle(event('POST', '/cards', { name: 'gold', password: PASSWORD }), {}),
    ] as { statusCode: number }[];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 404, 201]);
    expect(await recorded(app)).toMatchObject([
      { url_name: 'find', status_code: 200, outcome: 'completed', body: null, response: { id: '3' } },
      { url_name: 'find', status_code: 404, outcome: 'completed', response: { statusCode: 404 } },
      {
        url_name: 'create',
        status_code: 201,
        outcome: 'completed',
        body: { name: 'gold', password: '***FILTERED***' },
        response: { created: { name: 'gold', password: '***FILTERED***' } },
      },
    ]);
  });

  it('stores each record before the function is frozen, with a flush at its end', async () => {
    const app = await started(platform);
    const handle = serverless(app.getHttpServer());
    await handle(event('GET', '/cards/3'), {});
    await app.get(ActivityTrackerService).flush();
    expect(await recordedActivity(app)).toHaveLength(1);
    expect(app.get(ActivityTrackerService).stats()).toMatchObject({ waiting: 0, stored: 1 });
  });

  it('completes a response without a socket when it ends', async () => {
    const app = await started(platform);
    const request = new IncomingMessage(undefined as never);
    Object.assign(request, { method: 'GET', url: '/cards/3', headers: { ...AS_7 } });
    request.push(null);
    const response = new ServerResponse(request);
    const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
    const ended = new Promise((resolve) => {
      response.end = ((...args: unknown[]) => {
        resolve(undefined);
        return end(...args);
      }) as ServerResponse['end'];
    });
    app.getHttpServer().emit('request', request, response);
    await ended;
    expect(await recorded(app)).toMatchObject([
      { url_name: 'find', status_code: 200, outcome: 'completed', response: { id: '3' } },
    ]);
  });
});

type Handle = (event: object) => Promise<{ statusCode: number }>;

/** Of the platform; no adapter here reads it. */
const context = {} as Parameters<ReturnType<typeof serverlessExpress>>[1];

/** As the adapters' own documentation says, with nothing told to the tracker. */
const ADAPTERS: [name: string, platform: PlatformName, adapted: (app: INestApplication) => Handle][] = [
  ['serverless-http', 'express', (app) => async (given) => (await serverless(app.getHttpServer())(given, {})) as never],
  [
    'serverless-http',
    'fastify',
    (app) => async (given) => (await serverless(app.getHttpAdapter().getInstance())(given, {})) as never,
  ],
  [
    '@vendia/serverless-express',
    'express',
    (app) => {
      const handle = serverlessExpress({ app: app.getHttpAdapter().getInstance() as RequestListener });
      return async (given) => (await handle(given, context, () => {})) as never;
    },
  ],
  [
    '@fastify/aws-lambda',
    'fastify',
    (app) => {
      const handle = awsLambdaFastify(app.getHttpAdapter().getInstance());
      return async (given) => handle(given, context);
    },
  ],
];

describe.each(ADAPTERS)('behind %s, on %s, with a flush at the end of the function', (_name, platform, adapted) => {
  it('stores each of 10 calls before the function returns, with bodies of both sides', async () => {
    const app = await started(platform);
    const [handle, tracker] = [adapted(app), app.get(ActivityTrackerService)];
    const store = app.get<ActivityStore>(ACTIVITY_STORE);
    const stored: number[] = [];
    for (let call = 1; call <= 10; call++) {
      const { statusCode } = await handle(event('POST', '/cards', { number: call, password: PASSWORD }));
      expect(statusCode).toBe(201);
      await tracker.flush();
      // The platform freezes the process here.
      stored.push(await store.count({}, 100));
    }
    expect(stored).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const records = await tracker.find({}, { sort: { created_time: 1, _id: 1 } });
    expect(records).toMatchObject(
      Array.from({ length: 10 }, (_, index) => ({
        url_name: 'create',
        user_id: 7,
        status_code: 201,
        outcome: 'completed',
        body: { number: index + 1, password: '***FILTERED***' },
        response: { created: { number: index + 1, password: '***FILTERED***' } },
      })),
    );
  });
});

describe('bodies parsed by a mounting application on express', () => {
  const mounted = async (parser: RequestHandler, options: ActivityTrackerOptions = {}) => {
    const app = await started('express', options);
    const outer = express();
    outer.use(parser, app.getHttpAdapter().getInstance() as RequestHandler);
    const url = await serving(outer, closing);
    const post = async (body: string, type = 'application/json') => {
      await (await fetch(`${url}/cards`, { method: 'POST', headers: { ...AS_7, 'content-type': type }, body })).text();
      return (await recordedActivity(app)).at(-1)!;
    };
    return post;
  };

  it('records the parsed body, masked and truncated to the limit', async () => {
    const post = await mounted(express.json({ limit: '1mb' }), { capture: { maxBodyBytes: 2_000 } });
    expect((await post(JSON.stringify({ name: 'gold', password: PASSWORD }))).body).toEqual({
      name: 'gold',
      password: '***FILTERED***',
    });
    const long = JSON.stringify({ picture: 'x'.repeat(9_000), name: 'gold' });
    expect(await post(long)).toMatchObject({
      body: { picture: expect.stringMatching(/^x+\*\*\*TRUNCATED \d+ characters\*\*\*$/), name: 'gold' },
      truncated: { body: long.length },
    });
  });

  it('masks variables of GraphQL that are given to a secret', async () => {
    const post = await mounted(express.json());
    const { body } = await post(
      JSON.stringify({
        query: 'mutation Enter($p: String!) { signIn(password: $p) }',
        variables: { p: PASSWORD },
      }),
    );
    expect(body).toMatchObject({ variables: { p: '***FILTERED***' } });
  });

  it('records the fields of a form', async () => {
    const post = await mounted(express.urlencoded({ extended: true }));
    const { body } = await post(
      `name=gold&password=${encodeURIComponent(PASSWORD)}`,
      'application/x-www-form-urlencoded',
    );
    expect(body).toEqual({ name: 'gold', password: '***FILTERED***' });
  });
});
