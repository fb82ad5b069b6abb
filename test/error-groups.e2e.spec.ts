import { BadRequestException, Controller, Get, NotFoundException, Param } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(@Param('id') id: string): never {
    if (id === 'x') throw new BadRequestException(['id must be a number', 'id must be above 0']);
    throw new NotFoundException(`Order ${id} not found`);
  }
}

describe.each(PLATFORMS)('groups of errors on %s', (platform) => {
  let app: TrackedApp;

  beforeEach(async () => {
    app = await tracked(platform, {
      controllers: [OrdersController],
      options: { admin: { permissions: { view: 'view', bodies: 'bodies' } } },
    });
    for (const [id, as] of [
      ['17', 7],
      ['18', 8],
      ['x', 7],
    ] as const)
      await app.get(`/orders/${id}`, { as });
    await app.tracker.flush();
  });
  afterEach(() => app.close());

  const ask = async (path: string, permissions: readonly string[]) => {
    const response = await app.get(`/activity-logs/admin/api/${path}`, { as: 1, claims: { permissions } });
    // oxlint-disable-next-line typescript/no-explicit-any -- answers are told apart by what is expected of them
    return [response.status, (await response.json()) as any] as const;
  };

  it('have one line for messages that differ in an id, and a query that finds them', async () => {
    const [status, list] = await ask('errors', ['view', 'bodies']);
    expect([status, list.count, list.counted, list.complete]).toEqual([200, 2, 3, true]);
    expect(list.groups).toMatchObject([
      { message: 'Order {number} not found', status_code: 404, count: 2, users: 2, finds_more: false },
      { message: 'id must be a number; id must be above {number}', status_code: 400, count: 1, finds_more: false },
    ]);
    for (const { query, count } of list.groups)
      expect(await ask(`records?q=${encodeURIComponent(query)}`, ['view', 'bodies'])).toMatchObject([200, { count }]);
  });

  it('tell no text of a body to those who may not read bodies', async () => {
    const [, list] = await ask('errors?status=404', ['view']);
    expect(list).toMatchObject({ by_message: false, groups: [{ message: null, status_code: 404, count: 2 }] });
    expect(JSON.stringify(list)).not.toContain('not found');
  });

  it('refuse words and unknown parameters', async () => {
    expect(await ask('errors?q=lamp', ['view', 'bodies'])).toMatchObject([
      400,
      { message: [expect.stringContaining('remove the words')] },
    ]);
    expect((await ask('errors?limit=3', ['view']))[0]).toBe(400);
  });
});
