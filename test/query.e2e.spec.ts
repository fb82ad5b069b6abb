import { Controller, Get, NotFoundException } from '@nestjs/common';
import { QuerySyntaxError } from 'nestjs-activity-tracker';
import { afterEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get()
  list() {
    return { note: 'Left at the door' };
  }

  @Get(':id')
  findOne() {
    throw new NotFoundException();
  }
}

describe.each(PLATFORMS)('ActivityTrackerService.query() on %s', (platform) => {
  let app: TrackedApp;

  afterEach(() => app.close());

  it('returns complete records', async () => {
    app = await tracked(platform, { controllers: [OrdersController] });
    for (const as of [7, 8]) {
      await app.get('/orders', { as });
      await app.get('/orders/5', { as });
    }
    await app.tracker.flush();

    const found = async (text: string) =>
      (await app.tracker.query(text)).results.map(({ user_id, url_name }) => `${user_id} ${url_name}`);
    expect(await found('user:7')).toEqual(['7 findOne', '7 list']);
    expect(await found('route:Orders.list -user:7')).toEqual(['8 list']);
    expect(await found('status:4xx since:1h')).toEqual(['8 findOne', '7 findOne']);
    expect(await found('"at the DOOR" user:8')).toEqual(['8 list']);

    const first = await app.tracker.query('', { limit: 3 });
    expect(first).toMatchObject({ count: 4, previous: null });
    expect(first.results[0]).toHaveProperty('headers.host');
    const second = await app.tracker.query('', { limit: 3, ...(first.next as { cursor: string }) });
    expect(second).toMatchObject({ next: null, results: [{ user_id: 7, url_name: 'list' }] });

    await expect(app.tracker.query('usr:7')).rejects.toThrow(QuerySyntaxError);
  });
});
