import { Types } from 'mongoose';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivityLog } from '../record/activity-log.js';
import { InMemoryActivityStore } from '../storage/memory/in-memory.store.js';
import { activity } from '../storage/port/example-activity.fixture.js';
import { HistoryOptions } from './history.options.js';
import { type AdminHistoryParams, HistoryService, type UserHistoryParams } from './history.service.js';
import type { HistoryPage, PagePosition } from '../http/paging/paging.js';

const START = Date.parse('2024-05-31T00:00:00.000Z');
let store: InMemoryActivityStore;
let made: number;

beforeEach(() => {
  store = new InMemoryActivityStore({ maxRecords: 20_000 });
  made = 0;
});

const history = (options: Partial<HistoryOptions> = {}) =>
  new HistoryService(store, Object.assign(new HistoryOptions(), options));

function record(change: Partial<ActivityLog> = {}): ActivityLog {
  made++;
  return activity({
    _id: new Types.ObjectId(made.toString(16).padStart(24, '0')),
    api: '/orders',
    response: { secret: true },
    created_time: new Date(START + made * 1000),
    execution_time: 0.01,
    client_ip_address: '192.0.2.1',
    ...change,
  });
}
const keep = (...records: ActivityLog[]) => store.insert(records);
const several = (count: number, change: Partial<ActivityLog> = {}) =>
  Array.from({ length: count }, () => record(change));
const numbers = (page: HistoryPage<{ id: string }>) => page.results.map(({ id }) => Number.parseInt(id, 16));
const descending = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index);

async function following(
  side: 'next' | 'previous',
  read: (position: PagePosition) => Promise<HistoryPage<{ id: string }>>,
  first: HistoryPage<{ id: string }>,
): Promise<number[][]> {
  const pages = [numbers(first)];
  // Bounded, so that a link that leads in a circle fails a test and does not hang it.
  for (let page = first; page[side] && pages.length < 20;) {
    page = await read(page[side]);
    pages.push(numbers(page));
  }
  return pages;
}

