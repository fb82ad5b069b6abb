import { Body, Controller, Post } from '@nestjs/common';
import {
  type ActivityLog,
  type ActivityStore,
  InMemoryActivityStore,
  MongoActivityStore,
  type MongoStoreOptions,
} from 'nestjs-activity-tracker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { PLATFORMS, settled, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('orders')
class OrdersController {
  @Post()
  create(@Body() order: object) {
    return { id: 7, ...order };
  }
}

const isShown = ({ api }: ActivityLog) => !api?.endsWith('?hidden');

class InMemoryButFor extends InMemoryActivityStore {
  readonly seen: ActivityLog[] = [];
  override insert(records: readonly ActivityLog[]) {
    this.seen.push(...records);
    return super.insert(records.filter(isShown));
  }
}

class MongoButFor extends MongoActivityStore {
  readonly seen: ActivityLog[] = [];
  override insert(records: readonly ActivityLog[]) {
    this.seen.push(...records);
    return super.insert(records.filter(isShown));
  }
}

function around(store: ActivityStore): ActivityStore & { seen: ActivityLog[] } {
  const seen: ActivityLog[] = [];
  return {
    seen,
    open: () => store.open(),
    insert: (records) => {
      seen.push(...records);
      return store.insert(records.filter(isShown));
    },
    find: (filter, options) => store.find(filter, options),
    count: (filter, cap, options) => store.count(filter, cap, options),
    aggregate: (pipeline, options) => store.aggregate(pipeline, options),
    close: () => store.close(),
  };
}

type OwnStore = ActivityStore & { readonly seen: readonly ActivityLog[] };

function itSeesRecords(makeStore: () => OwnStore): void {
  describe.each(PLATFORMS)('on %s', (platform) => {
    let store: OwnStore;
    let app: TrackedApp;
    beforeEach(async () => {
      store = makeStore();
      app = await tracked(platform, { controllers: [OrdersController], options: { storage: { store } } });
    });
    afterEach(() => app.close());

    it('receives complete records, and stores those that it passes on', async () => {
      for (const path of ['/orders', '/orders?hidden'])
        await (await app.post(path, { lines: [{ sku: 'a', password: 'hunter22' }] }, { as: 1000 })).text();
      const [record, ...others] = await app.records();
      expect(others).toEqual([]);
      expect(record).toMatchObject({
        url_name: 'create',
        headers: { 'content-type': 'application/json' },
        body: { lines: [{ sku: 'a', password: '***FILTERED***' }] },
        response: { id: 7, lines: [{ sku: 'a', password: '***FILTERED***' }] },
      });
      expect(store.seen.map(isShown)).toEqual([true, false]);
      expect(store.seen[0]).toEqual(record);
    });
  });
}

describe('a store of the host', () => {
  describe('that extends the one in memory', () => itSeesRecords(() => new InMemoryButFor()));
  describe('around the one in memory', () => itSeesRecords(() => around(new InMemoryActivityStore())));

  describeWithMongo('of MongoDB', () => {
    const options = (): MongoStoreOptions => ({ ...freshDatabase(), collectionName: 'activity_logs', warn: () => {} });
    describe('that extends ours', () => itSeesRecords(() => new MongoButFor(options())));
    describe('around ours', () => itSeesRecords(() => around(new MongoActivityStore(options()))));
  });
});

describe.each(PLATFORMS)('a store whose methods throw instead of rejecting, on %s', (platform) => {
  it('fails history requests without unhandled rejections', async () => {
    class Throwing extends InMemoryActivityStore {
      override find(): never {
        throw new Error('find threw');
      }
      override count(): Promise<number> {
        return Promise.reject(new Error('count rejected'));
      }
    }
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const app = await tracked(platform, { options: { storage: { store: new Throwing() } } });
    expect((await app.get('/activity-logs/user-history', { as: 7 })).status).toBe(500);
    await settled();
    process.off('unhandledRejection', note);
    await app.close();
    expect(unhandled).toEqual([]);
  });
});
