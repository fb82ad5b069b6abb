import { Controller, Get, type INestApplication } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS, type PlatformName, tracked, type TrackedApp } from '../support/tracked-app.js';
import { signed } from './fixtures/forged-token.js';
import { rawRequest } from './fixtures/raw-request.js';

const PERMISSION = 'activity_tracker.view_activity_log';
const OWN = '/activity-logs/user-history';
const ALL = '/activity-logs/admin-history';
const ADMIN = { as: 'root', claims: { permissions: [PERMISSION] } };

@Controller('shop')
class ShopController {
  @Get('orders')
  orders(): unknown {
    return [];
  }

  @Get('gifts')
  gifts(): unknown {
    return [];
  }
}

interface Page {
  count?: number;
  next: string | null;
  previous: string | null;
  results: { id: string; user_id?: unknown }[];
}

/** As hosts set it that want objects in a query string. */
function extended(nest: INestApplication): void {
  if (nest.getHttpAdapter().getType() === 'express')
    nest.getHttpAdapter().getInstance().set('query parser', 'extended');
}

/** Claims that look like the permission and are not it. */
const NEAR_MISSES: [string, Record<string, unknown>][] = [
  ['nothing', {}],
  ['a prefix', { permissions: ['activity_tracker'], scope: 'activity_tracker' }],
  ['more than it', { permissions: [`${PERMISSION}_mine`], scope: `${PERMISSION}_mine` }],
  ['a part of it', { permissions: [PERMISSION.slice(1)], scope: PERMISSION.slice(0, -1) }],
  ['capitals', { permissions: [PERMISSION.toUpperCase()], scope: PERMISSION.toUpperCase() }],
  ['spaces around it', { permissions: [` ${PERMISSION} `] }],
  ['a wildcard', { permissions: ['*', 'activity_tracker.*'], scope: '* activity_tracker.*' }],
  ['a list in the list', { permissions: [[PERMISSION]] }],
  ['text for the list', { permissions: PERMISSION }],
  ['an object for the list', { permissions: { 0: PERMISSION, length: 1, includes: true, [PERMISSION]: true } }],
  ['true', { permissions: true }],
  ['a list for the scope', { scope: [PERMISSION] }],
  ['a scope parted by commas', { scope: `openid,${PERMISSION}` }],
  ['a scope parted by tabs', { scope: `openid\t${PERMISSION}` }],
  ['another claim', { permission: PERMISSION, scopes: [PERMISSION], roles: ['admin', PERMISSION], is_superuser: true }],
  ['a look-alike letter', { permissions: [PERMISSION.replace('a', 'а')] }],
  ['half a character more', { permissions: [`${PERMISSION}\u0000`] }],
];