describe('the user history', () => {
  it('shows four fields of a record', async () => {
    await keep(record());
    expect(await history().userHistory(7)).toEqual({
      count: 1,
      next: null,
      previous: null,
      results: [
        {
          id: '000000000000000000000001',
          event_name: 'list',
          client_ip_address: '192.0.2.1',
          created_time: '2024-05-31T00:00:01.000Z',
        },
      ],
    });
  });

  it('shows a record whose fields were removed or come from elsewhere', async () => {
    const { client_ip_address: _ip, url_name: _name, namespace: _space, ...bare } = record();
    await keep(bare as ActivityLog);
    const { results } = await history().userHistory(7);
    expect(results).toMatchObject([{ event_name: 'GET /orders', client_ip_address: null }]);
  });

  it.each<[string | number, number[]]>([
    [7, [2, 1]],
    ['7', [2, 1]],
    [0, [4, 3]],
    ['0', [4, 3]],
    ['ada', [5]],
    ['07', []],
    ['null', []],
  ])('of %j is that of no other user', async (userId, expected) => {
    await keep(...[7, '7', 0, '0', 'ada', null, 77].map((user_id) => record({ user_id })));
    const page = await history().userHistory(userId);
    expect(numbers(page)).toEqual(expected);
    expect(page.count).toBe(expected.length);
  });

  it.each([[undefined], [null], [''], [Number.NaN], [{ $ne: 7 }]])(
    'of %j is refused before any query',
    async (userId) => {
      const find = vi.spyOn(store, 'find');
      await expect(history().userHistory(userId as never)).rejects.toThrow(TypeError);
      expect(find).not.toHaveBeenCalled();
    },
  );

  it('omits handlers that the host hides, by name and by controller', async () => {
    await keep(
      record({ url_name: 'list' }),
      record({ url_name: 'ping' }),
      record({ url_name: 'read', namespace: 'HealthController' }),
      record({ url_name: 'read', namespace: 'OrdersController' }),
      record({ url_name: 'cart.seen', namespace: null }),
      record({ url_name: null, namespace: null }),
    );
    const options = { hiddenUrlNames: ['ping', 'HealthController.read', 'cart.seen'] };
    const page = await history(options).userHistory(7);
    expect(numbers(page)).toEqual([6, 4, 1]);
    expect(page.count).toBe(3);
    expect((await history(options).adminHistory()).count).toBe(6);
  });

  it('uses the display names of the host', async () => {
    await keep(record(), record({ event_name: 'Own name', url_name: 'create' }));
    const { results } = await history({ eventNames: { 'OrdersController.list': 'See orders' } }).userHistory(7);
    expect(results.map((entry) => entry.event_name)).toEqual(['Own name', 'See orders']);
  });

  it.each<[string, UserHistoryParams, number[]]>([
    ['from a day on', { created_time_after: '2024-06-01' }, [4, 3]],
    ['to a day’s last millisecond', { created_time_before: '2024-05-31' }, [2, 1]],
    ['of one day', { created_time_after: '2024-05-31', created_time_before: '2024-05-31' }, [2, 1]],
    ['from an instant on, inclusive', { created_time_after: '2024-05-31T23:59:59.999Z' }, [4, 3, 2]],
    ['to an instant, inclusive', { created_time_before: '2024-06-01T00:00:00Z' }, [3, 2, 1]],
    ['in another zone', { created_time_after: '2024-06-01T03:30:00+03:30' }, [4, 3]],
    ['of no time', { created_time_after: '2030-01-01' }, []],
  ])('can be read %s', async (_case, params, expected) => {
    const times = [
      '2024-05-31T00:00:00.000Z',
      '2024-05-31T23:59:59.999Z',
      '2024-06-01T00:00:00.000Z',
      '2024-06-01T12:00:00Z',
    ];
    await keep(...times.map((time) => record({ created_time: new Date(time) })));
    expect(numbers(await history().userHistory(7, params))).toEqual(expected);
  });
});

describe('the admin history', () => {
  it('shows whose a record is', async () => {
    await keep(record({ user_id: 'ada' }), record({ user_id: null }));
    const { results } = await history().adminHistory();
    expect(results.map((entry) => entry.user_id)).toEqual([null, 'ada']);
    expect(Object.keys(results[0]!)).toEqual(['id', 'event_name', 'client_ip_address', 'created_time', 'user_id']);
  });

  it.each<[AdminHistoryParams, number[]]>([
    [{}, [5, 4, 3, 2, 1]],
    [{ user_id: 0 }, [2, 1]],
    [{ user_id: '0' }, [2, 1]],
    [{ user_id: '' }, [5, 4, 3, 2, 1]],
    [{ user_id: '8' }, [4, 3]],
    [{ url_name: 'list' }, [3, 1]],
    [{ url_name: 'GiftsController.list' }, [3]],
    [{ url_name: 'GiftsController.show' }, []],
    [{ url_name: 'cart.paid' }, [5]],
    [{ url_name: 'list', user_id: '8' }, [3]],
    [{ url_name: 'list', created_time_before: '2024-05-31T00:00:02Z' }, [1]],
  ])('with %j', async (params, expected) => {
    await keep(
      record({ user_id: 0 }),
      record({ user_id: '0', url_name: 'show' }),
      record({ user_id: 8, namespace: 'GiftsController' }),
      record({ user_id: '8', url_name: 'create' }),
      record({ user_id: 9, url_name: 'cart.paid', namespace: null }),
    );
    const page = await history().adminHistory(params);
    expect(numbers(page)).toEqual(expected);
    expect(page.count).toBe(expected.length);
  });
});

