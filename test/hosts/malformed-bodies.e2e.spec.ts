import { Body, Controller, Get, Param, Post, Version, VersioningType } from '@nestjs/common';
import { SkipActivity } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(@Param('id') id: string): unknown {
    return { id };
  }

  @Post('reset/:token')
  reset(@Body() body: unknown): unknown {
    return body;
  }

  @Post('quiet')
  @SkipActivity()
  quiet(): void {}

  @Post(':id')
  save(@Body() body: unknown): unknown {
    return body;
  }

  @Post('versions/of')
  @Version('1')
  first(): void {}

  @Post('versions/of')
  @Version('2')
  second(): void {}
}

describe.each(PLATFORMS)('a body that a parser refuses, on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const start = async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      configure: (nest) => {
        nest.setGlobalPrefix('api');
        nest.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' });
      },
    });
  };

  const post = async (path: string, body = '{"name": none}') => {
    const headers = { 'content-type': 'application/json' };
    const response = await app.fetch(path, { method: 'POST', as: 7, headers, body });
    await response.text();
    return response.status;
  };

  const named = async () =>
    (await app.records()).map(({ url_name, route, status_code }) => [url_name, route, status_code]);

  it('is recorded under the handler whose route the path matches', async () => {
    await start();
    expect(await post('/api/orders/3')).toBe(400);
    expect(await named()).toEqual([['save', '/api/orders/:id', 400]]);
  });

  it('is recorded under it when it is too long', async () => {
    await start();
    expect(await post('/api/orders/3', JSON.stringify({ text: 'x'.repeat(2 ** 20) }))).toBe(413);
    expect(await named()).toEqual([['save', '/api/orders/:id', 413]]);
  });

  it('is not recorded if the handler is skipped, and has its secret parameters masked', async () => {
    await start();
    await post('/api/orders/quiet');
    await post('/api/orders/reset/9f86d081884c7d65');
    expect(await app.record()).toMatchObject({
      url_name: 'reset',
      url_path: '/api/orders/reset/***FILTERED***',
      route: '/api/orders/reset/:token',
    });
  });

  it('has no handler where no route has its path and method', async () => {
    await start();
    await post('/api/nowhere');
    expect((await app.record()).url_name).toBeNull();
  });
});

it('has no handler on express where versions share the path', async () => {
  const app = await tracked('express', {
    controllers: [OrdersController],
    configure: (nest) => void nest.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' }),
  });
  const headers = { 'content-type': 'application/json', 'x-version': '2' };
  await (await app.fetch('/orders/versions/of', { method: 'POST', as: 7, headers, body: '{' })).text();
  expect((await app.record()).url_name).toBeNull();
  await app.close();
});
