import { describe, expect, it, vi } from 'vitest';
import { createConnection } from 'mongoose';
import { describeWithMongo } from '../../../../test/describe-with-mongodb.js';
import { freshDatabase } from '../../../../test/mongodb.js';
import { eventRecord } from '../../../record/event-record.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import { InMemoryActivityStore } from '../../../storage/memory/in-memory.store.js';
import { MongoActivityStore } from '../../../storage/mongo/mongo.store.js';
import { StoreTimeoutError } from '../../../storage/port/store-errors.js';
import { activity } from '../../../storage/port/example-activity.fixture.js';
import { RecordStatistics } from '../../../storage/statistics/record-statistics.js';
import { VisibleRecords } from '../../../storage/visible-records.js';
import { parseQuery } from '../../query/parse/parse-query.js';
import { planQuery } from '../../query/plan/query-plan.js';
import { ExactFacets } from './exact-facets.js';
import { FACET_NAMES } from './facet-rules.js';
import type { Facets } from './facet.types.js';
import { listed } from './listed-facet.js';
import { RecordsService } from '../records.service.js';

const NOW = Date.UTC(2026, 10, 30, 12);
const clock = () => NOW;
const at = (minutes: number): Date => new Date(NOW - minutes * 60_000);
const pick = <T>(values: readonly T[], i: number): T => values[i % values.length]!;

function recordsOf(count: number): ActivityLog[] {
  return Array.from({ length: count }, (_, i) => {
    const created_time = at(i % 150);
    if (i % 11 === 0) return eventRecord({ user_id: 7, url_name: 'orders.refunded', body: {}, created_time });
    return activity({
      created_time,
      user_id: pick([7, '7', 'ann', null, 0, '', 1.5, true as never], i),
      status_code: pick([200, 201, 404, 500, 503, 302, null, 799, 101, '404' as never], i),
      country: pick(['Germany', 'Japan', null, 5 as never], i),
      method: pick(['GET', 'POST', 1 as never], i),
      outcome: pick(['completed', 'aborted'], i),
      namespace: pick(['OrdersController', null], i),
      url_name: pick(['list', 'create', null], i),
    });
  });
}

const QUERIES = [
  'since:2h',
  'from:2026-11-30T10:17:21Z to:2026-11-30T11:40Z',
  'since:2h status:5xx',
  'since:2h status:4xx,5xx',
];
const FURTHER = [
  'since:2h -status:2xx',
  'since:2h -status:5xx status:3xx,5xx',
  'since:2h country:Japan',
  'since:2h user:7 status:4xx',
];

describe('ExactFacets', () => {
  const exactly = async (store: InMemoryActivityStore, text: string) => {
    const query = parseQuery(text);
    const { from, to } = planQuery(query, new Date(NOW));
    const span = { from: from!, to: new Date((to?.getTime() ?? NOW) + 1) };
    const exact = new ExactFacets(new RecordStatistics(store, clock));
    return Object.fromEntries(
      await Promise.all(FACET_NAMES.map(async (name) => [name, await exact.count(name, query, span)] as const)),
    );
  };

  it.each([...QUERIES, ...FURTHER])('agree with a count of the records: %s', async (text) => {
    const store = new InMemoryActivityStore();
    await store.insert(recordsOf(500));
    const counted = await new RecordsService(store, { pageSize: 1, urlNames: [] }, clock).facets(parseQuery(text));
    const found = await exactly(store, text);
    const answered = FACET_NAMES.filter((name) => found[name]);
    expect(answered).toEqual(
      text.includes('country')
        ? ['country']
        : text.includes('user')
          ? ['user']
          : ['status', 'method', 'name', 'user', 'country', 'outcome'],
    );
    for (const name of answered) {
      const { groups, counted: calls } = found[name]!;
      const { values, unlisted, counted: all } = counted[name];
      expect([name, listed(name, groups, 50), calls]).toEqual([name, { values, unlisted }, all]);
      expect(values.reduce((sum, { count }) => sum + count, unlisted)).toBe(all);
    }
  });

  it.each([
    ['a part of a class', 'since:2h status:500'],
    ['words', 'since:2h refund'],
    ['an unknown class', 'since:2h status:7xx'],
  ])('leaves %s to a count of the records', async (_, text) => {
    const found = await exactly(new InMemoryActivityStore(), text);
    expect(FACET_NAMES.filter((name) => found[name])).toEqual(text.includes('status') ? ['status'] : []);
  });

  it('tells events from calls without a method whose status is above 599', async () => {
    const store = new InMemoryActivityStore();
    const created_time = at(5);
    const event = eventRecord({ user_id: 7, url_name: 'nightly', body: {}, created_time });
    await store.insert([event, { ...activity({ created_time, status_code: null }), method: '' }]);
    const { status } = await exactly(store, 'since:2h');
    expect(status?.groups).toEqual([{ _id: 'event', count: 2 }]);
    await store.insert([activity({ created_time, status_code: 799, method: null })]);
    const { status: after } = await exactly(store, 'since:2h');
    expect(after?.groups).toEqual([
      { _id: 7, count: 1 },
      { _id: 'event', count: 2 },
    ]);
  });

  it('leaves to a count of the records what is not counted in time', async () => {
    const query = vi
      .fn()
      .mockRejectedValueOnce(new StoreTimeoutError('slow'))
      .mockResolvedValueOnce({ slots: [], missing: [{ from: at(1), to: at(0) }] });
    const count = () => new ExactFacets({ query }).count('country', parseQuery('since:2h'), { from: at(9), to: at(0) });
    expect([await count(), await count()]).toEqual([undefined, undefined]);
  });
});

