import { readFileSync } from 'node:fs';
import { Controller, Get } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeAudit } from '../../libs/activity-tracker/src/storage/port/audit.contract.js';
import { describeReading } from '../../libs/activity-tracker/src/storage/port/reading.contract.js';
import { describeWriting } from '../../libs/activity-tracker/src/storage/port/writing.contract.js';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';
import { MapStore } from './map.store.js';

@Controller('orders')
class OrdersController {
  @Get()
  list() {
    return [];
  }
}

describe('the store of docs/stores.md', () => {
  it('is the one that these tests run', () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
    expect(read('../../docs/stores.md')).toContain(`\`\`\`ts\n${read('./map.store.ts')}\`\`\``);
  });

  describe('passes the contract of stores', () => {
    let store: MapStore;
    beforeEach(async () => {
      store = new MapStore();
      await store.open();
    });
    afterEach(() => store.close());

    describeWriting(() => store);
    describeReading(() => store);
    describeAudit(() => store);
  });

  describe.each(PLATFORMS)('in an application on %s', (platform) => {
    let app: TrackedApp;
    beforeEach(async () => {
      app = await tracked(platform, {
        controllers: [OrdersController],
        options: { storage: { store: new MapStore() } },
      });
    });
    afterEach(() => app.close());

    it('keeps what was recorded, for the history and for the admin API', async () => {
      await (await app.get('/orders', { as: 7 })).text();
      expect(await app.records()).toMatchObject([{ user_id: 7, url_name: 'list', status_code: 200 }]);
      const history = await app.get('/activity-logs/user-history', { as: 7 });
      expect(await history.json()).toMatchObject({ count: 1, results: [{ event_name: 'list' }] });
    });
  });
});
