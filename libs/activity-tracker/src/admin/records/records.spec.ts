import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithMongoStore } from '../../../test/describe-with-mongodb-store.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { eventRecord } from '../../record/event-record.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import type { ActivityQuery } from '../query/activity-query.js';
import { formatQuery } from '../query/parse/format-query.js';
import { generatedQuery, generatedRecord, QUERIED_FIELDS } from '../query/generated-queries.fixture.js';
import { NOW } from '../query/query-values.fixture.js';
import { matches } from '../query/naive-evaluation.reference.js';
import { parseQuery } from '../query/parse/parse-query.js';
import { FACETS } from './facets/facet-rules.js';
import type { FacetName } from './facets/facet.types.js';
import { recordsOver } from './records-over-store.fixture.js';

const SEED = 20_240_531;
const RECORDS = 200;

const newestFirst = (a: ActivityLog, b: ActivityLog): number =>
  b.created_time.getTime() - a.created_time.getTime() || (a._id.toHexString() < b._id.toHexString() ? 1 : -1);
const idsOf = (records: readonly ActivityLog[]): string[] => records.map(({ _id }) => _id.toHexString());

function describeRecords(name: string, makeStore: () => ActivityStore, runs: number): void {
  describe(name, () => {
    const records = [
      ...new Map(
        fc
          .sample(generatedRecord, { numRuns: RECORDS, seed: SEED })
          .map((record) => [record._id.toHexString(), record]),
      ).values(),
    ].sort(newestFirst);
    const expected = (query: ActivityQuery) => records.filter((record) => matches(record, query, NOW));
    const over = recordsOver(makeStore, records, NOW.getTime());

    const agrees = async (query: ActivityQuery): Promise<void> => {
      const { results, count, searched_to } = await over.service.list(query, { limit: 1_000 });
      const wanted = idsOf(expected(query));
      expect(searched_to, formatQuery(query)).toBeUndefined();
      expect(idsOf(results), formatQuery(query)).toEqual(wanted);
      expect(count ?? wanted.length, formatQuery(query)).toBe(wanted.length);
    };

    it.each(QUERIED_FIELDS)('agrees with a naive evaluation: %s', async (field) => {
      await fc.assert(fc.asyncProperty(generatedQuery(field), agrees), { numRuns: runs, seed: SEED });
    });

    it('agrees with a naive evaluation: pairs', async () => {
      await fc.assert(fc.asyncProperty(generatedQuery(), agrees), { numRuns: runs * 3, seed: SEED });
    });

    it('finds what the generated conditions are about', () => {
      const found = QUERIED_FIELDS.filter((field) =>
        fc.sample(generatedQuery(field), { numRuns: 50, seed: SEED }).some((query) => {
          const some = expected(query).length;
          return some > 0 && some < records.length;
        }),
      );
      expect(found).toEqual(QUERIED_FIELDS);
    });

    it('pages there and back, whatever the query, and loses and repeats nothing', async () => {
      const property = fc.asyncProperty(generatedQuery(), fc.integer({ min: 5, max: 60 }), async (query, limit) => {
        const there: string[][] = [];
        let page = await over.service.list(query, { limit });
        there.push(idsOf(page.results));
        let before = page.previous;
        while (page.next) {
          page = await over.service.list(query, { limit, ...page.next });
          there.push(idsOf(page.results));
        }
        expect(before).toBeNull();
        expect(there.flat()).toEqual(idsOf(expected(query)));
        const back: string[][] = [there.at(-1)!];
        while (page.previous) {
          page = await over.service.list(query, { limit, ...page.previous });
          back.unshift(idsOf(page.results));
        }
        expect(back.flat()).toEqual(idsOf(expected(query)));
      });
      await fc.assert(property, { numRuns: runs, seed: SEED });
    });

    it('counts facets as a naive evaluation does', async () => {
      const property = fc.asyncProperty(generatedQuery(), async (query) => {
        const facets = await over.service.facets(query);
        for (const [name, { values, counted, complete }] of Object.entries(facets)) {
          const own = FACETS[name as FacetName].own;
          const without = { conditions: query.conditions.filter(({ field }) => !own.includes(field)) };
          const counts = expected(without);
          expect([name, counted, complete]).toEqual([name, counts.length, true]);
          expect(values.reduce((sum, { count }) => sum + count, 0)).toBe(counts.length);
          for (const value of values) {
            const selected = { conditions: [...without.conditions, ...parseQuery(value.query).conditions] };
            expect([value.query, value.count]).toEqual([value.query, expected(selected).length]);
          }
        }
      });
      await fc.assert(property, { numRuns: runs, seed: SEED });
    });

    it('finds by the query of a name what the facet counted, whatever other handlers are called', async () => {
      const user_id = 'names';
      const named = (namespace: string | null, url_name: string | null, count: number) =>
        Array.from({ length: count }, () => activity({ user_id, namespace, url_name }));
      const event = (namespace: string | undefined) =>
        eventRecord({ user_id, url_name: 'Prices updated', namespace, body: {}, created_time: NOW });
      await over.store.insert([
        ...named('Orders', 'list', 1),
        ...named('OrdersController', 'list', 2),
        ...named(null, 'list', 3),
        ...named('A', 'b.c', 4),
        ...named('A.b', 'c', 5),
        ...named(null, 'A.b.c', 6),
        ...named('OrdersController', 'create', 7),
        ...named('OrdersController', null, 8),
        event(undefined),
        event(undefined),
        event('Jobs'),
        activity({ user_id, url_name: 'refresh', event_name: 'Prices updated' }),
      ]);
      const { name } = await over.service.facets(parseQuery('user:names'));
      const found = await Promise.all(
        name.values.map(async ({ query }) => (await over.service.list(parseQuery(`user:names ${query}`))).count),
      );
      expect(found).toEqual(name.values.map(({ count }) => count));
      expect(name.values.slice(0, 2).map(({ value, query }) => [value, query])).toEqual([
        [null, 'name:none'],
        ['OrdersController.create', 'name:OrdersController.create'],
      ]);
    });

    it('tells custom events from calls without a response', async () => {
      const user_id = 'events';
      await over.store.insert([
        activity({ user_id, status_code: null, outcome: 'aborted' }),
        activity({ user_id, status_code: 204 }),
        eventRecord({ user_id, url_name: 'orders.refunded', body: {}, created_time: NOW }),
        eventRecord({ user_id, url_name: 'orders.refunded', body: {}, created_time: NOW }),
      ]);
      const { status } = await over.service.facets(parseQuery('user:events'));
      expect(status.values).toEqual([
        { value: 'event', count: 2, query: 'status:none method:none' },
        { value: 2, count: 1, query: 'status:2xx' },
        { value: null, count: 1, query: 'status:none -method:none' },
      ]);
    });

    it('pages over records that keep coming in, and loses and repeats nothing', async () => {
      const user_id = 'pager';
      const log = Array.from({ length: 60 }, (_, n) =>
        activity({ user_id, execution_time: n, created_time: new Date(NOW.getTime() - Math.floor(n / 4) * 60_000) }),
      ).sort(newestFirst);
      const expected = idsOf(log);
      await over.store.insert(log);
      let arrivals = 0;
      const arrive = async (): Promise<void> => {
        const time = NOW.getTime() + ++arrivals * 1_000;
        await over.store.insert([activity({ user_id, execution_time: 100, created_time: new Date(time) })]);
      };
      // An index answers the first, the second is walked by time.
      for (const text of ['user:pager', 'user:pager duration:>=0']) {
        const query = parseQuery(text);
        const there: string[] = [];
        let page = await over.service.list(query, { limit: 7 });
        const ahead = new Set(idsOf(page.results).filter((id) => !expected.includes(id)));
        there.push(...idsOf(page.results));
        while (page.next) {
          await arrive();
          page = await over.service.list(query, { limit: 7, ...page.next });
          there.push(...idsOf(page.results));
        }
        expect(there.filter((id) => !ahead.has(id)).slice(-expected.length)).toEqual(expected);
        expect(new Set(there).size).toBe(there.length);

        const back = idsOf(page.results);
        while (page.previous) {
          await arrive();
          page = await over.service.list(query, { limit: 7, ...page.previous });
          back.unshift(...idsOf(page.results));
          if (idsOf(page.results).some((id) => !there.includes(id))) break;
        }
        expect(back.slice(-expected.length)).toEqual(expected);
        expect(new Set(back).size).toBe(back.length);
      }
    });
  });
}

describeRecords('RecordsService over memory', () => new InMemoryActivityStore(), 12);

describeWithMongoStore('RecordsService over MongoDB', 'records', (makeStore) => {
  describeRecords('its answers', makeStore, 25);
});
