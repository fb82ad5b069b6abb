import { describe, expect, it, vi } from 'vitest';
import { EncodedPart } from '../../bson/encoded-part.js';
import { Masker } from '../masker.js';
import { FILTERED, isTruncation, TRUNCATED_WORK } from '../values/markers.js';
import type { MaskingSession } from '../masking-session.js';
import { replaceNamed } from '../text/replace-words.js';
import { textsOf } from '../echoes/unread-text.js';
import { WorkBudget } from './work-budget.js';

const KIB_64 = 64 * 1024;

function repeated(unit: (index: number) => string, bytes: number): string {
  const parts: string[] = [];
  for (let size = 0, index = 0; size < bytes; index++) {
    const part = unit(index);
    parts.push(part);
    size += part.length + 1;
  }
  return parts.join(',');
}

function* repeatedValues(value: (index: number) => string, bytes: number): Generator<string> {
  for (let size = 0, index = 0; size < bytes; index++) {
    const text = value(index);
    size += text.length + 3;
    yield text;
  }
}

/** Masks a body as the recorder does: as text where that can be, else by its value. */
function maskedBody(session: MaskingSession, text: string): unknown {
  const encoded = session.encodedJson(text);
  if (!encoded) return session.maskEchoes(session.maskParsedInPlace(JSON.parse(text), text));
  const masked = session.maskEchoes(encoded);
  return masked instanceof EncodedPart ? masked.value : masked;
}

function written(value: unknown): string {
  return JSON.stringify(value);
}

const list = (unit: (index: number) => string) => (bytes: number) => `[${repeated(unit, bytes)}]`;
const one = (unit: string) => (bytes: number) =>
  JSON.stringify([unit.repeat(Math.ceil(bytes / JSON.stringify(unit).length))]);

/** Names with escapes, none of which was decided before. */
const newNames = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `a${from + index}%zz=b&`).join('');

/** A key comes twice, so that it is masked by its value. */
const wide = (value: string) =>
  `{"w1":1,${Array.from({ length: 65 }, (_, at) => `"w${at}":${at % 8 ? 1 : JSON.stringify(value)}`).join()}}`;

/** Bodies that cost more than they should: each was found by `npm run bench -- hostile`. */
const HOSTILE: [string, (bytes: number) => string][] = [
  ['look-alikes of JSON objects', list(() => '"{]"')],
  ['look-alikes of JSON lists', list(() => String.raw`"[\""`)],
  ['JSON in strings', list(() => '"[1]"')],
  ['names and values', list((index) => `"password=hunter${index}"`)],
  ['one text of names and values', one('a:')],
  ['one text of names with escapes', one('a%2525=b&')],
  ['one URL with many parameters', (bytes) => JSON.stringify([`/a?${'&a=b'.repeat(bytes / 4)}`])],
  ['addresses with passwords', one('http://u:p@h/ ')],
  ['beginnings of tokens', one('eyJwYXNz.')],
  ['credentials', one('Bearer abcdef1 ')],
  ['card numbers, nearly', one('4242424242424241 ')],
  ['single digits', one('4 1 ')],
  ['single digits with dashes', one('4-')],
  ['private keys', one('-----BEGIN RSA PRIVATE KEY-----')],
  ['complaints about JSON', one(', "a" is not valid JSON')],
  ['keys that come once', (bytes) => `{${repeated((index) => `"bearer ${index}:":1`, bytes)}}`],
  ['names next to values', list((index) => `{"name":"k=${index}","value":"x"}`)],
  ['cookies in text', one('cookie: a\n')],
  [
    'addresses with passwords under names',
    list((index) => `{"message":" https://u:p${index}@h/","token":"x","id":"://a:4"}`),
  ],
  ['addresses in objects of many keys', list((index) => wide(`#https://u:p${index}@h/`))],
  ['credentials in objects of many keys', list((index) => wide(`http://h/?basic eDp5${index}`))],
  ['names in letters that are not Latin', list((index) => wide(`[[ä-k${index}=v%zz`))],
  ['names of escapes that are no UTF-8', list(() => '{"name":"%ff%fe:%ff%fe]","value":"%ff%fe:%ff%fe]"}')],
  ['names in letters that are not Latin, before prose', one('раssword:')],
  ['texts with U+FFFD and escapes', list(() => String.raw`"\ufffd\udc00\u0001__proto__=\ufffd]"`)],
  ['short texts of names and values', list(() => '"x:$y :x:$y :x:$y }"')],
  ['beginnings of issued keys', list(() => '"AIza:AIza:AIza}"')],
  [
    'a list of requests',
    list((index) => `{"query":"#https://u:p${index}@h/","variables":{"p":"${index}secret","b":[1,2]}}`),
  ],
];

