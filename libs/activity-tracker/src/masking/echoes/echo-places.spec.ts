import { describe, expect, it } from 'vitest';
import { FILTERED, Masker, type MaskingSession } from '../masker.js';

/** After the caller sent these under a secret's name. */
const claimed = (...values: string[]): MaskingSession => {
  const session = new Masker().begin();
  session.value({ tokens: values });
  return session;
};

const PASSWORD = 'hunter22';
const TOKEN = 'c4n4ry-Zx81qLm0';
const ORDER = 'ORD-77AX12B';
const UUID = '550e8400-e29b-41d4-a716-446655440000';
const RANDOM = 'V1StGXR8_Z5jdHi6B-myT';
const PLAIN = [
  '1000000',
  '2026-11-29',
  '29.11.2026 10:30',
  'approved',
  'cancel-order',
  'transfer-1000000',
  'jane@example.com',
];

describe('what only the caller named a secret', () => {
  it.each<[name: string, kept: unknown]>([
    ['under a harmless name', { order: ORDER, id: UUID, state: PASSWORD }],
    ['in a list', { orders: [ORDER, UUID] }],
    ['as a key', { [ORDER]: { [UUID]: 1 } }],
    ['as part of a compound', { topic: `orders/${ORDER}/paid`, ref: `ref:${UUID}` }],
    ['as part of a longer word', { note: `see ${ORDER}-9912 and x${PASSWORD}` }],
    [
      'in the text of a GraphQL operation',
      { query: `mutation Pay { pay(order: "${ORDER}", ids: ["${UUID}"]) { id } }` },
    ],
    ['in JSON inside a string', { payload: `{"order": "${ORDER}", "id": "${UUID}"}` }],
    ['under id, also a random one', { id: RANDOM, orderId: RANDOM, reference: RANDOM }],
  ])('stays %s', (_, kept) => {
    const session = claimed(ORDER, UUID, PASSWORD, RANDOM);
    expect(session.maskEchoes(structuredClone(kept))).toEqual(kept);
  });

  it.each<[name: string, echo: unknown, masked: unknown]>([
    ['in a message', { message: `${PASSWORD} is too short` }, { message: `${FILTERED} is too short` }],
    ['as a message', { error: PASSWORD, errors: [UUID] }, { error: FILTERED, errors: [FILTERED] }],
    ['in prose under any name', { note: `my key is ${UUID}.` }, { note: `my key is ${FILTERED}.` }],
    [
      'repeated for confirmation',
      { password_confirm: PASSWORD, repeat: PASSWORD },
      { password_confirm: FILTERED, repeat: FILTERED },
    ],
    ['in a 404 text', { message: `Cannot GET /keys/${UUID}` }, { message: `Cannot GET /keys/${FILTERED}` }],
    ['in the query of a URL', { url: `/x?q=${TOKEN}` }, { url: `/x?q=${FILTERED}` }],
    ['in a path', { url: `/keys/${TOKEN}/x` }, { url: `/keys/${FILTERED}/x` }],
    [
      'in JSON inside a string, within its text',
      { payload: `{"note": "it is ${PASSWORD}"}` },
      { payload: `{"note": "it is ${FILTERED}"}` },
    ],
    ['if it is long and random', { note: RANDOM, [RANDOM]: 1 }, { note: FILTERED, [FILTERED]: 1 }],
  ])('is masked %s', (_, echo, masked) => {
    expect(claimed(PASSWORD, TOKEN, UUID, RANDOM).maskEchoes(echo)).toEqual(masked);
  });

  it.each(PLAIN)('stays wherever it stands when it is plain: %s', (value) => {
    const record = {
      a: value,
      message: value,
      note: `was ${value} by you`,
      url: `/a/${value}?b=${value}`,
      n: Number(value),
    };
    expect(claimed(value).maskEchoes(structuredClone(record))).toEqual(record);
  });

  it.each([
    [`password sunshine is too short`, `password ${FILTERED} is too short`],
    [`The code "sunshine" is wrong`, `The code "${FILTERED}" is wrong`],
    [`OTP is sunshine`, `OTP is ${FILTERED}`],
    [`sunshine over the sea`, 'sunshine over the sea'],
  ])('is masked behind the name of a secret even when it is plain: %s', (text, masked) => {
    expect(claimed('sunshine').maskEchoes({ text })).toEqual({ text: masked });
  });
});

