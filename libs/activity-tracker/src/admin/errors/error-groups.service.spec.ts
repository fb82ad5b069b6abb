import { Types } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeWithMongoStore } from '../../../test/describe-with-mongodb-store.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { parseQuery } from '../query/parse/parse-query.js';
import { RecordsService } from '../records/records.service.js';
import { ErrorGroupsService } from './error-groups.service.js';

const NOW = Date.UTC(2024, 4, 31, 12);
const DAY = { from: new Date(NOW - 86_400_000), to: new Date(NOW) };
const FIND = { namespace: 'OrdersController', url_name: 'find', method: 'GET', route: '/orders/:id' };
const LIST = { namespace: 'OrdersController', url_name: 'list', method: 'GET', route: '/orders' };
const NOWHERE = { namespace: null, url_name: null, method: 'GET', route: null };

const at = (minutes: number): Date => new Date(NOW - minutes * 60_000);
let made = 0;
const failed = (route: object, status: number, minutes: number, user: number | string | null, response: unknown) =>
  activity({
    ...route,
    _id: new Types.ObjectId((++made).toString(16).padStart(24, '0')),
    status_code: status,
    created_time: at(minutes),
    user_id: user,
    response: response,
  });

const RECORDS = [
  failed(FIND, 404, 5, 1, { statusCode: 404, message: 'Order 17 not found' }),
  failed(FIND, 404, 6, '1', { statusCode: 404, message: 'Order 18 not found' }),
  failed(FIND, 404, 7, 2, { statusCode: 404, message: 'Order ord_9 not found' }),
  failed(FIND, 404, 8, null, '{"message":"Order 19 not found"}'),
  failed(FIND, 404, 9, 2, { error: { message: 'No such shop' } }),
  failed(FIND, 404, 10, 3, null),
  failed(LIST, 500, 11, 3, { errors: [{ message: 'Out of "luck"' }], data: 'x'.repeat(10_000) }),
  failed(LIST, 500, 2_000, 3, 'long ago'),
  failed(LIST, 200, 12, 3, { message: 'Order 17 not found' }),
  failed(NOWHERE, 404, 13, 4, '<pre>Cannot GET /lamps</pre>'),
  failed({ ...NOWHERE, method: null }, 799, 14, 4, { message: 'no error' }),
];

