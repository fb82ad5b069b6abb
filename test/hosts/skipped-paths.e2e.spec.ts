import type { IncomingMessage, ServerResponse } from 'node:http';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';
import { complaints } from './fixtures/host-app.js';

@Controller()
class ShopController {
  @Get('orders')
  orders(): unknown {
    return [];
  }

  @Post('orders')
  create(@Body() order: unknown): unknown {
    return order;
  }

  @Get('statistics')
  statistics(): unknown {
    return {};
  }
}

/** Static files, a socket's polls and a favicon, as middleware of a host answers them. */
function answerFiles(request: IncomingMessage & { originalUrl?: string }, response: ServerResponse, next: () => void) {
  const isFile = /^\/(?:static\/|socket\.io\/|favicon\.ico)/.test(request.originalUrl ?? request.url ?? '');
  if (isFile) response.writeHead(200).end('file');
  else next();
}

describe.each(PLATFORMS)('skipping requests on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const start = async (capture: ActivityTrackerOptions['capture']) => {
    app = await tracked(platform, {
      controllers: [ShopController],
      options: { capture },
      configure: (nest) => void nest.use(answerFiles),
    });
  };

  const recordedOf = async (...paths: string[]) => {
    for (const path of paths) await (await app.get(path, { as: 7 })).text();
    return (await app.records()).map(({ api }) => new URL(api!).pathname);
  };

  const PATHS = ['/static/app.js?v=1', '/socket.io/?EIO=4', '/favicon.ico', '/statistics', '/orders'];

  it('records all of them without these options', async () => {
    await start({});
    expect(await recordedOf(...PATHS)).toEqual([
      '/static/app.js',
      '/socket.io/',
      '/favicon.ico',
      '/statistics',
      '/orders',
    ]);
  });

  it('skips paths, subpaths and RegExp matches, ignoring the query', async () => {
    await start({ skipPaths: ['/static', '/socket.io/', /\.ICO$/gi] });
    expect(await recordedOf('/favicon.ico', ...PATHS, '/orders?next=/static/', '/nowhere?icon=favicon.ico')).toEqual([
      '/statistics',
      '/orders',
      '/orders',
      '/nowhere',
    ]);
  });

  it('calls skip once per request, before its body is read, without affecting the response', async () => {
    const asked: string[] = [];
    await start({
      skip: (request) => {
        asked.push(`${request.method} ${request.url}`);
        return request.headers['x-probe'] === 'yes';
      },
    });
    const probe = await app.post('/orders', { a: 1 }, { as: 7, headers: { 'x-probe': 'yes' } });
    expect([probe.status, await probe.json()]).toEqual([201, { a: 1 }]);
    await (await app.post('/orders', { a: 2 }, { as: 7 })).text();
    expect((await app.record()).body).toEqual({ a: 2 });
    expect(asked).toEqual(['POST /orders', 'POST /orders']);
  });

  it('records a request whose skip throws, and logs that once', async () => {
    await start({
      skip: () => {
        throw new Error('no session store');
      },
    });
    expect(await recordedOf('/orders', '/orders')).toEqual(['/orders', '/orders']);
    expect(complaints(app)).toEqual([
      'capture.skip failed: no session store. Recording the request. Return true or false from capture.skip (logged once)',
    ]);
    expect(app.tracker.stats().failed).toBe(0);
  });

  it('records a request whose skip is async, which the types forbid, and logs that once', async () => {
    await start({ skip: (async () => Promise.reject(new Error('late'))) as never });
    expect(await recordedOf('/orders', '/orders')).toEqual(['/orders', '/orders']);
    expect(complaints(app)).toEqual([
      'capture.skip failed: it returned a promise. Recording the request. Return true or false from capture.skip (logged once)',
    ]);
  });

  it.each([
    [['static'], 'capture.skipPaths is ["static"]: must be an array of paths that begin with / and RegExps'],
    [[/(a+)+$/], 'must not hold a pattern that takes longer than a tenth of a second for one path'],
  ])('refuses skipPaths %s at boot', async (skipPaths, message) => {
    await start({});
    await expect(tracked(platform, { options: { capture: { skipPaths } } })).rejects.toThrow(message);
  });
});
