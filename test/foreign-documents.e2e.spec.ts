import { createConnection } from 'mongoose';
import type { ActivityLog, ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { dropDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { FOREIGN_DOCUMENTS, foreignDocuments, hasTime, SECRET } from './fixtures/foreign-documents.js';
import { ADMIN } from './support/panel-in-browser.js';
import { type PlatformName, PLATFORMS, tracked, type TrackedApp } from './support/tracked-app.js';

interface Foreign {
  options: ActivityTrackerOptions;
  fill(app: TrackedApp): Promise<unknown>;
}

const TITLES = Object.keys(FOREIGN_DOCUMENTS);
const DATED = TITLES.filter((title) => hasTime(FOREIGN_DOCUMENTS[title]!)).sort();
const OF_USER = TITLES.filter((title) => [FOREIGN_DOCUMENTS[title]!['user_id']].flat().includes(7)).sort();

const titlesIn = (lines: string) =>
  lines
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { title: string }).title)
    .sort();

function itReads(platform: PlatformName, { options, fill }: Foreign): void {
  let app: TrackedApp;
  beforeAll(async () => {
    app = await tracked(platform, { options: { ...options, admin: { requireReason: false } } });
    await fill(app);
  }, 120_000);
  afterAll(() => app.close());

  const get = async (path: string): Promise<string> => {
    const answer = await app.get(`/activity-logs/${path}`, { as: 7, claims: ADMIN });
    const text = await answer.text();
    expect([path, answer.status, answer.status === 200 || text]).toEqual([path, 200, true]);
    return text;
  };
  const json = async <T>(path: string): Promise<T> => JSON.parse(await get(`admin/api/${path}`)) as T;
  interface Page {
    count?: number;
    next: string | null;
    results: { _id: string; title: string }[];
  }

  it('answers every question', async () => {
    for (const path of [
      ...['timeline', 'routes', 'users', 'users/7', 'users/7/sessions', 'overview'].flatMap((name) => [
        `admin/api/${name}?since=1d`,
        `admin/api/${name}?from=2000-01-01`,
      ]),
      ...['csv', 'har'].map((format) => `admin/api/export?format=${format}`),
      'admin/api/records?q=x',
      'admin/api/records?q=%22firefox%22',
      'admin/api/facets?q=%22firefox%22',
      'user-history?limit=100',
      'user-history?cursor=',
      'admin-history?limit=100',
      'admin-history?cursor=',
    ])
      await get(path);
    const isOfRoutes = (line: string) => /Mapped \{|Controller \{/.test(line);
    expect(app.transcript.lines.filter((line) => /error/i.test(line) && !isOfRoutes(line))).toEqual([]);
  });

  it('lists all that have a date, and counts the others on the health page', async () => {
    const { count, results } = await json<Page>('records?limit=100');
    expect(count).toBe(DATED.length);
    const found = await Promise.all(results.map(({ _id }) => json<{ title: string }>(`records/${_id}`)));
    expect(found.map(({ title }) => title).sort()).toEqual(DATED);
    expect((await json<{ unreadable: number }>('health')).unreadable).toBe(TITLES.length - DATED.length);
  });

  it('pages through them by cursor, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page = await json<Page>(`records?limit=3&cursor=${cursor}`);
      seen.push(...page.results.map(({ _id }) => _id));
      cursor = page.next && new URL(page.next).searchParams.get('cursor');
    }
    expect([seen.length, new Set(seen).size]).toEqual([DATED.length, DATED.length]);
  });

  it('shows what is related to each', async () => {
    for (const { _id } of (await json<Page>('records?limit=100')).results) await json(`records/${_id}/related`);
  });

  it('exports them, and all of a person whatever the time', async () => {
    expect(titlesIn(await get('admin/api/export?format=ndjson'))).toEqual(DATED);
    expect(titlesIn(await get('admin/api/users/7/data'))).toEqual(OF_USER);
  });

  const FILTERED = '***FILTERED***';
  const exposed = async (): Promise<ActivityLog> => {
    const { results } = await json<Page>('records?q=name:order-pay');
    return (await json<unknown>(`records/${results[0]!._id}`)) as ActivityLog;
  };

  it('masks secrets in every answer', async () => {
    const { _id } = await exposed();
    const answers = await Promise.all(
      [
        ...['', '?q=order-pay', '?q=kept', '?q=name:order-pay', `/${String(_id)}`, `/${String(_id)}/related`].map(
          (rest) => `admin/api/records${rest}`,
        ),
        ...['csv', 'ndjson', 'har'].map((format) => `admin/api/export?format=${format}`),
        ...['overview', 'errors', 'routes', 'users/7', 'users/7/sessions', 'users/7/data', 'facets'].map(
          (name) => `admin/api/${name}`,
        ),
        'user-history',
        'admin-history',
        'user-history?cursor=',
      ].map(async (path) => [path, (await get(path)).includes(SECRET)]),
    );
    expect(answers.filter(([, isShown]) => isShown)).toEqual([]);
  });

  it('shows a record without its secrets, and says which fields hold some', async () => {
    expect(await exposed()).toMatchObject({
      api: `http://shop.example/api/v1/orders/7/?token=${FILTERED}&page=2`,
      headers: { AUTHORIZATION: FILTERED, COOKIE: FILTERED },
      body: `{"note": "kept", "password": "${FILTERED}"}`,
      response: { access: FILTERED, echo: `${FILTERED} is wrong` },
      masked_when_shown: ['headers', 'api', 'body', 'response'],
    });
    const { results } = await json<{ results: ActivityLog[] }>('records?q=kept');
    expect(results.map((record) => record.masked_when_shown)).toEqual([['api']]);
    expect(results[0]).not.toHaveProperty('body');
  });

  it('knows the device by the header of the Django package', async () => {
    const { results } = await json<{ results: ActivityLog[] }>('records?q=device:iOS');
    expect(results.map(({ url_name }) => url_name)).toEqual(['order-pay']);
    expect(await get('admin/api/users/7/sessions')).toContain('Safari on iOS');
    const { results: unknown } = await json<{ results: ActivityLog[] }>('records?q=device:none&limit=100');
    expect(unknown.some(({ url_name }) => url_name === 'order-pay')).toBe(false);
    expect(await get('admin/api/users/7')).toContain('Safari on iOS');
  });

  it('leaves the note in each kind of export', async () => {
    const note = 'masked_when_shown';
    expect(await get('admin/api/export?format=ndjson')).toContain(`"${note}":["headers","api","body","response"]`);
    expect(await get('admin/api/users/7/data')).toContain(`"${note}":["headers","api","body","response"]`);
    expect(await get('admin/api/export?format=csv')).toContain(
      `""${note}"":[""headers"",""api"",""body"",""response""]`,
    );
    expect(await get('admin/api/export?format=har')).toContain(
      'masked when exported, stored in clear: headers, api, body, response',
    );
  });

  it.each([SECRET, `${SECRET}-in-header`, `${SECRET}-in-text`, 'sessionid'])('finds no secret by %s', async (word) => {
    expect((await json<Page>(`records?q=%22${word}%22`)).results).toEqual([]);
  });

  /** A busy machine counts, and fills a page, too late: the search goes on from where it came to. */
  const listed = async (query: string): Promise<number> => {
    let count = 0;
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page = await json<Page>(`records?limit=100&cursor=${cursor}&q=${encodeURIComponent(query)}`);
      count += page.results.length;
      cursor = page.next && new URL(page.next).searchParams.get('cursor');
    }
    return count;
  };

  it('shows the figures of a person, not those of a list with their id', async () => {
    const { person } = await json<{ person: { user_id: unknown } }>('users/7?from=2000-01-01');
    expect(person.user_id).toBe(7);
  });

  it('gives each route a query that finds as many, and tells those that none finds', async () => {
    interface Route {
      query: string | null;
      calls: number;
    }
    const { routes } = await json<{ routes: Route[] }>('routes?since=30m');
    expect(routes.filter(({ query }) => query === null)).toEqual([
      expect.objectContaining({
        namespace: null,
        url_name: null,
        method: null,
        route: null,
        other_type: true,
        calls: 1,
      }),
    ]);
    for (const { query, ...route } of routes) {
      if (query === null) continue;
      expect({ query, ...route, calls: await listed(`${query} since:30m`) }).toEqual({ query, ...route });
    }
  });

  it('counts as many calls as it lists, before and after they are counted in advance', async () => {
    const queries = ['controller:none', 'name:none', '-name:none', 'route:none', 'method:none', '-controller:shop'];
    for (let isRebuilt = false; ; isRebuilt = true) {
      for (const query of queries) {
        const asked = `${query} since:30m`;
        const { current } = await json<{ current: { calls: number } }>(`overview?q=${encodeURIComponent(asked)}`);
        expect({ query, isRebuilt, calls: current.calls }).toEqual({ query, isRebuilt, calls: await listed(asked) });
      }
      const { statistics } = app.store;
      if (isRebuilt || !statistics || !('rebuild' in statistics)) return;
      await statistics.rebuild();
    }
  });

  it('gives each value of a facet a query that finds as many', async () => {
    interface Values {
      values: { value: unknown; count: number; query: string }[];
    }
    const facets = await json<Record<string, Values>>('facets?since=30m');
    const figures = Object.entries(facets).flatMap(([name, { values }]) =>
      values.map(({ value, count, query }) => ({ name, value, count, query })),
    );
    expect(figures.map(({ value }) => value)).toEqual(expect.arrayContaining([7, 'event', null, 'GET']));
    for (const { query, ...figure } of figures) {
      expect({ ...figure, count: await listed(`${query} since:30m`) }).toEqual(figure);
    }
  });
}

describe.each(PLATFORMS)('documents that the tracker did not write, on %s', (platform) => {
  describe('in memory', () => {
    itReads(platform, {
      options: {},
      fill: (app) => app.store.insert(foreignDocuments() as unknown as ActivityLog[]),
    });
  });

  describeWithMongo('in MongoDB', (uri) => {
    const dbName = `foreign_${platform}_${process.pid}`;
    itReads(platform, {
      options: { mongo: { uri, dbName, collectionName: 'activity_logs' } },
      fill: async () => {
        const direct = await createConnection(uri, { dbName }).asPromise();
        await direct.db!.collection<object>('activity_logs').insertMany(foreignDocuments());
        await direct.close();
      },
    });
    afterAll(async () => {
      await dropDatabase(uri, dbName);
    });
  });
});
