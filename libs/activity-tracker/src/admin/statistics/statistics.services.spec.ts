import { createConnection, Types } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeWithMongo } from '../../../test/describe-with-mongodb.js';
import { freshDatabase } from '../../../test/mongodb.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { activity } from '../../storage/port/example-activity.fixture.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { OverviewService } from './overview.service.js';
import { onlyUser, PeopleService } from './people.service.js';
import { RoutesService } from './routes.service.js';
import { SessionsService } from './sessions.service.js';
import type { StatisticsFilter } from './statistics-source.js';
import { TimelineService } from './timeline.service.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const TO = new Date('2024-04-02T10:20:30Z');
const FROM = new Date(TO.getTime() - 10 * DAY);
const RANGE = { from: FROM, to: TO };

// Statistics have a second to count in: with the clock at rest a busy machine answers as a fast one does.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const ROUTES = [
  { namespace: 'OrdersController', url_name: 'list', method: 'GET', route: '/orders' },
  { namespace: 'OrdersController', url_name: 'create', method: 'POST', route: '/orders' },
  { namespace: 'UsersController', url_name: 'list', method: 'GET', route: '/users' },
];
const STATUSES = [200, 201, 404, 500, null];
const AGENTS = ['curl/8.0', 'Mozilla/5.0 (Windows NT 10.0) Firefox/120.0'];

/** Twenty days of traffic, one call each half an hour; everything follows from its number. */
const RECORDS: ActivityLog[] = Array.from({ length: 960 }, (_, i) =>
  activity({
    ...ROUTES[(i >> 2) % 3],
    _id: new Types.ObjectId(),
    // Other writers store an empty text for a call of no user.
    user_id: [1, '1', 'anna', 2, i % 2 ? null : ''][i % 5]!,
    status_code: STATUSES[(i * 7) % 5]!,
    country: ['Germany', 'Nepal', null][i % 3]!,
    execution_time: (1 + (i % 100)) / 1_000,
    headers: { 'user-agent': AGENTS[i % 2] },
    client_ip_address: ['192.0.2.1', '2001:db8::1', '192.0.2.1', null][i % 4]!,
    created_time: new Date(TO.getTime() - 1 - i * 30 * MINUTE),
  }),
);

const within = (records: ActivityLog[], { from, to } = RANGE) =>
  records.filter(({ created_time }) => created_time >= from && created_time < to);

const FILTERS: [string, StatisticsFilter, (record: ActivityLog) => boolean][] = [
  ['no filter', {}, () => true],
  [
    '5xx',
    {
      records: { status_code: { $gte: 500 } },
      only: { dimension: 'status', includes: (value) => Number(value) >= 500 },
    },
    ({ status_code }) => Number(status_code) >= 500,
  ],
  [
    'not Germany',
    {
      records: { country: { $ne: 'Germany' } },
      only: { dimension: 'country', includes: (value) => value !== 'Germany' },
    },
    ({ country }) => country !== 'Germany',
  ],
  [
    'one user',
    { records: { user_id: { $in: [1, '1'] } }, only: onlyUser(1) },
    ({ user_id }) => String(user_id) === '1',
  ],
  [
    'one handler',
    {
      records: { url_name: 'list' },
      only: {
        dimension: 'route',
        among: [{ url_name: 'list' }],
        includes: (value) => (value as { url_name: string }).url_name === 'list',
      },
    },
    ({ url_name }) => url_name === 'list',
  ],
  [
    'two fields',
    { records: { url_name: 'list', country: 'Nepal' } },
    ({ url_name, country }) => url_name === 'list' && country === 'Nepal',
  ],
];

