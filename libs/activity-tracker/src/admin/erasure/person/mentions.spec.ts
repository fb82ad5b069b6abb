import { Binary, Long } from 'mongodb';
import { mongo, Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { countedPace } from '../../../../test/counted-pace.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import { activity } from '../../../storage/port/example-activity.fixture.js';
import { decodeInPieces } from '../../../storage/mongo/read/decode-in-pieces.js';
import { Pace } from '../../../storage/pace.js';
import { addEmails } from './emails.js';
import { ERASED } from '../../../record/erased.js';
import { isDistinctive, Mentions } from './mentions.js';

const E = ERASED;
const other = (fields: Partial<ActivityLog>): ActivityLog => activity({ user_id: 8, ...fields });

/** What `fields` become, when nothing else of the record changes. */
function erased(mentions: Mentions, fields: Partial<ActivityLog>): Partial<ActivityLog> {
  const record = other(fields);
  const before = structuredClone({ ...record, _id: String(record._id) });
  const result = mentions.eraseFrom(record);
  expect({ ...record, _id: String(record._id) }).toEqual(before);
  expect(result).toEqual({ ...record, ...Object.fromEntries(Object.keys(fields).map((key) => [key, result[key]])) });
  expect(mentions.eraseFrom(result)).toBe(result);
  return Object.fromEntries(Object.keys(fields).map((key) => [key, result[key]]));
}

describe('a short id', () => {
  const mentions = new Mentions({ id: '7', texts: [] });

  it.each<[string, Partial<ActivityLog>, Partial<ActivityLog>]>([
    ['under user_id', { body: { user_id: 7 } }, { body: { user_id: E } }],
    ['under userId, as text', { response: { a: [{ userId: '7' }] } }, { response: { a: [{ userId: E }] } }],
    ['under assigned_user_id', { body: { assigned_user_id: 7 } }, { body: { assigned_user_id: E } }],
    ['in a list of user ids', { body: { userIds: [6, 7, 77] } }, { body: { userIds: [6, E, 77] } }],
    ['under createdBy', { response: { createdBy: 7 } }, { response: { createdBy: E } }],
    ['in an object under user', { response: { user: { id: 7, n: 7 } } }, { response: { user: { id: E, n: 7 } } }],
    ['in a claim', { sub: '7' }, { sub: E }],
    [
      'in a list of users',
      { route: '/users', response: { results: [{ id: 7 }, { id: 8 }] } },
      { route: '/users', response: { results: [{ id: E }, { id: 8 }] } },
    ],
    [
      'as the answer of a users route',
      { route: '/users/:id', response: { id: 7, orders: [{ id: 7 }] } },
      { route: '/users/:id', response: { id: E, orders: [{ id: 7 }] } },
    ],
    [
      'in a path after users',
      { route: null, url_path: '/users/7/orders/7' },
      { route: null, url_path: `/users/${E}/orders/7` },
    ],
    [
      'as a route parameter',
      { route: '/carts/:userId/:id', url_path: '/v1/carts/7/7', api: 'http://x/v1/carts/7/7?id=7' },
      { route: '/carts/:userId/:id', url_path: `/v1/carts/${E}/7`, api: `http://x/v1/carts/${E}/7?id=7` },
    ],
    [
      'in a query',
      { api: 'http://x/a?user_id=7&page=7&userId=7#x' },
      { api: `http://x/a?user_id=${E}&page=7&userId=${E}#x` },
    ],
    [
      'in a referer',
      { headers: { referer: 'http://x/user/7?id=7' } },
      { headers: { referer: `http://x/user/${E}?id=7` } },
    ],
    [
      'in JSON kept as text',
      { body: '{"user_id":7,"id":7,"userId": "7"}' },
      { body: `{"user_id":${E},"id":7,"userId": "${E}"}` },
    ],
    [
      'in a query text of the panel',
      { api: '/admin/api/records?q=user%3A7%20status:5xx' },
      { api: `/admin/api/records?q=user%3A${E}%20status:5xx` },
    ],
    ['as a type of BSON', { body: { user_id: Long.fromNumber(7) } }, { body: { user_id: E } }],
  ])('is replaced %s', (_where, fields, expected) => {
    expect(erased(mentions, fields)).toEqual(expected);
  });

  it.each<[string, Partial<ActivityLog>]>([
    ['a number of something else', { body: { id: 7, amount: 7, items: [7] }, response: 7 }],
    ['part of another id', { body: { user_id: 77, userId: '7a' }, api: 'http://x/users/77?user_id=7.5' }],
    ['an order', { route: '/orders/:id', url_path: '/orders/7', api: 'http://x/orders/7', response: { id: 7 } }],
    ['a sort key', { body: { sort_by: 7 } }],
    ['text', { body: 'at 7 o’clock', headers: { 'x-count': '7' } }],
    ['a status', { status_code: 7, execution_time: 7 }],
    ['a users route of another user', { route: '/users/:id', url_path: '/users/8', response: { id: 8, seven: 7 } }],
  ])('is left where it is %s', (_what, fields) => {
    expect(erased(mentions, fields)).toEqual(fields);
  });
});

describe('a distinctive id', () => {
  const id = 'u-7f3a9c21';
  const mentions = new Mentions({
    id,
    texts: ['ann@example.org', '10.0.0.1', '2001:db8::1', 'Ann O’Dowd', '+47 999 11 222'],
  });

  it.each<[string, string]>([
    [id, E],
    ['cart_u-7f3a9c21_2', `cart_${E}_2`],
    ['U-7F3A9C21', E],
    ['u-7f3a9c212', 'u-7f3a9c212'],
    ['mailto:Ann@Example.ORG?x', `mailto:${E}?x`],
    ['<ann@example.org>, b@example.org.', `<${E}>, b@example.org.`],
    ['to ann@example.org.', `to ${E}.`],
    ['/a?email=ann%40example.org&x=%22ann%40example.org', `/a?email=${E}&x=%22${E}`],
    ['line\\nann@example.org', `line\\n${E}`],
    ['"\\u0022ann@example.org"', `"\\u0022${E}"`],
    [
      'jo.ann@example.org joann@example.org ann@example.org.uk',
      'jo.ann@example.org joann@example.org ann@example.org.uk',
    ],
    ['10.0.0.1, 10.0.0.12, 110.0.0.1, 9.10.0.0.1, 10.0.0.1.2', `${E}, 10.0.0.12, 110.0.0.1, 9.10.0.0.1, 10.0.0.1.2`],
    ['for=10.0.0.1:4711;::ffff:10.0.0.1', `for=${E}:4711;::ffff:${E}`],
    ['[2001:db8::1]:443 2001:db8::1:2 2001:DB8::1', `[${E}]:443 2001:db8::1:2 ${E}`],
    ['for=%5B2001%3Adb8%3A%3A1%5D', `for=%5B${E}%5D`],
    ['dear ann o’dowd,', `dear ${E},`],
    ['name=Ann+O%E2%80%99Dowd', `name=${E}`],
    ['tel +47 999 11 222!', `tel ${E}!`],
  ])('%j becomes %j wherever it stands', (text, expected) => {
    for (const field of ['api', 'body', 'claim']) {
      expect(erased(mentions, { [field]: text })).toEqual({ [field]: expected });
    }
    for (const field of ['event_name', 'url_name']) {
      expect(erased(mentions, { route: null, [field]: text })).toEqual({ route: null, [field]: expected });
      expect(erased(mentions, { route: '/orders', [field]: text })).toEqual({ route: '/orders', [field]: text });
    }
    expect(erased(mentions, { response: { a: [{ b: text }] }, headers: { x: [text] } })).toEqual({
      response: { a: [{ b: expected }] },
      headers: { x: [expected] },
    });
  });

  it('is replaced in keys, and two of them stay two', () => {
    const body = JSON.parse(`{"ann@example.org":1,"${id}":2,"__proto__":{"to":"10.0.0.1"}}`);
    const result = erased(mentions, { body }).body as object;
    expect(JSON.stringify(result)).toBe(`{"${E}":1,"${E} 2":2,"__proto__":{"to":"${E}"}}`);
  });

  it('is replaced in bytes, ids and numbers', () => {
    const hex = '65a1b2c3d4e5f60718293a4b';
    const ofHex = new Mentions({ id: hex, texts: ['4799911222'] });
    const body = { a: new Binary(Buffer.from(`x ${hex} y`)), b: new Types.ObjectId(hex), c: 4799911222, d: 5 };
    const result = ofHex.eraseFrom(other({ body })).body;
    expect(result).toEqual({ a: E, b: E, c: E, d: 5 });
  });

  it.each<[string, string[], Partial<ActivityLog>]>([
    ['a field of the record', ['user_id', 'url_path', 'body', 'claim'], { body: { a: 1 }, url_path: '/x', claim: 'x' }],
    ['a header', ['content-type', 'x-shop'], { headers: { 'content-type': 'a', 'x-shop': 'b' } }],
    [
      'a browser',
      ['Mozilla/5.0 (X)', 'gzip'],
      { headers: { 'user-agent': 'Mozilla/5.0 (X)', 'accept-encoding': 'gzip' } },
    ],
    ['a kind of object', ['order', 'type'], { resource: { type: 'order', id: '5' } }],
    [
      'a field of a schema',
      ['pay', 'mutation'],
      { graphql: { operation: 'P', type: 'mutation', fields: ['pay'], errors: 0 } },
    ],
    ['a link of a chain', ['abc'], { chain: { hash: 'abc' } as never }],
    ['a field of a body', ['amount', 'payeeName', 'state_'], { response: [{ amount: 5, payeeName: '', state_: 1 }] }],
    ['a segment of the route', ['orders', 'Pay'], { route: '/orders/:id/pay', url_path: '/v1/Orders/5/pay' }],
    ['several segments', ['orders/recent'], { route: '/orders/recent', url_path: '/orders/recent/' }],
    ['a prefix', ['api', 'v1'], { route: '/orders', api: 'https://shop.example/api/v1/orders?a=1' }],
    ['the beginning of a wildcard', ['files', 'v1'], { route: '/files/*path', url_path: '/v1/files/a/b' }],
  ])('leaves the name of %s, whoever sent it as a value', (_, texts, fields) => {
    const record = other({ api: null, url_path: null, ...fields });
    const named = new Mentions({ texts });
    expect(named.eraseFrom(record)).toBe(record);
    expect(named.placesIn(record)).toEqual([]);
  });

  it.each<[string, string]>([
    ['/orders/orders', `/orders/${E}`],
    ['https://orders.example/v1/orders/Orders?q=orders', `https://${E}.example/v1/orders/${E}?q=${E}`],
  ])('is replaced in what the route leaves open: %s', (api, expected) => {
    const { api: replaced } = erased(new Mentions({ texts: ['orders'] }), {
      route: '/orders/:id',
      url_path: null,
      api,
    });
    expect(replaced).toBe(expected);
  });

  it('leaves records about the log itself, which verification reads', () => {
    const record = other({ namespace: 'ActivityTracker', url_name: 'activity.removed', body: { reason: 'erasure' } });
    const about = new Mentions({ texts: ['erasure'] });
    expect(about.eraseFrom(record)).toBe(record);
    expect(about.placesIn(record)).toEqual([]);
    expect(about.isIn(record, {} as never)).toBe(false);
  });

  it('leaves what the host’s code says', () => {
    const host = new Mentions({ id: 'x', texts: ['OrdersController', '/orders', 'GET', 'completed', 'Norway'] });
    const record = other({ country: 'Norway', api: null, url_path: null });
    expect(host.eraseFrom(record)).toBe(record);
  });
});

it.each<[string, boolean]>([
  ['7', false],
  ['12345678', false],
  ['alexander', false],
  ['ann42', false],
  ['u-7f3a9c21', true],
  ['ann@x.org', true],
  ['65a1b2c3d4e5f60718293a4b', true],
  ['1234567890123456', true],
])('the id %s is distinctive: %s', (id, expected) => {
  expect(isDistinctive(id)).toBe(expected);
});

describe('addEmails', () => {
  const emails = (value: unknown) => {
    const found = new Set<string>();
    addEmails(value, found);
    return [...found];
  };

  it.each<[unknown, string[]]>([
    ['Ann <ann+x@mail.example.org>, b@x.no.', ['ann+x@mail.example.org', 'b@x.no']],
    [{ 'key@x.no': [{ deep: 'a@x.no' }] }, ['key@x.no', 'a@x.no']],
    ['@handle a@b ***ERASED***@x', []],
    [{ n: 7, d: new Date(), x: null }, []],
  ])('finds in %j: %j', (value, expected) => {
    expect(emails(value)).toEqual(expected);
  });

  it('takes time in proportion to the text', () => {
    const start = performance.now();
    for (const unit of ['a', 'a@', '@', 'a.', 'a@a.', 'é-']) emails(`${unit.repeat(100_000)}@`);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe('a record with a large body', () => {
  const filler = Array.from({ length: 20_000 }, (_, n) => n + 100);
  const mentions = new Mentions({ id: '7', texts: ['ann@example.org'] });

  it.each<[string, Partial<ActivityLog>, boolean]>([
    ['without a mention', { body: filler }, false],
    ['with a text in a list', { body: [...filler, 'to ann@example.org'] }, true],
    ['with a text as a key', { body: { ...filler, 'ann@example.org': 1 } }, true],
    ['with a text as the key of a large value', { body: { 'ann@example.org': filler, other: filler } }, true],
    ['with an id where a user stands', { body: { filler, user_id: 7 } }, true],
    ['with an id among users that are many', { body: { user_ids: [...filler, 7] } }, true],
    ['with an id where none stands', { body: { filler, amount: 7 } }, false],
    ['with a text in the URL', { body: filler, api: '/people?email=ann@example.org' }, true],
  ])('%s', async (_what, fields, isMention) => {
    const record = (await decodeInPieces(mongo.BSON.serialize(other(fields)), new Pace())) as ActivityLog;
    expect(await mentions.isIn(record, new Pace())).toBe(isMention);
    expect(mentions.eraseFrom(record) !== record).toBe(isMention);
  });

  it('is looked through with turns of the event loop in between', async () => {
    const { pace, turns } = countedPace();
    const record = await decodeInPieces(mongo.BSON.serialize(other({ body: filler })), new Pace());
    expect(await mentions.isIn(record as ActivityLog, pace)).toBe(false);
    expect(turns()).toBeGreaterThan(2);
  });
});