describe('the work of masking an exchange', () => {
  it.each(HOSTILE)('is linear in its length, and within its budget: %s', (_, body) => {
    const session = new Masker().begin();
    const measured = (bytes: number) => {
      session.forget();
      maskedBody(session, body(bytes));
      const { spent, granted } = session.work;
      return { bytes, spent, granted };
    };
    const [once, twice] = [measured(KIB_64 / 2), measured(KIB_64)];
    for (const { bytes, spent, granted } of [once, twice]) {
      expect(spent).toBeGreaterThan(0);
      // Reading a string is paid whether or not it is masked then: its escapes have to be read.
      expect(spent).toBeLessThan(granted + 14 * bytes);
    }
    expect(twice.granted).toBeLessThan(2.05 * once.granted);
  });

  it('counts what fails: a text that is no JSON is seen to be none, and not parsed until it throws', () => {
    const session = new Masker().begin();
    const parse = vi.spyOn(JSON, 'parse');
    try {
      session.encodedJson(`[${repeated(() => '"{]"', 8_000)}]`);
      expect(parse).not.toHaveBeenCalled();
    } finally {
      parse.mockRestore();
    }
    expect(session.work.spent).toBeGreaterThan(50_000);
  });

  it.each<[string, (secret: string) => unknown]>([
    ['in a text of the same list', (secret) => [...Array<string>(15_000).fill('{]'), `password=${secret}`]],
    ['behind names and values', (secret) => [...Array<string>(6_000).fill('a=b:'), { note: `token: "${secret}"` }]],
    [
      'in JSON inside a string',
      (secret) => [...Array<string>(9_000).fill('[":"]'), JSON.stringify({ password: secret })],
    ],
    ['in a list of names and values', (secret) => [...Array<string>(6_000).fill('a=b:'), ['password', secret]]],
    [
      'under a new key',
      (secret) => ({ ...Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k:${i}`, 1])), password: secret }),
    ],
    ['in one long text', (secret) => `${newNames(5_000)}password=${secret}`],
    ['in a URL', (secret) => `/a?${newNames(5_000)}token=${secret}`],
  ])('hides a secret behind 60 kB of costly text, %s', (_, body) => {
    const secret = 'hunter2-correct-horse';
    const session = new Masker().begin();
    const value = maskedBody(session, JSON.stringify([body(secret)]));
    expect(written(value)).not.toContain(secret);
  });

  it('marks what it did not look through, keeps what needs no look, and leaves out the rest after many marks', () => {
    const session = new Masker().begin();
    const costly = Array.from({ length: 2_000 }, (_, index) => newNames(4, 4 * index));
    const text = JSON.stringify([...costly, 'plain', 7]);
    const value = maskedBody(session, text) as unknown[];
    expect(value.filter((item) => item === TRUNCATED_WORK).length).toBeGreaterThan(100);
    expect(isTruncation(value.at(-1))).toBe(true);
    const few = JSON.stringify(['http://u:p@h/ '.repeat(4_600), 'plain', 7, { amount: 5 }]);
    session.forget();
    expect(maskedBody(session, few)).toEqual([TRUNCATED_WORK, 'plain', 7, { amount: 5 }]);
  });

  it('gives a body the same, masked as text or by its value', () => {
    const text = '[{"a":1,"b":"x"},[],{},[true,"k:v"]]';
    const granted = (mask: (session: MaskingSession) => unknown) => {
      const session = new Masker().begin();
      expect(mask(session)).toBeDefined();
      return session.work.granted;
    };
    expect(granted((session) => session.encodedJson(text))).toBe(
      granted((session) => session.maskParsedInPlace(JSON.parse(text), text)),
    );
  });

  it.each([
    ['one value', 1, (index: number) => `hunter${index}-q8Zt4X`],
    ['eight values', 8, (index: number) => `hunter${index}-q8Zt4X`],
    ['64 values', 64, (index: number) => `hunter${index}-q8Zt4X`],
    ['64 values with many spellings', 64, (index: number) => `s"${index}/&q8Zt4Xé`],
    ['64 values that begin alike', 64, (index: number) => `${'Ab3-'.repeat(12)}${index}`],
  ])('bounds the search of 64 KiB of prose for %s that each text repeats', (_, count, valueOf) => {
    const passwords = Array.from({ length: count }, (_value, index) => valueOf(index));
    const texts = [...repeatedValues((index) => `no ${passwords[index % count]} here`, KIB_64)];
    const session = new Masker().begin();
    const text = JSON.stringify({ passwords, texts });
    const masked = written(maskedBody(session, text));
    for (const password of passwords) expect(masked).not.toContain(JSON.stringify(password).slice(1, -1));
    // Reading a string is paid whether or not it is masked then.
    expect(session.work.spent).toBeLessThan(session.work.granted + 14 * text.length);
    expect(session.work.granted).toBeLessThan(60 * text.length);
  });

  it('counts the names in front of a word that a caller called a secret, which are judged one by one', () => {
    const spent = (names: number) => {
      let units = 0;
      const text = Array.from({ length: names }, (_, index) => `pass${index} sunshine`).join(', ');
      replaceNamed(text, 'sunshine', { spend: (more) => void (units += more) });
      return units;
    };
    expect(spent(30)).toBeGreaterThan(30 * 1_000);
    expect(spent(30)).toBeGreaterThan(25 * spent(1));
  });

  it('leaves an answer its own budget, whatever the request cost', () => {
    const session = new Masker().begin();
    const costly = newNames(5_000);
    expect(maskedBody(session, JSON.stringify([costly]))).toEqual([TRUNCATED_WORK]);
    expect(maskedBody(session, '{"url":"https://example.com/a?b=c","note":"token=s3cret-value"}')).toEqual({
      url: 'https://example.com/a?b=c',
      note: `token=${FILTERED}`,
    });
  });

  it('masks an answer of many texts in full, however many cookies its texts repeat', () => {
    const session = new Masker().begin();
    const secrets = Array.from({ length: 64 }, (_, index) => `s"${index}/Zx81qLm0&Tq7Vw2Kp9&Rb4Nc6Yd3`);
    session.headers({ cookie: secrets.map((secret, index) => `c${index}=${secret}`).join('; ') });
    session.hearApplication();
    const said = (about: string) => ({ message: `no ${about}`, status: 'completed' });
    const answers = secrets.flatMap((secret) => Array.from({ length: 20 }, () => said(secret)));
    expect(maskedBody(session, JSON.stringify(answers))).toEqual(answers.map(() => said(FILTERED)));
  });

  it('masks an answer that lists the passwords of 400 accounts in full', () => {
    const session = new Masker().begin();
    session.hearApplication();
    const account = (id: number, password: string) => ({ id, name: `Person ${id}`, email: `p${id}@a.test`, password });
    const answer = Array.from({ length: 400 }, (_, id) => account(id, `hunter${id}`));
    expect(maskedBody(session, JSON.stringify(answer))).toEqual(answer.map(({ id }) => account(id, FILTERED)));
  });

  it('marks a body for which too little work is left to read it back from BSON', () => {
    const session = new Masker().begin();
    const one = `${Array<string>(5).fill('x:$y ').join(':')}]`;
    const text = JSON.stringify([...repeatedValues(() => one, KIB_64)].map((value) => [value, value]));
    expect(maskedBody(session, text.slice(0, KIB_64).replace(/,\[[^[]*$/, ']'))).toBe(TRUNCATED_WORK);
    expect(session.work.spent).toBeLessThan(1.05 * session.work.granted);
  });

  it('counts the names of the cookies that a response sets, and the properties of a value that is read for words', () => {
    const spent = (count: number) => {
      const session = new Masker().begin();
      session.hearApplication();
      session.headers({ 'set-cookie': Array.from({ length: count }, (_, index) => `name${index}=q8Zt4X-${index}`) });
      return session.work.spent;
    };
    expect(spent(200) - spent(100)).toBeGreaterThan(100 * 300);
    const work = new WorkBudget();
    textsOf(Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, index])), work);
    expect(work.spent).toBeGreaterThan(100_000);
  });

  it('keeps the path of a URL whose query costs too much', () => {
    const session = new Masker().begin();
    expect(session.url(`/orders/7?${'a%zz%2525=b&'.repeat(1_300)}token=hunter2`)).toBe(`/orders/7?${TRUNCATED_WORK}`);
  });

  it.each<[string, unknown]>([
    [
      'an order',
      { id: 7, card: '4111111111111111', password: 'x', items: [{ sku: 'a-1', at: '2026-01-01T00:00:00Z' }] },
    ],
    [
      '500 rows with addresses and times',
      Array.from({ length: 500 }, (_, id) => ({
        id,
        url: `https://cdn.example.com/p/${id}.jpg?w=200`,
        at: '2026-01-01T10:00:00.000Z',
        note: 'Lunch: 12:30',
      })),
    ],
    [
      '1,000 records by their ids',
      Object.fromEntries(
        Array.from({ length: 1_000 }, (_, index) => [
          `64f0a1b2c3d4e5f6a7b8${(index + 4096).toString(16)}`,
          { n: index },
        ]),
      ),
    ],
    [
      'JSON of 8 kB in a string',
      { payload: JSON.stringify(Array.from({ length: 160 }, (_, id) => ({ id, name: `Item ${id}`, price: 9.5 }))) },
    ],
    ['600 lines of a log', Array.from({ length: 600 }, (_, line) => `[INFO] request ${line} took: 12 ms [ok]`)],
    ['2,000 tags', Array.from({ length: 2_000 }, (_, index) => `size:${index % 20}`)],
    [
      '800 texts with quotes and line breaks',
      Array.from({ length: 800 }, (_, line) => `He said "yes"\nand: left ${line}`),
    ],
    [
      'a dense GraphQL document of 16 kB that names a secret',
      `{login(password:"hunter2-q8Zt4X"){id}${' f:a(b:1,c:$d){e}'.repeat(960)}}`,
    ],
    [
      '60 kB of comments in Arabic',
      Array.from({ length: 500 }, (_, id) => ({
        id,
        text: `تم تجهيز الطلب رقم ${id}: غادر المستودع في 12:30 مع 3 طرود`,
        by: 'سلمى',
      })),
    ],
    [
      '60 kB of comments in Chinese',
      Array.from({ length: 400 }, (_, id) => ({
        id,
        text: `订单 ${id} 已打包: 12:30 离开仓库，共 3 个包裹，请注意查收。`.repeat(2),
        by: '小林',
      })),
    ],
    ['20 kB of prose', `The order was packed: it left at 12:30, with 3 parcels (a=1). `.repeat(330)],
  ])('is not bounded by it in what is ordinary: %s', (_, value) => {
    const session = new Masker().begin();
    const masked = maskedBody(session, JSON.stringify({ value }));
    expect(written(masked)).not.toContain('***TRUNCATED');
    expect(session.work.spent).toBeLessThan(session.work.granted);
  });
});