function describeStatistics(makeStore: () => Promise<ActivityStore>): void {
  let store: ActivityStore;

  beforeAll(async () => {
    store = await makeStore();
  });

  it.each(FILTERS)('a timeline with %s counts each call in its slot', async (_name, filter, matches) => {
    const { slots, slot, missing } = await new TimelineService(store).timeline(RANGE, 'Europe/Berlin', filter);
    expect({ slot, missing, bars: slots.length }).toEqual({ slot: '3h', missing: [], bars: 82 });
    for (const { from, to, calls, by_class } of slots) {
      const records = within(RECORDS, { from, to }).filter(matches);
      expect(calls).toBe(records.length);
      expect(by_class['5xx']).toBe(records.filter(({ status_code }) => status_code === 500).length);
      expect(by_class.none).toBe(records.filter(({ status_code }) => status_code === null).length);
    }
    expect(slots.reduce((sum, { calls }) => sum + calls, 0)).toBe(within(RECORDS).filter(matches).length);
  });

  it.each(FILTERS)('a route table with %s has the figures of each route', async (_name, filter, matches) => {
    const { routes } = await new RoutesService(store).routes(RANGE, filter);
    const records = within(RECORDS).filter(matches);
    for (const route of ROUTES) {
      const own = records.filter(
        ({ namespace, url_name }) => namespace === route.namespace && url_name === route.url_name,
      );
      const found = routes.find(
        ({ namespace, url_name }) => namespace === route.namespace && url_name === route.url_name,
      );
      expect(found?.calls ?? 0).toBe(own.length);
      if (!found) continue;
      const errors = own.filter(({ status_code }) => (status_code ?? 0) >= 400).length;
      const users = new Set(
        own.flatMap(({ user_id }) => (user_id === null || user_id === '' ? [] : [String(user_id)])),
      );
      expect(found).toMatchObject({ ...route, errors, users: users.size, users_exact: true });
      expect(found.error_share).toBeCloseTo(errors / own.length);
      expect(found.last_called).toEqual(own[0]!.created_time);
      const durations = own.map(({ execution_time }) => execution_time * 1_000).sort((a, b) => a - b);
      for (const [figure, share] of [
        [found.p50, 0.5],
        [found.p95, 0.95],
        [found.p99, 0.99],
      ] as const) {
        const exact = durations[Math.ceil(share * durations.length) - 1]!;
        expect(Math.abs(figure! / exact - 1)).toBeLessThan(0.05);
      }
    }
  });

  it('lists routes without calls, with the time of their last call', async () => {
    const range = { from: new Date(TO.getTime() - 30 * MINUTE), to: TO };
    const registered = [...ROUTES, { namespace: 'OrdersController', url_name: 'remove' }];
    const { routes, uncalled } = await new RoutesService(store).routes(range, {}, registered);
    expect(routes.map(({ url_name }) => url_name)).toEqual(['list']);
    const lastOf = ({ namespace, url_name }: (typeof ROUTES)[number]) =>
      RECORDS.find((record) => record.namespace === namespace && record.url_name === url_name)!.created_time;
    expect(uncalled).toEqual([
      { ...ROUTES[1], last_called: lastOf(ROUTES[1]!) },
      { ...ROUTES[2], last_called: lastOf(ROUTES[2]!) },
      { namespace: 'OrdersController', url_name: 'remove', last_called: null },
    ]);
  });

  it.each(['last_seen', 'calls', 'errors', 'error_share'] as const)('people by %s, page by page', async (sort) => {
    const service = new PeopleService(store);
    const all = await service.people(RANGE, { sort });
    expect(all.people.map(({ user_id }) => String(user_id)).sort()).toEqual(['1', '2', 'anna']);
    const paged = [];
    let cursor: string | undefined;
    do {
      const page = await service.people(RANGE, { sort, limit: 1, cursor });
      expect(page.count).toBe(3);
      paged.push(...page.people);
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(paged).toEqual(all.people);
    const one = all.people.find(({ user_id }) => String(user_id) === '1')!;
    const own = within(RECORDS).filter(({ user_id }) => String(user_id) === '1');
    expect(one).toMatchObject({
      calls: own.length,
      errors: own.filter(({ status_code }) => (status_code ?? 0) >= 400).length,
      last_seen: own[0]!.created_time,
      countries: ['Germany', 'Nepal'],
      devices: ['Firefox on Windows', 'curl'],
    });
  });

  it('finds people by a part of their id, and refuses its own cursor making', async () => {
    const service = new PeopleService(store);
    expect((await service.people(RANGE, { search: 'NN' })).people).toMatchObject([{ user_id: 'anna' }]);
    await expect(service.people(RANGE, { cursor: 'WzEsMl0' })).rejects.toMatchObject({ status: 400 });
  });

  it('shows a person', async () => {
    const page = await new PeopleService(store).person('1', RANGE);
    const own = within(RECORDS).filter(({ user_id }) => String(user_id) === '1');
    expect(page.person).toMatchObject({ calls: own.length, countries: ['Germany', 'Nepal'] });
    expect(page.routes.reduce((sum, { calls }) => sum + calls, 0)).toBe(own.length);
    expect(page.missing).toEqual([]);
    expect(await new PeopleService(store).person('unknown', RANGE)).toMatchObject({
      person: null,
      first_seen: null,
      addresses: [],
    });
  });

  it.each(FILTERS)('shows a person with %s', async (_name, filter, matches) => {
    const service = new PeopleService(store);
    const page = await service.person('1', RANGE, filter);
    const own = within(RECORDS).filter((record) => String(record.user_id) === '1' && matches(record));
    expect(page.person?.calls ?? 0).toBe(own.length);
    expect(page.person?.activity).toEqual((await service.people(RANGE, { search: '1' }, filter)).people[0]?.activity);
    expect(page.routes.reduce((sum, { calls }) => sum + calls, 0)).toBe(own.length);
    expect(page.addresses!.reduce((sum, { calls }) => sum + calls, 0)).toBe(
      own.filter(({ client_ip_address }) => client_ip_address !== null).length,
    );
    const { sessions } = await new SessionsService(store).sessions('1', RANGE, { limit: 1_000 }, filter);
    expect(sessions.flatMap(({ calls }) => calls).map(({ _id }) => _id)).toEqual(own.map(({ _id }) => _id));
    const first = RECORDS.findLast(({ user_id }) => String(user_id) === '1');
    expect(page.first_seen).toEqual(first!.created_time);
  });

  it('knows when a person was first seen, in the range or not, and their addresses within it', async () => {
    const page = await new PeopleService(store).person('1', RANGE);
    const all = RECORDS.filter(({ user_id }) => String(user_id) === '1');
    expect(page.first_seen).toEqual(all.at(-1)!.created_time);
    expect(page.first_seen!.getTime()).toBeLessThan(FROM.getTime());
    const own = within(all);
    expect(page.addresses).toEqual(
      ['192.0.2.1', '2001:db8::1']
        .map((address) => own.filter(({ client_ip_address }) => client_ip_address === address))
        .sort((a, b) => b.length - a.length)
        .map((calls) => ({
          address: calls[0]!.client_ip_address,
          calls: calls.length,
          last_seen: calls[0]!.created_time,
        })),
    );
  });

  it.each([
    ['a range within a month', RANGE],
    ['a longer one: its last 31 days', { from: new Date(TO.getTime() - 60 * DAY), to: TO }],
    ['less than a day', { from: new Date(TO.getTime() - 90 * MINUTE), to: TO }],
  ])('counts calls a day, of %s', async (_, range) => {
    const { people } = await new PeopleService(store).people(range);
    const first = Math.max(range.from.getTime(), Math.floor((TO.getTime() - 1) / DAY) * DAY - 30 * DAY);
    const days = new Set<string>();
    for (let day = first; day < TO.getTime(); day = (Math.floor(day / DAY) + 1) * DAY)
      days.add(new Date(day).toISOString().slice(0, 10));
    for (const { user_id, activity: found, calls } of people) {
      const own = within(RECORDS, range).filter((record) => String(record.user_id) === String(user_id));
      expect(calls).toBe(own.length);
      expect(found).toEqual(
        [...days].map((day) => own.filter((record) => record.created_time.toISOString().startsWith(day)).length),
      );
    }
    const one = people.find(({ user_id }) => String(user_id) === '1')!;
    expect((await new PeopleService(store).person('1', range)).person!.activity).toEqual(one.activity);
  });

  it('sets a period against the one before', async () => {
    const { current, previous, movers } = await new OverviewService(store).overview(RANGE);
    const before = within(RECORDS, { from: new Date(FROM.getTime() - 10 * DAY), to: FROM });
    expect(current).toMatchObject({ calls: within(RECORDS).length, active_users: 3, users_exact: true });
    expect(previous).toMatchObject({ calls: before.length, from: new Date(FROM.getTime() - 10 * DAY), to: FROM });
    expect(current.calls_per_minute).toBeCloseTo(within(RECORDS).length / (10 * 24 * 60));
    for (const { namespace, url_name, calls, calls_before } of movers) {
      const own = ({ namespace: space, url_name: name }: ActivityLog) => space === namespace && name === url_name;
      expect([calls, calls_before]).toEqual([within(RECORDS).filter(own).length, before.filter(own).length]);
    }
  });
}

describe('Statistics from the store in memory', () => {
  describeStatistics(async () => {
    const store = new InMemoryActivityStore();
    await store.insert(RECORDS);
    return store;
  });
});

describeWithMongo('Statistics from MongoDB', () => {
  const { uri, dbName } = freshDatabase();
  const host = createConnection(uri, { dbName });
  const stores: MongoActivityStore[] = [];

  const filled = async (collectionName: string) => {
    const store = new MongoActivityStore({ uri, dbName, collectionName, warn: () => {} });
    stores.push(store);
    await store.open();
    await store.insert(RECORDS);
    return store;
  };

  afterAll(async () => {
    for (const store of stores) await store.close();
    await host.dropDatabase();
    await host.close();
  });

  describe('before anything is rolled up', () => describeStatistics(() => filled('plain')));

  describe('rolled up', () =>
    describeStatistics(async () => {
      const store = await filled('rolled');
      await store.statistics.rebuild();
      return store;
    }));
});

describe('Sessions', () => {
  const start = new Date('2024-05-06T12:00:00Z').getTime();
  const call = (minutes: number, fields: Partial<ActivityLog> = {}) =>
    activity({ _id: new Types.ObjectId(), created_time: new Date(start + minutes * MINUTE), ...fields });
  const range = { from: new Date(start - DAY), to: new Date(start + DAY) };

  async function sessionsOf(records: ActivityLog[], page = {}) {
    const store = new InMemoryActivityStore();
    await store.insert(records);
    const { sessions, next } = await new SessionsService(store).sessions(7, range, page);
    const minutes = (time: Date) => (time.getTime() - start) / MINUTE;
    return {
      next,
      sessions: sessions.map(({ id, from, to, calls, continues }) => ({
        id,
        minutes: [minutes(from), minutes(to)],
        calls: calls.length,
        ...(continues && { continues }),
      })),
    };
  }

  it.each<[string, ActivityLog[], object[]]>([
    [
      'thirty quiet minutes end nothing, a moment more does',
      [call(0), call(30), call(60.001)],
      [
        { id: null, minutes: [60.001, 60.001], calls: 1 },
        { id: null, minutes: [0, 30], calls: 2 },
      ],
    ],
    [
      'a claim goes before time, and two may run concurrently',
      [call(0, { sid: 'a' }), call(1, { sid: 'b' }), call(200, { sid: 'a' }), call(201)],
      [
        { id: null, minutes: [201, 201], calls: 1 },
        { id: 'a', minutes: [0, 200], calls: 2 },
        { id: 'b', minutes: [1, 1], calls: 1 },
      ],
    ],
    [
      'jti where there is no sid',
      [call(0, { jti: 'x' }), call(90, { jti: 'x' })],
      [{ id: 'x', minutes: [0, 90], calls: 2 }],
    ],
    ['no other user', [call(0, { user_id: 8 })], []],
  ])('%s', async (_rule, records, expected) => {
    expect((await sessionsOf(records)).sessions).toEqual(expected);
  });

  it('marks the session that continues on the next page, and continues it there', async () => {
    const records = [call(0), call(1), call(2)];
    const first = await sessionsOf(records, { limit: 2 });
    expect(first.sessions).toEqual([{ id: null, minutes: [1, 2], calls: 2, continues: true }]);
    expect(await sessionsOf(records, { limit: 2, after: first.next })).toEqual({
      sessions: [{ id: null, minutes: [0, 0], calls: 1 }],
      next: null,
    });
  });
});
