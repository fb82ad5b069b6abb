import { type INestApplication, VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { PLATFORMS, sign } from '../support/tracked-app.js';
import { closesAfterEach } from '../support/closes-after-each.js';
import { adapterOf, addressOf, call, QUIET, shop, told } from './fixtures/shop.js';

const closing = closesAfterEach();
const ADMIN = {
  authorization: `Bearer ${sign({ user_id: 1, permissions: ['activity_tracker.view_activity_log'] })}`,
};

describe.each(PLATFORMS)('our own routes on %s', (platform) => {
  it.each<[string, string, (app: INestApplication) => void]>([
    ['as they are', '', () => {}],
    ['under a global prefix', '/api', (app) => void app.setGlobalPrefix('api')],
    ['with versions in the path', '', (app) => void app.enableVersioning({ type: VersioningType.URI })],
  ])('answer with a slash at the end as without, %s, and are never recorded', async (_, prefix, configure) => {
    const options = { capture: { trackAnonymous: true } };
    const app = closing(await NestFactory.create(shop({ options }), adapterOf(platform), QUIET));
    configure(app);
    await app.listen(0, '127.0.0.1');
    const url = await addressOf(app);
    for (const path of ['user-history', 'admin-history', 'admin/api/records', 'admin/api/users/7']) {
      const answers = await Promise.all(
        ['', '/'].map(async (end) => {
          const response = await fetch(`${url}${prefix}/activity-logs/${path}${end}?limit=1`, { headers: ADMIN });
          return { status: response.status, fields: Object.keys((await response.json()) as object) };
        }),
      );
      expect(answers[0], path).toEqual(answers[1]);
      if (path.endsWith('history')) expect(answers[0]).toMatchObject({ status: 200 });
    }
    expect(await told(app)).toEqual([]);
  });

  it('answer with a slash in an application of a testing module', async () => {
    const module = await Test.createTestingModule({ imports: [shop()] }).compile();
    const app = closing(module.createNestApplication(adapterOf(platform), QUIET));
    await app.listen(0, '127.0.0.1');
    expect((await call(await addressOf(app), '/activity-logs/user-history/')).status).toBe(200);
  });

  it('a call without a handler has METHOD /path as its event in the history', async () => {
    const app = closing(await NestFactory.create(shop(), adapterOf(platform), QUIET));
    await app.listen(0, '127.0.0.1');
    const url = await addressOf(app);
    await call(url, '/nowhere/at/all');
    await told(app);
    const { results } = JSON.parse((await call(url, '/activity-logs/user-history')).body) as {
      results: { event_name: string }[];
    };
    expect(results.map(({ event_name }) => event_name)).toEqual(['GET /nowhere/at/all']);
  });
});

it('a Fastify that ignores slashes at the end boots, and answers', async () => {
  const app = closing(
    await NestFactory.create(
      shop(),
      adapterOf('fastify', (await import('fastify')).fastify({ routerOptions: { ignoreTrailingSlash: true } })),
      QUIET,
    ),
  );
  await app.listen(0, '127.0.0.1');
  expect((await call(await addressOf(app), '/activity-logs/user-history/')).status).toBe(200);
});
