import { BadRequestException, NotFoundException } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { activity, at } from '../../storage/port/example-activity.fixture.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { parseQuery } from '../query/parse/parse-query.js';
import { RecordsService } from './records.service.js';

const EVERYTHING = parseQuery('');

describe('RecordsService', () => {
  let store: InMemoryActivityStore;
  let service: RecordsService;

  beforeEach(() => {
    store = new InMemoryActivityStore({ maxRecords: 20_000 });
    service = new RecordsService(store, { pageSize: 2, urlNames: [] });
  });

  it('shows admin.pageSize records, without headers and bodies', async () => {
    await store.insert([1, 2, 3].map((minute) => activity({ created_time: at(minute), response: { big: true } })));
    const { results, next, count } = await service.list(EVERYTHING);
    expect(results.map(({ created_time }) => created_time)).toEqual([at(3), at(2)]);
    expect(results[0]).toMatchObject({ user_id: 7, status_code: 200 });
    for (const field of ['headers', 'body', 'response']) expect(results[0]).not.toHaveProperty(field);
    expect(next).toHaveProperty('cursor');
    expect(count).toBe(3);
  });

  it('shows whole records where all fields are asked for', async () => {
    await store.insert([activity({ response: { big: true } })]);
    expect((await service.list(EVERYTHING, { fields: 'all' })).results).toMatchObject([{ response: { big: true } }]);
    const found = await service.list(parseQuery('big'), { fields: ['user_id'] });
    expect(Object.keys(found.results[0]!).sort()).toEqual(['_id', 'user_id']);
  });

  it('counts to 10,000, and facets over 5,000', async () => {
    await store.insert(Array.from({ length: 10_001 }, () => activity()));
    expect(await service.list(EVERYTHING)).toMatchObject({ count: 10_000, count_exceeded: true });
    const { status } = await service.facets(EVERYTHING);
    expect(status).toMatchObject({ counted: 5_000, complete: false, looked_back_to: at(0) });
  });

  it('refuses a cursor of another query, of the history, or edited', async () => {
    await store.insert([1, 2, 3].map((minute) => activity({ created_time: at(minute) })));
    const { next } = await service.list(parseQuery('user:7'));
    const { cursor } = next as { cursor: string };
    expect((await service.list(parseQuery('user_id:7'), { cursor })).results).toHaveLength(1);
    for (const [query, text] of [
      ['user:8', cursor],
      ['', cursor],
      ['user:7', `${cursor}A`],
      ['user:7', 'x'],
    ] as const) {
      await expect(service.list(parseQuery(query), { cursor: text })).rejects.toThrow(BadRequestException);
    }
  });

  it('gives a record by its id, whole', async () => {
    const record = activity({ response: { big: true } });
    await store.insert([record]);
    expect(await service.record(record._id.toHexString())).toEqual(record);
  });

  it.each([
    ['an unknown one', '0'.repeat(24)],
    ['no hexadecimal', 'z'.repeat(24)],
    ['too short', 'abc'],
    ['empty', ''],
    ['10 KB', 'a'.repeat(10_240)],
    ['an operator', '{"$ne":null}'],
  ])('answers 404 for an id that is %s', async (_what, id) => {
    await store.insert([activity()]);
    await expect(service.record(id)).rejects.toThrow(new NotFoundException('The record does not exist.'));
  });

  it('offers the names in admin.urlNames', async () => {
    await store.insert([
      activity(),
      activity({ namespace: 'ProductsController' }),
      activity({ url_name: 'create' }),
      activity({ namespace: null, url_name: 'orders.refunded' }),
      activity({ namespace: null, url_name: null }),
    ]);
    const offered = async (urlNames: string[]) => {
      const { name } = await new RecordsService(store, { pageSize: 2, urlNames }).facets(EVERYTHING);
      return name.values.map(({ value }) => value).sort();
    };
    expect(await offered([])).toHaveLength(5);
    expect(await offered(['list'])).toEqual(['OrdersController.list', 'ProductsController.list']);
    expect(await offered(['OrdersController.create', 'orders.refunded'])).toEqual([
      'OrdersController.create',
      'orders.refunded',
    ]);
  });

  it('puts both kinds of a user id together', async () => {
    await store.insert([activity({ user_id: 7 }), activity({ user_id: '7' }), activity({ user_id: null })]);
    const { user } = await service.facets(EVERYTHING);
    expect(user.values).toEqual([
      { value: '7', count: 2, query: 'user:7' },
      { value: null, count: 1, query: 'user:none' },
    ]);
  });

  it('counts durations in buckets, in order', async () => {
    await store.insert([0, 0.009, 0.01, 0.7, 7].map((execution_time) => activity({ execution_time })));
    const { duration } = await service.facets(parseQuery('duration:>500'));
    expect(duration.values).toEqual([
      { value: 0, count: 2, query: 'duration:>=0ms duration:<10ms' },
      { value: 10, count: 1, query: 'duration:>=10ms duration:<50ms' },
      { value: 500, count: 1, query: 'duration:>=500ms duration:<1000ms' },
      { value: 5_000, count: 1, query: 'duration:>=5000ms' },
    ]);
  });
});
