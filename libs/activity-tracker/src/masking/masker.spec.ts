import { afterEach, describe, expect, it, vi } from 'vitest';
import { anyOf } from './keys/key-matcher.js';
import { FILTERED, Masker, UNREADABLE } from './masker.js';
import { TextMask } from './text/text-mask.js';

const CANARY = 'canary-9f3b7c';
const value = (input: unknown, options = {}) => new Masker(options).begin().value(input);

describe('where a secret may stand', () => {
  it.each([
    ['a string', { password: CANARY }, { password: FILTERED }],
    ['a number', { pin: 1234 }, { pin: FILTERED }],
    ['a boolean', { secret: true }, { secret: FILTERED }],
    ['an empty string', { token: '' }, { token: FILTERED }],
    ['an object', { credentials: { user: 'jane', key: CANARY } }, { credentials: FILTERED }],
    ['an array', { tokens: [CANARY, CANARY] }, { tokens: FILTERED }],
    ['a buffer', { secret: Buffer.from(CANARY) }, { secret: FILTERED }],
    ['nothing', { password: null, token: undefined }, { password: null }],
    ['nested objects', { a: { b: [{ password: CANARY }] } }, { a: { b: [{ password: FILTERED }] } }],
    ['an array at the top', [{ password: CANARY }], [{ password: FILTERED }]],
    ['a list of pairs', [['password', CANARY], ['a', 'b']], [['password', FILTERED], ['a', 'b']]],
    ['a pair', { header: ['X-API-Key', CANARY] }, { header: ['X-API-Key', FILTERED] }],
    ['name and value', [{ name: 'password', value: CANARY }], [{ name: 'password', value: FILTERED }]],
    ['value and name', { value: CANARY, name: 'userPassword' }, { value: FILTERED, name: 'userPassword' }],
    ['key and val', { key: 'token', val: CANARY }, { key: 'token', val: FILTERED }],
    ['field and values', { field: 'user[password]', values: [CANARY] }, { field: 'user[password]', values: FILTERED }],
    ['k and v', [{ k: 'password', v: CANARY }, { v: 5, k: 'amount' }], [{ k: 'password', v: FILTERED }, { v: 5, k: 'amount' }]],
    ['an attribute and what it holds', { attribute: 'apiKey', v: { a: CANARY } }, { attribute: 'apiKey', v: FILTERED }],
    ['header name and value', { headerName: 'x-rapidapi-key', headerValue: CANARY }, { headerName: 'x-rapidapi-key', headerValue: FILTERED }],
    ['field_name and field_value', { field_name: 'pin', field_value: CANARY }, { field_name: 'pin', field_value: FILTERED }],
    ['id and content', { Id: 'pwd', Content: CANARY }, { Id: 'pwd', Content: FILTERED }],
    ['label and value', { label: 'Current password', value: CANARY }, { label: 'Current password', value: FILTERED }],
    ['a validator’s report', { property: 'password', value: CANARY, constraints: {} }, { property: 'password', value: FILTERED, constraints: {} }],
    ['a validator’s path', { path: ['user', 'password'], received: CANARY }, { path: ['user', 'password'], received: FILTERED }],
    ['a map', new Map([['password', CANARY]]), { password: FILTERED }],
    ['a map of other keys', new Map<unknown, unknown>([[1, 'a'], ['password', CANARY]]), [[1, 'a'], ['password', FILTERED]]],
    ['dotted keys', { 'a.b.password': CANARY }, { 'a.b.password': FILTERED }],
    ['its own __proto__', JSON.parse(`{"__proto__":{"password":"${CANARY}"}}`), JSON.parse(`{"__proto__":{"password":"${FILTERED}"}}`)],
    ['JSON in a string', { a: `{"password":"${CANARY}"}` }, { a: `{"password":"${FILTERED}"}` }],
    ['pairs in JSON in a string', { a: `[["password","${CANARY}"]]` }, { a: `[["password","${FILTERED}"]]` }],
    ['JSON encoded twice', JSON.stringify(JSON.stringify({ token: CANARY })), JSON.stringify(JSON.stringify({ token: FILTERED }))],
    ['JSON with white space', ` {"token":"${CANARY}"}\n`, `{"token":"${FILTERED}"}`],
    ['a key that is JSON', { [`{"password":"${CANARY}"}`]: '' }, { [`{"password":"${FILTERED}"}`]: FILTERED }],
    ['a URL in a string', { a: `https://x.y/z?token=${CANARY}` }, { a: `https://x.y/z?token=${FILTERED}` }],
    ['a URL object', { a: new URL(`https://x.y/?token=${CANARY}`) }, { a: `https://x.y/?token=${FILTERED}` }],
    ['search parameters', new URLSearchParams({ a: '1', token: CANARY }), `?a=1&token=${FILTERED}`],
    ['an error', new Error(`token=${CANARY}`), { name: 'Error', message: `token=${FILTERED}` }],
    ['a string at the top', `token=${CANARY}`, `token=${FILTERED}`],
  ] as [string, unknown, unknown][])('%s', (_, input, masked) => {
    expect(value(input)).toEqual(masked);
    expect(JSON.stringify(value(input))).not.toContain(CANARY);
  }); // prettier-ignore

  it.each([
    [null, null],
    [42, 42],
    ['str', 'str'],
    [true, true],
    ['', ''],
    [undefined, null],
    [[], []],
    [{}, {}],
    [
      [1, [2, [3]]],
      [1, [2, [3]]],
    ],
    [
      { name: 'John', value: 7 },
      { name: 'John', value: 7 },
    ],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [
      ['password is too short', 'email must be an email'],
      ['password is too short', 'email must be an email'],
    ],
    [
      { name: 'How to choose a password', content: 'long' },
      { name: 'How to choose a password', content: 'long' },
    ],
    ['{"a": 1}', '{"a": 1}'],
    ['[1, 2', '[1, 2'],
  ])('%j is kept as it is', (input, kept) => {
    expect(value(input)).toEqual(kept);
  });
});

