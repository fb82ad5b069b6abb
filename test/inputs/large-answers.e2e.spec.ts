import { Controller, Get, Post, Req } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { trackedPerTest } from '../support/closes-after-each.js';
import { PLATFORMS } from '../support/tracked-app.js';

const MIB = 1024 * 1024;
/** As a host keeps it in memory: 10 MiB, answered again and again. */
const CACHED = { rows: Array.from({ length: 100 }, () => ({ text: 'x'.repeat(MIB / 10) })) };

@Controller('rows')
class RowsController {
  @Get()
  list(): unknown {
    return CACHED;
  }

  @Get('changing')
  changing(): unknown {
    const answer = { state: 'as answered', nested: { list: [1] } };
    // After the answer was made of it, and before the record is.
    setImmediate(() => Object.assign(answer, { state: 'changed' }).nested.list.push(2));
    return answer;
  }

  @Post()
  create(@Req() request: { body: unknown }): unknown {
    return request.body;
  }
}

describe.each(PLATFORMS)('answers of a host on %s', (platform) => {
  const start = trackedPerTest(platform);

  it('accounts only for the kept part of a large response that is sent many times, and does not change it', async () => {
    const app = await start({
      controllers: [RowsController],
      options: { buffer: { maxSize: 1_000, interval: 3_600 } },
    });
    const before = JSON.stringify(CACHED).length;
    for (let call = 0; call < 30; call++) await (await app.get('/rows', { as: 7 })).arrayBuffer();
    const records = await app.records();
    expect(records).toHaveLength(30);
    for (const { response, truncated } of records) {
      expect(JSON.stringify(response).length).toBeLessThan(65_536);
      expect(truncated).toEqual({ response: before });
    }
    expect(JSON.stringify(CACHED).length).toBe(before);
  });

  it('does not record changes that a handler makes after its response', async () => {
    const app = await start({ controllers: [RowsController] });
    const answer = await (await app.get('/rows/changing', { as: 7 })).json();
    expect((await app.record()).response).toEqual(answer);
    expect(answer).toEqual({ state: 'as answered', nested: { list: [1] } });
  });
});