function describeErrorGroups(name: string, makeStore: () => ActivityStore): void {
  describe(name, () => {
    let store: ActivityStore;
    let service: ErrorGroupsService;
    let records: RecordsService;
    const clock = () => NOW;

    beforeAll(async () => {
      store = makeStore();
      await store.open();
      await store.insert(RECORDS);
      service = new ErrorGroupsService(store, clock);
      records = new RecordsService(store, { pageSize: 50, urlNames: [] }, clock);
    });
    afterAll(() => store.close());

    const groups = (query = '', withMessages = true) => service.groups(parseQuery(query), DAY, { withMessages });

    it('groups by route, status and shape of the message', async () => {
      const list = await groups();
      expect(list).toMatchObject({ count: 6, counted: 8, complete: true, by_message: true });
      expect(list).not.toHaveProperty('looked_back_to');
      const [ids, ...others] = list.groups;
      expect(ids).toEqual({
        ...FIND,
        status_code: 404,
        message: 'Order {number} not found',
        count: 3,
        users: 1,
        first_seen: at(8),
        last_seen: at(5),
        query: 'status:404 name:OrdersController.find method:GET route:/orders/:id "not found"',
        finds_more: true,
      });
      const query = 'status:404 name:OrdersController.find method:GET route:/orders/:id';
      expect(others.map((group) => [group.message, group.query, group.finds_more])).toEqual([
        ['Order {id} not found', `${query} "not found"`, true],
        ['No such shop', `${query} "No such shop"`, true],
        [null, query, true],
        ['Out of {value}', 'status:500 name:OrdersController.list method:GET route:/orders', false],
        ['Cannot GET /lamps', 'status:404 name:none method:GET route:none', false],
      ]);
    });

    it('groups responses of GraphQL that list errors, by their message', async () => {
      const graphql = { namespace: 'OrdersResolver', url_name: 'orders', method: 'POST', route: '/graphql' };
      const answered = (minutes: number, message: string) => ({
        ...failed(graphql, 200, minutes, 5, { data: null, errors: [{ message }] }),
        outcome: 'errors' as const,
      });
      const added = [answered(1, 'Order 17 is gone'), answered(30, 'Order 18 is gone'), answered(2_000, 'long ago')];
      await store.insert(added);
      const list = await groups('user:5');
      expect(list).toMatchObject({ count: 1, counted: 2, complete: true });
      expect(list.groups).toMatchObject([
        {
          ...graphql,
          status_code: 200,
          message: 'Order {number} is gone',
          count: 2,
          first_seen: at(30),
          last_seen: at(1),
          query: 'status:200 name:OrdersResolver.orders method:POST outcome:errors route:/graphql',
          finds_more: false,
        },
      ]);
      expect((await groups()).counted).toBe(10);
      expect(await groups('status:4xx')).toMatchObject({ counted: 7 });
      await store.delete!({ _id: { $in: added.map(({ _id }) => _id) } });
    });

    it('groups errors of other writers, without a status or with one that is no number', async () => {
      const foreign = { namespace: null, url_name: 'orders', outcome: 'errors' as const, created_time: at(2) };
      const added = [undefined, null, '404', 'none'].map((status_code) =>
        activity({ ...foreign, status_code: status_code as never }),
      );
      await store.insert(added);
      const { groups: found } = await groups('name:orders -status:200');
      expect(found).toMatchObject([{ url_name: 'orders', status_code: null, count: 4, finds_more: true }]);
      expect((await records.list(parseQuery(found[0]!.query))).count).toBe(4);
      await store.delete!({ _id: { $in: added.map(({ _id }) => _id) } });
    });

    it('groups calls without a handler, as other writers store them', async () => {
      const nameless = { url_name: '', namespace: '', route: '', status_code: 418, created_time: at(2) };
      const added = [nameless, { ...nameless, url_name: null }].map((change) => activity(change));
      await store.insert(added);
      const { groups: found } = await groups('status:418');
      expect(found).toMatchObject([{ url_name: null, namespace: null, count: 2 }]);
      expect((await records.list(parseQuery(found[0]!.query))).count).toBe(2);
      await store.delete!({ _id: { $in: added.map(({ _id }) => _id) } });
    });

    it('finds the calls of a group by its query, exactly these unless it says otherwise', async () => {
      const { groups: found } = await groups();
      for (const { query, count, finds_more } of found) {
        const { results } = await records.list(parseQuery(`${query} since:24h`));
        expect([query, results.length >= count, results.length > count && !finds_more]).toEqual([query, true, false]);
      }
    });

    it('groups by route and status without messages, and reads no bodies', async () => {
      const list = await groups('', false);
      expect(list.by_message).toBe(false);
      expect(list.groups.map(({ message, count, finds_more }) => [message, count, finds_more])).toEqual([
        [null, 6, false],
        [null, 1, false],
        [null, 1, false],
      ]);
    });

    it('counts what the query selects', async () => {
      expect((await groups('user:1')).counted).toBe(2);
      expect((await groups('status:5xx')).counted).toBe(1);
      expect((await groups('user:2 name:find method:GET')).counted).toBe(2);
      expect(await groups('status:2xx')).toMatchObject({ groups: [], count: 0, counted: 0, complete: true });
    });

    it('groups what can be read in time where the index is too slow for that many', async () => {
      const read = store.aggregate.bind(store);
      vi.spyOn(store, 'aggregate').mockImplementation((stages, options) =>
        options?.maxTimeMs === 2_000 ? Promise.reject(new StoreTimeoutError('too slow')) : read(stages, options),
      );
      expect((await groups('status:5xx')).counted).toBe(1);
      vi.restoreAllMocks();
    });

    it('groups the newest 5,000, and says so', async () => {
      const many = Array.from({ length: 5_100 }, () => failed(LIST, 503, 3_000, 9, { message: `Try in ${made} s` }));
      await store.insert(many);
      const span = { from: at(4_000), to: at(2_500) };
      const list = await service.groups(parseQuery('status:503'), span, { withMessages: true });
      expect(list).toMatchObject({ count: 1, counted: 5_000, complete: false, looked_back_to: at(3_000) });
      expect(list.groups[0]).toMatchObject({ message: 'Try in {number} s', count: 5_000, users: 1 });
    });
  });
}

describeErrorGroups('Error groups in memory', () => new InMemoryActivityStore());

describeWithMongoStore('Error groups in MongoDB', 'errors', (makeStore) => describeErrorGroups('', makeStore));