describe('excludeKeys and removeKeys', () => {
  const options = { excludeKeys: ['national_id', /^x/gi], removeKeys: ['Debug-Info', /^tmp_/y, 'country'] };

  it.each([
    [{ nationalId: 1, 'NATIONAL.ID': 2, 'national id': 3, 'national-id': 4 }, { nationalId: FILTERED, 'NATIONAL.ID': FILTERED, 'national id': FILTERED, 'national-id': FILTERED }],
    [{ my_national_id: 1, nationalid2: 2 }, { my_national_id: 1, nationalid2: 2 }],
    [{ xa: 1, Xb: 2, ax: 3 }, { xa: FILTERED, Xb: FILTERED, ax: 3 }],
    [{ debug_info: 1, a: [{ debugInfo: 2, tmp_a: 3, tmp_b: 4, b: 5 }] }, { a: [{ b: 5 }] }],
    [{ name: 'debugInfo', value: 1 }, { name: 'debugInfo', value: FILTERED }],
    [{ a: '{"debug_info":1,"b":2}' }, { a: '{"b":2}' }],
    [{ password: 1 }, { password: FILTERED }],
  ])('%j', (input, masked) => {
    const masker = new Masker(options);
    expect(masker.begin().value(input)).toEqual(masked);
    expect(masker.begin().value(input)).toEqual(masked);
  }); // prettier-ignore

  it.each(['g', 'y', 'gy'])('a pattern with the flags %s matches each time, wherever it matched last', (flags) => {
    const masker = new Masker({ excludeKeys: [new RegExp('b', flags)] });
    const keys = ['aaab', 'ab', 'b', 'aab', 'b1', 'a1b'];
    const body = Object.fromEntries(keys.map((key) => [key, CANARY]));
    expect(Object.values(masker.begin().value(body) as object)).toEqual(keys.map(() => FILTERED));
  });

  it('empty lists leave the defaults in place', () => {
    expect(value({ password: 1, b: 2 }, { excludeKeys: [], removeKeys: [] })).toEqual({ password: FILTERED, b: 2 });
  });

  it('a pattern’s own methods are not used', () => {
    const pattern = Object.assign(/^a$/, {
      test: () => {
        throw new Error('never called');
      },
    });
    expect(value({ a: CANARY, b: 1 }, { excludeKeys: [pattern] })).toEqual({ a: FILTERED, b: 1 });
  });

  it.each([
    ['country', true],
    ['tmp_x', true],
    ['_id', false],
    ['created_time', false],
    ['body', false],
  ])('removes(%j) is %j', (field, removed) => {
    expect(new Masker({ removeKeys: ['country', /^tmp_/, '_id', /time/] }).removes(field)).toBe(removed);
  });
});

