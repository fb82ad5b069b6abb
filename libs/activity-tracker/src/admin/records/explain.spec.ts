import { createConnection, type mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordMaker } from '../../../../../apps/sample/src/demo/records/record-maker.js';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { explainedAggregate, explainedFind, NotingStore } from '../noting-store.fixture.js';
import { parseQuery } from '../query/parse/parse-query.js';
import { RecordsService } from './records.service.js';

const END = Date.UTC(2024, 4, 31, 12);
const COUNT = 4_000;
const PAGE = 20;

/** Each value of each field of `docs/query.md`, alone: what an index answers, and what is walked by time. */
const INDEXED = [
  '',
  'user:1003',
  'user:none',
  '-user:none',
  'name:list',
  'name:OrdersController.list',
  'name:Orders.*',
  'name:*ist',
  '-name:list',
  'controller:Orders',
  'controller:*ders',
  '-controller:Orders',
  'route:Orders.list',
  'status:404',
  'status:5xx',
  'status:4xx,5xx',
  'status:>=400',
  'status:400..499',
  '-status:2xx,3xx',
  'status:none',
  'country:DE',
  'country:!DE',
  'country:none',
  'ip:91.10.5.5',
  'ip:91.10.0.0/16',
  'ip:2a02:5b0a::/32',
  'trace:abc',
  'event:Redeem',
  'event:Re*',
  'user:10*',
  'actor:1001',
  'request:7f3c',
  'resource:order/4711',
  'from:2024-05-20',
  'to:2024-05-20',
  'since:24h',
  'from:2024-05-20 to:2024-05-21',
  '-since:24h',
];
const WALKED = [
  'route:/orders/:id',
  'route:/ord*',
  '-user:1003',
  'method:DELETE',
  '-method:GET',
  'outcome:aborted',
  'duration:>500',
  'duration:100..500',
  'walnut',
  '-walnut',
  'trace:4*',
  '-trace:none',
  'resource:order',
  'resource:order/47*',
  'path:/orders',
  'url:/orders*',
  'device:Firefox',
  'session:5f1c',
  'graphql:orders',
  'payload.company_id:ACME',
  '-event:Re*',
  '-ip:91.10.0.0/16',
  'event:none',
];
const PAIRED = [
  'name:"Redeem card"',
  'user:1003 status:5xx',
  'user:1003 walnut',
  'status:5xx country:DE',
  'method:POST duration:>100',
  'name:list -user:1003',
  'country:!DE status:>=400 since:7d',
  'user:1003 name:list from:2024-05-20',
  'ip:91.10.0.0/16 outcome:completed',
];

describeWithMongo('what MongoDB does for a query', (uri) => {
  const dbName = `explain_${process.pid}`;
  const connection = createConnection(uri, { dbName });
  let store: NotingStore;
  let service: RecordsService;
  let collection: mongo.Collection;

  beforeAll(async () => {
    store = new NotingStore({ uri, dbName, collectionName: 'activity_logs', warn: () => {} });
    await store.open();
    const next = recordMaker({ count: COUNT, days: 30, end: END, users: 50 });
    const records = Array.from({ length: COUNT }, next) as ActivityLog[];
    await store.insert(
      records.map((record, n) =>
        n % 50 === 0
          ? { ...record, event_name: 'Redeem card', actor_id: 1001, resource: { type: 'order', id: '4711' } }
          : record,
      ),
    );
    service = new RecordsService(store, { pageSize: PAGE, urlNames: [] }, () => END);
    collection = (await connection.asPromise()).collection('activity_logs');
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
    await store.close();
  });

  const explained = (find: NotingStore['finds'][number]) => explainedFind(collection, find);
  const explainedPipeline = (pipeline: NotingStore['pipelines'][number]) => explainedAggregate(collection, pipeline);

  describe.each([
    ['an index answers', INDEXED],
    ['is walked by time', WALKED],
    ['an index narrows', PAIRED],
  ])('that %s', (_how, queries) => {
    it.each(queries)('scans no collection and sorts nothing: %j', async (text) => {
      store.finds.length = store.pipelines.length = 0;
      const query = parseQuery(text, { payloadKeys: ['company_id', 'sid'] });
      const { next } = await service.list(query);
      if (next && 'cursor' in next) await service.list(query, next);
      await service.facets(query);
      expect([...store.finds, ...store.pipelines]).not.toEqual([]);
      for (const find of store.finds) {
        const { stages, keys } = await explained(find);
        // A list of values that turned out empty: no plan matters.
        if (keys === 0) continue;
        expect(stages).toContain('IXSCAN');
        expect(stages).not.toContain('COLLSCAN');
        expect(stages).not.toContain('SORT');
      }
      for (const pipeline of store.pipelines) {
        const stages = await explainedPipeline(pipeline);
        expect(stages).not.toContain('COLLSCAN');
        expect(stages).not.toContain('SORT');
        if (!stages.includes('EOF')) expect(stages.join()).toMatch(/IXSCAN|DISTINCT_SCAN|IDHACK/);
      }
    });
  });

  // A dotted name is that of a handler or of an event: the controller's calls may be gone through for it.
  it.each(INDEXED.filter((text) => !text.endsWith('.list')))('reads no more than it shows: %j', async (text) => {
    store.finds.length = 0;
    await service.list(parseQuery(text));
    expect(store.finds).not.toEqual([]);
    for (const find of store.finds) expect((await explained(find)).examined).toBeLessThanOrEqual(PAGE + 1);
  });
});