describe('paging by offset', () => {
  it.each<[string, UserHistoryParams, number, number]>([
    ['as many as the host set', {}, 7, 3],
    ['fewer where asked', { limit: 2 }, 7, 6],
    ['the maximum where more are asked', { limit: 1e9 }, 7, 3],
    ['what is left', { offset: 5 }, 2, 1],
  ])('gives %s', async (_case, params, from, to) => {
    await keep(...several(7));
    expect(numbers(await history({ limit: 5 }).userHistory(7, params))).toEqual(descending(from, to));
  });

  it('leads forth and back over all pages', async () => {
    await keep(...several(7));
    const read = (position: PagePosition) => history().userHistory(7, { limit: 3, ...position });
    const first = await history().userHistory(7, { limit: 3 });
    expect(first).toMatchObject({ count: 7, next: { offset: 3 }, previous: null });
    expect(await following('next', read, first)).toEqual([[7, 6, 5], [4, 3, 2], [1]]);
    expect(await following('previous', read, await read({ offset: 5 }))).toEqual([
      [2, 1],
      [5, 4, 3],
      [7, 6, 5],
    ]);
  });

  it('has no next page after one that is just full', async () => {
    await keep(...several(6));
    expect(await history().userHistory(7, { limit: 3, offset: 3 })).toMatchObject({
      next: null,
      previous: { offset: 0 },
    });
  });

  it('leads back from behind the end', async () => {
    await keep(...several(2));
    expect(await history().userHistory(7, { limit: 3, offset: 50 })).toEqual({
      count: 2,
      next: null,
      previous: { offset: 47 },
      results: [],
    });
  });

  it.each([
    [10_000, { count: 10_000 }],
    [10_001, { count: 10_000, count_exceeded: true }],
  ])('counts %d as %j', async (size, counted) => {
    await keep(...several(size));
    const { count, count_exceeded } = await history().userHistory(7);
    expect({ count, ...(count_exceeded && { count_exceeded }) }).toEqual(counted);
  });

  it('goes on by cursor where offsets end', async () => {
    await keep(...several(10_150));
    const page = await history().userHistory(7, { offset: 10_000 });
    expect(numbers(page)).toEqual(descending(150, 51));
    expect(page.next).toEqual({ cursor: expect.any(String) });
    const last = await history().userHistory(7, { ...page.next });
    expect(numbers(last)).toEqual(descending(50, 1));
    expect(last.next).toBeNull();
  });
});