describe('headers', () => {
  const headers = (input: Record<string, unknown>) => new Masker({ removeKeys: ['x-internal'] }).begin().headers(input);

  it.each([
    [{ authorization: `Bearer ${CANARY}` }, { authorization: FILTERED }],
    [{ AUTHORIZATION: CANARY, 'Proxy-Authorization': CANARY }, { AUTHORIZATION: FILTERED, 'Proxy-Authorization': FILTERED }],
    [{ cookie: `a=1; sid=${CANARY}` }, { cookie: FILTERED }],
    [{ 'set-cookie': [`sid=${CANARY}`, 'a=1'] }, { 'set-cookie': FILTERED }],
    [{ 'x-api-key': [CANARY] }, { 'x-api-key': FILTERED }],
    [{ referer: `https://a.b/c?token=${CANARY}` }, { referer: `https://a.b/c?token=${FILTERED}` }],
    [{ Location: `/c?token=${CANARY}` }, { Location: `/c?token=${FILTERED}` }],
    [{ location: `c?pass%77ord=${CANARY}` }, { location: `c?pass%77ord=${FILTERED}` }],
    [{ referer: [`/c?token=${CANARY}`, 7], location: null }, { referer: [`/c?token=${FILTERED}`, 7], location: null }],
    [{ origin: `https://a:${CANARY}@b` }, { origin: `https://a:${FILTERED}@b` }],
    [{ 'x-custom': `token=${CANARY}; a=b` }, { 'x-custom': `token=${FILTERED}; a=b` }],
    [{ accept: '*/*;q=0.8', 'content-length': 12, vary: ['a', 'b'] }, { accept: '*/*;q=0.8', 'content-length': 12, vary: ['a', 'b'] }],
    [{ 'www-authenticate': 'Bearer realm="x"' }, { 'www-authenticate': 'Bearer realm="x"' }],
    [{ 'x-internal': 'a', b: undefined }, {}],
  ])('%j', (input, masked) => {
    expect(headers(input).value).toEqual(masked);
  }); // prettier-ignore
});

it('a session that forgets knows nothing of the exchange before', () => {
  const session = new Masker().begin();
  session.headers({ authorization: `Bearer ${CANARY}` });
  session.hearApplication();
  session.value({ password: 'hunter22', pin: 123456, secret: 'ü ü' });
  session.forget();
  const value = { a: CANARY, b: 'hunter22', c: 123456, d: 'ü ü' };
  expect(session.maskEchoes({ ...value })).toEqual(value);
  session.value({ password: 'other-s3cret' });
  expect(session.maskEchoes(['hunter22 other-s3cret'])).toEqual([`hunter22 ${FILTERED}`]);
});

