import { Controller, Get, Param } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { describe, expect, it } from 'vitest';
import { trackedPerTest } from '../support/closes-after-each.js';
import { PLATFORMS } from '../support/tracked-app.js';

@Controller('cards')
class CardsController {
  @Get(':id')
  find(@Param('id') id: string): unknown {
    return { id };
  }
}

describe.each(PLATFORMS)('@nestjs/throttler on %s', (platform) => {
  const start = trackedPerTest(platform);

  it('records a throttled request with handler, user and 429, without changing the response', async () => {
    const app = await start({
      controllers: [CardsController],
      imports: [ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1 }])],
      providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
      options: { capture: { responseHeaders: true } },
    });
    await (await app.get('/cards/1', { as: 7 })).text();
    const turnedAway = await app.get('/cards/1', { as: 7 });
    expect([turnedAway.status, turnedAway.headers.get('retry-after')]).toEqual([429, '60']);
    expect(await turnedAway.json()).toEqual({ statusCode: 429, message: 'ThrottlerException: Too Many Requests' });
    // Anonymous: counted by the host's guard, not recorded by the tracker.
    expect((await app.get('/cards/1')).status).toBe(429);

    expect(await app.records()).toMatchObject([
      { status_code: 200, user_id: 7 },
      {
        status_code: 429,
        user_id: 7,
        url_name: 'find',
        namespace: 'CardsController',
        route: '/cards/:id',
        response: { statusCode: 429 },
        response_headers: { 'retry-after': '60' },
        outcome: 'completed',
      },
    ]);
  });
});