describeWithMongo('facets of more than 5,000 records', () => {
  it('are exact by roll-ups, and of the newest 5,000 where those do not tell', async () => {
    const { uri, dbName } = freshDatabase();
    const host = await createConnection(uri, { dbName }).asPromise();
    const store = new MongoActivityStore({ connection: host, collectionName: 'activity_logs', warn: () => {} });
    const since = Date.now();
    const records = recordsOf(7_000).map((record) => ({
      ...record,
      created_time: new Date(record.created_time.getTime() - NOW + since - 60_000),
    }));
    await store.open();
    // Past the tracker, which would mark the minutes as changed a moment ago.
    await host.collection('activity_logs').insertMany(records);
    const ahead = activity({ created_time: new Date(since + 3_600_000), country: 'Japan' });
    await host.collection('activity_logs').insertOne(ahead);
    records.push(ahead);
    await (store.statistics as Required<MongoActivityStore['statistics']>).rebuild();
    const service = new RecordsService(new VisibleRecords(store), { pageSize: 1, urlNames: [] });
    const facets = await service.facets(parseQuery('since:3h'));
    const figures = ({ values, counted, complete }: Facets['status']) => [counted, complete, values[0]?.count];
    const most = (of: (record: ActivityLog) => unknown) => {
      const counts = new Map<unknown, number>();
      for (const record of records) counts.set(of(record), (counts.get(of(record)) ?? 0) + 1);
      return Math.max(...counts.values());
    };
    expect(figures(facets.country)).toEqual([7_001, true, most(({ country }) => country ?? null)]);
    expect(figures(facets.method)).toEqual([7_001, true, most(({ method }) => method)]);
    expect(figures(facets.user)).toEqual([7_001, true, most(({ user_id }) => user_id && String(user_id))]);
    expect(figures(facets.duration).slice(0, 2)).toEqual([5_000, false]);
    const others = (of: (record: ActivityLog) => boolean) => records.filter(of).length;
    expect(facets.status.unlisted).toBe(others(({ status_code }) => typeof status_code === 'string'));
    expect(facets.user.unlisted).toBe(others(({ user_id }) => (user_id as unknown) === true || user_id === 1.5));
    expect(facets.country.unlisted).toBe(others(({ country }) => typeof country === 'number'));
    for (const name of FACET_NAMES) {
      const { values, unlisted, counted } = facets[name];
      expect([name, values.reduce((sum, { count }) => sum + count, unlisted)]).toEqual([name, counted]);
    }
    const narrower = await service.facets(parseQuery('since:3h country:Germany,Japan,none'));
    expect(figures(narrower.country)).toEqual(figures(facets.country));
    expect(figures(narrower.method).slice(0, 2)).toEqual([5_000, false]);
    await store.close();
    await host.dropDatabase();
    await host.close();
  });
});