describe('headers as BSON', () => {
  const masker = new Masker();

  it.each([
    ['seen for the first time', 'https://shop.example/ü?step=2'],
    ['seen again', 'https://shop.example/ü?step=2'],
    ['with a secret', `https://shop.example/?token=${CANARY}`],
    ['longer than is remembered', 'x'.repeat(300)],
  ])('are what their value is: %s', (_, referer) => {
    const session = masker.begin();
    const headers = session.headers({ 'x-ключ': 'a', referer, authorization: `Bearer ${CANARY}`, empty: '' });
    expect(headers.encoded?.value).toEqual(headers.value);
    expect(session.maskEchoes(headers)).toEqual(headers.encoded);
  });

  it('are none where one is no text', () => {
    const headers = masker.begin().headers({ accept: '*/*', vary: ['a', 'b'] });
    expect(headers.encoded).toBeUndefined();
    expect(masker.begin().maskEchoes(headers)).toEqual({ accept: '*/*', vary: ['a', 'b'] });
    const session = masker.begin();
    session.hearApplication();
    const echoing = session.headers({ authorization: `Bearer ${CANARY}`, vary: ['a', CANARY] });
    expect(session.maskEchoes(echoing)).toEqual({ authorization: FILTERED, vary: ['a', FILTERED] });
  });

  it('are none where a secret of elsewhere shows, also in a value that was harmless before', () => {
    masker.begin().headers({ 'x-note': `about ${CANARY}` });
    const session = masker.begin();
    session.hearApplication();
    const headers = session.headers({ 'x-note': `about ${CANARY}`, [`x-${CANARY}`]: '1' });
    session.value({ password: CANARY });
    expect(session.maskEchoes(headers)).toEqual({ 'x-note': `about ${FILTERED}`, [`x-${FILTERED}`]: '1' });
  });

  it('are decided again when the memory is full', () => {
    for (let index = 0; index < 5_000; index++) masker.begin().headers({ [`x-${index % 7}`]: `value ${index}` });
    const headers = masker.begin().headers({ 'x-1': 'value 1', 'x-2': 'value 2' });
    expect(headers.encoded?.value).toEqual({ 'x-1': 'value 1', 'x-2': 'value 2' });
  });
});

describe('an internal fault', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('costs the value, and shows nothing of it', () => {
    const session = new Masker().begin();
    session.hearApplication();
    session.value({ password: CANARY });
    vi.spyOn(TextMask.prototype, 'copy').mockImplementation(() => {
      throw new Error(CANARY);
    });
    vi.spyOn(TextMask.prototype, 'url').mockImplementation(() => {
      throw new Error(CANARY);
    });
    expect(session.value(CANARY)).toBe(UNREADABLE);
    expect(session.value({ n: 1, a: { b: CANARY } })).toEqual({ n: 1, a: UNREADABLE });
    expect(session.text(CANARY)).toBe(UNREADABLE);
    expect(session.url(CANARY)).toBe(UNREADABLE);
    expect(session.headers({ accept: CANARY, referer: CANARY }).value).toEqual({
      accept: UNREADABLE,
      referer: UNREADABLE,
    });
    expect(session.maskEchoes(Object.freeze({ a: CANARY }))).toBe(UNREADABLE);
    expect(session.faults).toBeGreaterThan(0);
  });

  it('in a pattern counts as a match', () => {
    const matches = anyOf([/^x$/]);
    vi.spyOn(RegExp.prototype, 'exec').mockImplementation(() => {
      throw new RangeError('stack');
    });
    expect(matches('a')).toBe(true);
  });
});

describe('the host’s own objects', () => {
  it('stay as they are, frozen or not', () => {
    const inner = Object.freeze({ password: CANARY, list: Object.freeze([1, { token: 'x' }]) });
    const input = Object.seal({ inner, again: inner });
    const before = structuredClone(input);
    const copy = value(input) as { inner: { list: unknown[] } };
    expect(input).toEqual(before);
    expect(input.inner).toBe(inner);
    expect(copy.inner).not.toBe(inner);
    expect(copy.inner.list).not.toBe(inner.list);
  });

  it('are copied as they were', () => {
    const input = { status: 'open', dates: [new Date(0)] };
    const copy = value(input);
    input.status = 'closed';
    input.dates[0]!.setTime(1);
    expect(copy).toEqual({ status: 'open', dates: [new Date(0)] });
  });
});
