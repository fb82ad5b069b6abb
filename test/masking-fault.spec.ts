import { Controller, Post, Req } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';
import { JsonTextMask } from '../libs/activity-tracker/src/masking/values/json-text-mask.js';
import { UNREADABLE } from '../libs/activity-tracker/src/masking/values/markers.js';
import { TextMask } from '../libs/activity-tracker/src/masking/text/text-mask.js';

const CANARY = 'canary-9f3b7c';

@Controller('orders')
class OrdersController {
  @Post(':id')
  create(@Req() { body }: { body: unknown }): unknown {
    return { echoed: body };
  }
}

describe.each(PLATFORMS)('a fault in masking on %s', (platform) => {
  let app: TrackedApp | undefined;
  afterEach(async () => {
    vi.restoreAllMocks();
    await app?.close();
    app = undefined;
  });

  it('costs only the payload of the record, changes no response, and leaks no value', async () => {
    app = await tracked(platform, { controllers: [OrdersController], options: { signal: true } });
    const fault = (): never => {
      throw new Error(CANARY);
    };
    vi.spyOn(TextMask.prototype, 'copy').mockImplementation(fault);
    vi.spyOn(TextMask.prototype, 'url').mockImplementation(fault);
    vi.spyOn(JsonTextMask.prototype, 'masked').mockImplementation(fault);
    vi.spyOn(JsonTextMask.prototype, 'encoded').mockImplementation(fault);
    const answer = await app.post('/orders/7', { note: CANARY }, { as: 7, headers: { 'x-note': CANARY } });
    expect([answer.status, await answer.json()]).toEqual([201, { echoed: { note: CANARY } }]);

    const record = await app.record();
    expect(record).toMatchObject({
      user_id: 7,
      url_name: 'create',
      namespace: 'OrdersController',
      route: '/orders/:id',
      method: 'POST',
      status_code: 201,
      outcome: 'completed',
      body: UNREADABLE,
      response: UNREADABLE,
    });
    expect(record.headers['x-note']).toBe(UNREADABLE);
    expect(JSON.stringify(record)).not.toContain(CANARY);
    expect(app.transcript.lines.join('\n')).not.toContain(CANARY);
  });
});