describe('what the application named a secret', () => {
  const named = (value: string): MaskingSession => {
    const session = new Masker().begin();
    session.hearApplication();
    session.value({ token: value });
    return session;
  };

  it.each([PASSWORD, ORDER, UUID, RANDOM])('is masked wherever it stands: %s', (value) => {
    const echo = { a: value, id: value, b: `x:${value}`, [value]: 1 };
    expect(named(value).maskEchoes(echo)).toEqual({ a: FILTERED, id: FILTERED, b: `x:${FILTERED}`, [FILTERED]: 1 });
  });

  it.each(PLAIN)('stays when it is plain: %s', (value) => {
    expect(named(value).maskEchoes({ a: value })).toEqual({ a: value });
  });

  it('stays where it only repeats the claim of the caller', () => {
    const session = claimed(ORDER);
    session.hearApplication();
    session.value({ token: ORDER, message: `token=${ORDER}` });
    expect(session.maskEchoes({ order: ORDER })).toEqual({ order: ORDER });
  });

  it('is no name in running text, which may repeat what the caller wrote', () => {
    const session = new Masker().begin();
    session.hearApplication();
    session.value({ message: `no result for token=${ORDER}` });
    expect(session.maskEchoes({ order: ORDER })).toEqual({ order: ORDER });
  });

  it.each([
    ['sid=ORD-77AX12B', FILTERED],
    ['__Host-session=ORD-77AX12B', FILTERED],
    ['last_order=ORD-77AX12B', ORDER],
    ['a=b; Path=/orders/ORD-77AX12B', ORDER],
  ])('counts by the name of its cookie: %s', (cookie, kept) => {
    const session = new Masker().begin();
    session.hearApplication();
    session.headers({ 'set-cookie': [cookie] });
    expect(session.maskEchoes({ order: ORDER })).toEqual({ order: kept });
  });
});

describe('a request target', () => {
  it.each<[name: string, target: string, isMatched: boolean, masked: string]>([
    ['keeps the path that a route matched', `/n/${ORDER}/${TOKEN}/${RANDOM}`, true, `/n/${ORDER}/${TOKEN}/${RANDOM}`],
    ['loses random segments where no route matched', `/n/${TOKEN}/${RANDOM}`, false, `/n/${FILTERED}/${FILTERED}`],
    ['keeps ids where no route matched', `/n/${ORDER}/${UUID}`, false, `/n/${ORDER}/${UUID}`],
    ['loses random values of its query', `/n?q=${TOKEN}&r=${RANDOM}`, true, `/n?q=${FILTERED}&r=${FILTERED}`],
    ['loses random names of its query', `/n?${TOKEN}=&${RANDOM}=1`, true, `/n?${FILTERED}=&${FILTERED}=1`],
    [
      'keeps ids in its query',
      `/n?order=${ORDER}&id=${UUID}&s=${PASSWORD}`,
      true,
      `/n?order=${ORDER}&id=${UUID}&s=${PASSWORD}`,
    ],
    [
      'loses what stands in prose of its query',
      `/n?q=it+is+${PASSWORD}&r=is%20${UUID}`,
      true,
      `/n?q=it+is+${FILTERED}&r=is%20${FILTERED}`,
    ],
  ])('%s', (_, target, isMatched, masked) => {
    expect(claimed(ORDER, TOKEN, RANDOM, UUID, PASSWORD).maskEchoesInTarget(target, isMatched)).toBe(masked);
  });

  it.each<[template: string, path: string, params: Record<string, string>, masked: string]>([
    ['/users/:id/reset/:token', '/users/A77/reset/A77', { id: 'A77', token: 'A77' }, `/users/A77/reset/${FILTERED}`],
    ['/orders/cancel/:token', '/orders/cancel/cancel/', { token: 'cancel' }, `/orders/cancel/${FILTERED}/`],
    ['/files/*token', '/files/a/b', { token: 'a/b' }, `/files/${FILTERED}`],
    // A host rewrote the URL before it was routed.
    ['/verify/:token', '/A77/verify', { token: 'A77' }, `/${FILTERED}/verify`],
  ])('%s loses its secret parameters and no other part', (template, path, params, masked) => {
    const session = new Masker().begin();
    expect(session.url(path, session.pathSecrets(params, template))).toBe(masked);
  });
});

describe('headers', () => {
  it.each<[name: string, value: string, isRedirect: boolean, masked: string]>([
    ['user-agent', `Shop/1 (${ORDER}; ${RANDOM})`, false, `Shop/1 (${ORDER}; ${RANDOM})`],
    ['x-request-id', RANDOM, false, RANDOM],
    ['x-order', ORDER, false, ORDER],
    ['x-note', `about ${ORDER}`, false, `about ${FILTERED}`],
    ['location', `/orders/${ORDER}`, false, `/orders/${ORDER}`],
    ['location', `/orders/${ORDER}`, true, `/orders/${FILTERED}`],
    ['location', `/x?t=${UUID}`, true, `/x?t=${FILTERED}`],
    ['referer', `https://shop.example/?q=${TOKEN}`, false, `https://shop.example/?q=${FILTERED}`],
  ])('%s: %s, of a redirect: %s', (name, value, isRedirect, masked) => {
    const session = claimed(ORDER, TOKEN, RANDOM, UUID);
    expect(session.maskEchoes(session.headers({ [name]: [value] }), isRedirect)).toEqual({ [name]: [masked] });
  });
});