/** Queries of a user who wants to see other users' records. */
const INJECTIONS: [string, string, string][] = [
  ['Q1', 'an operator', 'user_id[$ne]=7'],
  ['Q1', 'an encoded operator', 'user_id%5B%24ne%5D=7'],
  ['Q1', 'an operator in a date', 'created_time_after[$gt]='],
  ['Q1', 'an operator in a limit', 'limit[$gt]=0'],
  ['Q1', 'an operator in a cursor', 'cursor[$ne]='],
  ['Q1', 'an operator at the top', '$or[0][user_id]=8'],
  ['Q1', 'a dotted operator', 'user_id.$ne=7'],
  ['Q2', 'a parameter twice', 'limit=1&limit=2'],
  ['Q2', 'a parameter twice, once encoded', 'limit=1&%6cimit=2'],
  ['Q2', 'a list', 'limit[]=1'],
  ['Q2', '__proto__', '__proto__[limit]=1'],
  ['Q2', '__proto__ as it is', '__proto__=1'],
  ['Q2', 'constructor', 'constructor.prototype.limit=1'],
  ['Q2', 'constructor in brackets', 'constructor[prototype][limit]=1'],
  ['Q2', 'toString', 'toString=1'],
  ['Q3', '$where', '$where=sleep(1000)'],
  ['Q3', '$expr', '$expr={"$function":{}}'],
  ['Q3', 'a filter in JSON', 'filter={"user_id":{"$ne":7}}'],
  ['Q3', 'a filter in a date', 'created_time_after={"$gt":""}'],
  ['Q5', 'a limit of 0', 'limit=0'],
  ['Q5', 'a limit below 0', 'limit=-1'],
  ['Q5', 'a limit that is no number', 'limit=10;x'],
  ['Q6', 'an offset beyond the end', 'offset=1000000000'],
  ['Q7', 'an invalid cursor', 'cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ['Q7', 'a cursor in JSON', 'cursor={"time":0}'],
  ['Q8', 'a sort', 'sort=headers'],
  ['Q8', 'a projection', 'fields=headers,body'],
  ['Q9', 'a year without end', 'created_time_before=%2B275760-09-13'],
  ['Q10', 'an id', 'id=65a0f0f0f0f0f0f0f0f0f0f0'],
  ['Q10', 'an id of 10 KB', `_id=${'a'.repeat(10_000)}`],
  ['Q11', 'another user', 'user_id=8'],
  ['Q11', 'a handler', 'url_name=gifts'],
];

async function startWith(platform: PlatformName, setting: Parameters<typeof tracked>[1] = {}): Promise<TrackedApp> {
  return tracked(platform, { controllers: [ShopController], configure: extended, ...setting });
}

describe.each(PLATFORMS)('the history and strangers on %s', (platform) => {
  let app: TrackedApp;

  const page = async (path: string, call: Parameters<TrackedApp['get']>[1]) =>
    (await (await app.get(path, call)).json()) as Page;
  const bearer = (user: number | string, claims = {}) => `Authorization: Bearer ${app.token(user, claims)}`;

  beforeAll(async () => {
    app = await startWith(platform);
    for (const user of [7, 8, 7, 0, 8, 7]) await (await app.get('/shop/orders', { as: user })).text();
    await (await app.get('/shop/gifts', { as: 8 })).text();
    await app.records();
  });
  afterAll(() => app.close());

  it.each(NEAR_MISSES)(
    'permission: with %s, the admin history is 403 and names only the permission wanted',
    async (_, claims) => {
      const answer = await app.get(ALL, { as: 7, claims });
      expect(answer.status).toBe(403);
      const message = `Missing permission "${PERMISSION}".`;
      expect(await answer.json()).toEqual({ message, error: 'Forbidden', statusCode: 403 });
    },
  );

  it('permission: ignores a claim in __proto__', async () => {
    const token = signed({ alg: 'HS256' }, `{"user_id":7,"__proto__":{"permissions":["${PERMISSION}"]}}`);
    expect((await app.get(OWN, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect((await app.get(ALL, { headers: { authorization: `Bearer ${token}` } })).status).toBe(403);
  });

  it.each(INJECTIONS)('%s: %s is 400 in the user history', async (_, __, query) => {
    const answer = await app.get(`${OWN}?${query}`, { as: 7 });
    const body = await answer.text();
    expect({ status: answer.status, body }).toEqual({ status: 400, body: expect.stringContaining('"message":["') });
    expect(body).not.toMatch(/results|stack|\.ts:|mongo/);
    expect(({} as Record<string, unknown>)['limit']).toBeUndefined();
  });

  it.each(INJECTIONS.filter(([row]) => row !== 'Q11'))('%s: %s is 400 in the admin history', async (_, __, query) => {
    expect((await app.get(`${ALL}?${query}`, ADMIN)).status).toBe(400);
  });

  it.each([
    ['(a+)+$'],
    ['.*.*.*'],
    [`${'a'.repeat(29)}!`],
    ['\\'],
    ['$ne'],
    ['%00'],
    ['ShopController.'],
    ['.orders'],
    ["'; return true; //"],
  ])('treats the handler name %s as text that matches no handler', async (name) => {
    expect(await page(`${ALL}?url_name=${encodeURIComponent(name)}`, ADMIN)).toMatchObject({ count: 0, results: [] });
  });

  it.each([['7 '], [' 7'], ['07'], ['7.0'], ['+7'], ['0x7'], ['７'], ['7\0'], ['null'], ['undefined'], ['{"$ne":0}']])(
    'does not match the user %j with 7 or any other user',
    async (name) => {
      expect(await page(`${ALL}?user_id=${encodeURIComponent(name)}`, ADMIN)).toMatchObject({ count: 0 });
      const own = await app.get(OWN, { as: name });
      expect(own.status === 401 || ((await own.json()) as Page).count === 0).toBe(true);
    },
  );

  describe('cursors', () => {
    const cursorOf = (link: string | null) => new URL(link!, 'http://x').searchParams.get('cursor')!;
    let own: string;
    let others: string;
    let all: string;
    let filtered: string;
    beforeAll(async () => {
      own = cursorOf((await page(`${OWN}?cursor=&limit=1`, { as: 7 })).next);
      others = cursorOf((await page(`${OWN}?cursor=&limit=1`, { as: 8 })).next);
      all = cursorOf((await page(`${ALL}?cursor=&limit=1`, ADMIN)).next);
      filtered = cursorOf((await page(`${ALL}?cursor=&limit=1&user_id=7`, ADMIN)).next);
    });

    it('a valid one continues the page', async () => {
      expect(await page(`${OWN}?cursor=${own}`, { as: 7 })).toMatchObject({ results: [{}, {}] });
    });

    it.each<[string, () => string, () => string]>([
      ['another user’s', () => OWN, () => others],
      ['an administrator’s', () => OWN, () => all],
      ['an administrator’s for the same user', () => OWN, () => filtered],
      ['the own with another range', () => `${OWN}?created_time_after=2020-01-01`, () => own],
      ['the own cut', () => OWN, () => own.slice(0, -1)],
      ['the own with more', () => OWN, () => `${own}AAAA`],
      ['the own with the other alphabet', () => OWN, () => `${own.slice(0, -1)}+`],
    ])('%s is 400', async (_, path, cursor) => {
      const url = path();
      const target = `${url}${url.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor())}`;
      expect((await app.get(target, { as: 7 })).status).toBe(400);
    });

    it('a valid one with any bit flipped is 400', async () => {
      const bytes = Buffer.from(own, 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const turned = Buffer.from(bytes);
        turned[bit >> 3]! ^= 1 << (bit & 7);
        const answer = await app.get(`${OWN}?cursor=${turned.toString('base64url')}`, { as: 7 });
        expect(answer.status, `bit ${bit}`).toBe(400);
      }
    });

    it.each<[string, () => string, () => string]>([
      ['a user’s', () => ALL, () => own],
      ['one without a filter for one with', () => `${ALL}?user_id=7`, () => all],
      ['one with a filter for one without', () => ALL, () => filtered],
      ['one of another filter', () => `${ALL}?user_id=8`, () => filtered],
    ])('%s is 400 for an administrator', async (_, path, cursor) => {
      const url = path();
      expect((await app.get(`${url}${url.includes('?') ? '&' : '?'}cursor=${cursor()}`, ADMIN)).status).toBe(400);
    });
  });

  describe('unusual users', () => {
    it('user 0 sees the records of 0', async () => {
      const { count, results } = await page(OWN, { as: 0 });
      expect({ count, length: results.length }).toEqual({ count: 1, length: 1 });
      expect(await page(OWN, { as: '0' })).toMatchObject({ count: 1 });
    });

    /** Answers that are none count as anonymous; a user without a usable id is recorded, without it. */
    const [ANONYMOUS, WITHOUT_ID] = [[], [{ user_id: null, unidentified: 'unusableId' }]];

    it.each<[string, unknown, readonly object[]]>([
      ['the empty text', '', ANONYMOUS],
      ['nothing', undefined, ANONYMOUS],
      ['null', null, ANONYMOUS],
      ['false', false, ANONYMOUS],
      ['NaN', Number.NaN, WITHOUT_ID],
      ['an object without id', {}, WITHOUT_ID],
      ['an empty id', { id: '' }, ANONYMOUS],
      ['an operator for an id', { id: { $ne: null } }, WITHOUT_ID],
      ['a list', [7], WITHOUT_ID],
      ['a query', { user_id: { $exists: true } }, WITHOUT_ID],
    ])('shows no records if resolveUser returns %s', async (_, answer, recorded) => {
      const hosted = await startWith(platform, { options: { resolveUser: () => answer } });
      try {
        for (const path of [OWN, ALL]) expect((await hosted.get(path)).status).toBe(401);
        await (await hosted.get('/shop/orders')).text();
        const records = await hosted.records();
        expect(records.map(({ user_id, unidentified }) => ({ user_id, unidentified }))).toEqual(recorded);
      } finally {
        await hosted.close();
      }
    });
  });

  describe('addresses and methods', () => {
    it.each([
      '/ACTIVITY-LOGS/admin-history',
      '/activity-logs/ADMIN-HISTORY',
      '/activity-logs/admin-history/',
      '//activity-logs/admin-history',
      '/activity-logs//admin-history',
      '/activity-logs/./admin-history',
      '/x/../activity-logs/admin-history',
      '/activity-logs/%61dmin-history',
      '/activity-logs%2Fadmin-history',
      '/activity-logs/admin-history%00',
      '/activity-logs/admin-history%20',
      '/activity-logs/admin-history;user_id=8',
      '/activity-logs/admin-history#x',
      '/activity-logs/admin-history?%',
      '/activity-logs/user-history/../admin-history',
      'http://shop.example/activity-logs/admin-history',
      'http://evil.example/activity-logs/admin-history',
    ])('refuses %s', async (target) => {
      const strangers = await rawRequest(app.url, `GET ${target} HTTP/1.1`);
      const users = await rawRequest(app.url, `GET ${target} HTTP/1.1`, bearer(7));
      expect([400, 401, 404]).toContain(strangers.status);
      expect([400, 403, 404]).toContain(users.status);
      expect(strangers.body + users.body).not.toContain('results');
    });

    it.each(['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'get'])('refuses %s', async (method) => {
      for (const path of [OWN, ALL]) {
        const strangers = await rawRequest(app.url, `${method} ${path} HTTP/1.1`);
        const users = await rawRequest(app.url, `${method} ${ALL} HTTP/1.1`, bearer(7));
        for (const { status, body } of [strangers, users]) {
          expect(status).toBeGreaterThanOrEqual(400);
          expect(body).not.toContain('results');
        }
      }
    }); // prettier-ignore

    it.each(['X-HTTP-Method-Override: GET', 'X-Original-URL: /activity-logs/admin-history', 'X-Rewrite-URL: /x'])(
      '%s changes nothing',
      async (header) => {
        expect((await rawRequest(app.url, `POST ${ALL} HTTP/1.1`, bearer(7), header)).status).toBe(404);
        expect((await rawRequest(app.url, `GET ${ALL} HTTP/1.1`, bearer(7), header)).status).toBe(403);
        expect((await rawRequest(app.url, 'GET /shop/orders HTTP/1.1', header)).body).toBe('[]');
      },
    );

    it('HEAD answers like GET, without the body', async () => {
      const head = await rawRequest(app.url, `HEAD ${OWN} HTTP/1.1`, bearer(7));
      expect(head).toMatchObject({ status: 200, body: '' });
      expect(head.head).toContain('cache-control: no-store');
    });

    it('does not record a thousand requests to the history', async () => {
      const before = (await app.records()).length;
      // Ten readers: of a thousand connections the server would let some go that are about to be used again.
      const read = async (_: unknown, reader: number) => {
        for (let reading = 0; reading < 100; reading++)
          await (await app.get(reader % 2 ? OWN : ALL, reader % 2 ? { as: 7 } : ADMIN)).text();
      };
      await Promise.all(Array.from({ length: 10 }, read));
      expect((await app.records()).length).toBe(before);
    });

    it('401, 403 and 400 must not be cached either', async () => {
      for (const [path, call] of [
        [OWN, {}],
        [ALL, { as: 7 }],
        [`${OWN}?x=1`, { as: 7 }],
      ] as const) {
        const { headers } = await app.get(path, call);
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('content-type')).toMatch(/^application\/json/);
      }
    });
  });

  it('answers 503 without address and credentials if the store is unavailable', async () => {
    const away = await startWith(platform, {
      options: { mongo: { uri: 'mongodb://ada:s3cret@127.0.0.1:1/logs?serverSelectionTimeoutMS=200' } },
    });
    try {
      for (const path of [OWN, `${OWN}?cursor=`, ALL]) {
        const answer = await away.get(path, ADMIN);
        const body = await answer.text();
        expect(answer.status).toBe(503);
        expect(JSON.parse(body)).toEqual({
          statusCode: 503,
          error: 'Service Unavailable',
          message: 'The activity history is unavailable. Try again later.',
        });
      }
      expect(away.transcript.lines.join('\n')).not.toContain('s3cret');
    } finally {
      await away.close();
    }
  });
});