describe('paging by cursor', () => {
  const read = (position: PagePosition) => history().userHistory(7, { limit: 3, ...position });
  const start = () => read({ cursor: '' });

  it('counts nothing and starts without a way back', async () => {
    const count = vi.spyOn(store, 'count');
    await keep(...several(2));
    expect(await start()).toEqual({ next: null, previous: null, results: [expect.anything(), expect.anything()] });
    expect(count).not.toHaveBeenCalled();
  });

  it.each([0, 1, 2, 3, 4, 6, 7, 9, 10])('leads forth and back over %d records', async (size) => {
    await keep(...several(size));
    const first = await start();
    const forth = await following('next', read, first);
    expect(forth.flat()).toEqual(size ? descending(size, 1) : []);

    let last = first;
    for (let step = 1; step < forth.length; step++) last = await read(last.next!);
    const back = await following('previous', read, last);
    expect(back.toReversed().flat()).toEqual(forth.flat());
  });

  it('keeps records of the same millisecond apart', async () => {
    await keep(...several(8, { created_time: new Date(START) }));
    expect(await following('next', read, await start())).toEqual([
      [8, 7, 6],
      [5, 4, 3],
      [2, 1],
    ]);
  });

  it('repeats and loses nothing while records come in', async () => {
    await keep(...several(7));
    const first = await start();
    await keep(...several(2));
    const second = await read(first.next!);
    await keep(record({ created_time: new Date(START + 3_500) }));
    const third = await read(second.next!);
    expect([first, second, third].map(numbers)).toEqual([[7, 6, 5], [4, 3, 2], [1]]);

    // On the way back they are there, each once: 10 came late, for a time between 3 and 4.
    expect(await following('previous', read, third)).toEqual([[1], [10, 3, 2], [6, 5, 4], [9, 8, 7]]);
  });

  it('finds its way back from a page that has become empty', async () => {
    const kept = several(6);
    await keep(...kept);
    const first = await start();
    store = new InMemoryActivityStore();
    await keep(...kept.slice(3));
    const emptied = await read(first.next!);
    expect(numbers(emptied)).toEqual([]);
    expect(emptied.next).toBeNull();
    expect(numbers(await read(emptied.previous!))).toEqual([6, 5, 4]);
  });

  it('finds its way on from a page that has become empty', async () => {
    const kept = several(6);
    await keep(...kept);
    const second = await read((await start()).next!);
    store = new InMemoryActivityStore();
    await keep(...kept.slice(0, 3));
    const emptied = await read(second.previous!);
    expect(numbers(emptied)).toEqual([]);
    expect(emptied.previous).toBeNull();
    expect(numbers(await read(emptied.next!))).toEqual([3, 2, 1]);
  });

  it('may change the page size on the way', async () => {
    await keep(...several(7));
    const { next } = await start();
    expect(numbers(await history().userHistory(7, { ...next, limit: 1 }))).toEqual([4]);
  });

  it('treats 7 and "7" as the same user', async () => {
    await keep(...several(7));
    const { next } = await start();
    expect(numbers(await history().userHistory('7', { limit: 3, ...next }))).toEqual([4, 3, 2]);
  });

  it.each<[string, (cursor: string) => Promise<unknown>]>([
    ['another user', (cursor) => history().userHistory(8, { cursor })],
    ['another range', (cursor) => history().userHistory(7, { cursor, created_time_after: '2024-05-31' })],
    ['the admin history', (cursor) => history().adminHistory({ cursor })],
    ['the admin history of the same user', (cursor) => history().adminHistory({ cursor, user_id: 7 })],
  ])('refuses a cursor of the user history for %s', async (_case, reading) => {
    await keep(...several(7), ...several(7, { user_id: 8 }));
    const { next } = (await start()) as { next: { cursor: string } };
    await expect(reading(next.cursor)).rejects.toMatchObject({ status: 400 });
  });

  it('holds the filters of the admin history on every page', async () => {
    await keep(...Array.from({ length: 12 }, (_, index) => record({ user_id: index % 2 ? 8 : 7 })));
    const reading = (position: PagePosition) =>
      history().adminHistory({ user_id: 8, url_name: 'list', limit: 2, ...position });
    expect(await following('next', reading, await reading({ cursor: '' }))).toEqual([
      [12, 10],
      [8, 6],
      [4, 2],
    ]);
  });
});

describe('queries to the store', () => {
  it.each<[string, (service: HistoryService) => Promise<unknown>]>([
    ['a user', (service) => service.userHistory(0)],
    ['a user by cursor', (service) => service.userHistory(0, { cursor: '' })],
    [
      'a user with every parameter',
      (service) => service.userHistory(0, { created_time_after: '2024-05-31', limit: 1, offset: 1 }),
    ],
  ])('is scoped to %s', async (_case, reading) => {
    const find = vi.spyOn(store, 'find');
    await reading(history({ hiddenUrlNames: ['ping'] }));
    const [filter] = find.mock.calls[0]!;
    expect((filter as { $and: unknown[] }).$and).toContainEqual({ user_id: { $in: [0, '0'] } });
  });

  it('leaves bodies and headers where they are', async () => {
    const find = vi.spyOn(store, 'find');
    await history().userHistory(7);
    await history().adminHistory();
    expect(find).toHaveBeenCalledTimes(2);
    for (const [, options] of find.mock.calls) {
      expect(options?.fields?.filter((field) => ['headers', 'body', 'response', 'api'].includes(field))).toEqual([]);
    }
  });
});
