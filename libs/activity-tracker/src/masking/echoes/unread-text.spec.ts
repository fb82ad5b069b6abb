import { describe, expect, it } from 'vitest';
import { EncodedPart } from '../../bson/encoded-part.js';
import { Masker } from '../masker.js';
import type { MaskingSession } from '../masking-session.js';
import { FILTERED, TRUNCATED_WORK } from '../values/markers.js';
import { UnreadText, textsOf } from './unread-text.js';
import { WorkBudget } from '../budget/work-budget.js';

const SECRET = 'Hunter2-Zq8Rt4Xw9';
const costly = (count: number) => Array.from({ length: count }, (_, at) => `a${at}%zz=b&`).join('');
const moreDecoys = Array.from({ length: 300 }, (_, at) => `m0re-value-${at}`);
const decoys = Array.from({ length: 70 }, (_, at) => `dec0y-value-${at}`);

function masked(session: MaskingSession, body: unknown): () => unknown {
  return maskedText(session, JSON.stringify(body));
}

function maskedText(session: MaskingSession, text: string): () => unknown {
  const encoded = session.encodedJson(text);
  if (!encoded) {
    const parsed = session.maskParsedInPlace(JSON.parse(text), text);
    return () => session.maskEchoes(parsed);
  }
  return () => {
    const shown = session.maskEchoes(encoded);
    return shown instanceof EncodedPart ? shown.value : shown;
  };
}

/** Ends the pass over the text, which would find secrets behind the cut. */
const readByValue = { $ref: 1 };

const fields = (count: number, key: (at: number) => string, value: unknown): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [key(at), value]));

const REQUESTS: [string, (session: MaskingSession) => unknown][] = [
  ['the work', (session) => masked(session, { costly: costly(5_000), password: SECRET })],
  [
    'the work, where it is written with escapes',
    (session) =>
      maskedText(
        session,
        JSON.stringify({ costly: costly(5_000), password: SECRET }).replace('Hunter2', String.raw`\u0048unter2`),
      ),
  ],
  [
    'the work, where it begins a line',
    (session) => maskedText(session, JSON.stringify({ costly: costly(5_000), note: `password:\n${SECRET}\n` })),
  ],
  [
    'the work, and is a part of a body that the query repeats',
    (session) => {
      session.url(`/reset?${costly(5_000)}`);
      masked(session, { costly: costly(5_000), password: SECRET });
    },
  ],
  [
    'the work, in lists',
    (session) =>
      masked(session, { lists: Array.from({ length: 3_000 }, (_, at) => ({ [`k${at}:`]: 'a=b:' })), password: SECRET }),
  ],
  ['the work of the same text', (session) => masked(session, { note: `${costly(5_000)}password=${SECRET}` })],
  [
    'the work of JSON in a string',
    (session) =>
      masked(session, { note: JSON.stringify([...Array<string>(9_000).fill('[":"]'), { password: SECRET }]) }),
  ],
  [
    'the work of a form',
    (session) => session.value({ ...fields(900, (at) => `k:${at}`, costly(3)), password: SECRET }, true),
  ],
  ['the work of a query', (session) => session.url(`/reset?${costly(5_000)}password=${SECRET}`)],
  [
    'the work of headers',
    (session) =>
      session.headers({
        ...fields(90, (at) => `x-${at}`, costly(60)),
        'x-new': '1',
        authorization: `Bearer ${SECRET}`,
      }),
  ],
  [
    'the room for values, with cookies',
    (session) => {
      session.headers({ cookie: decoys.map((decoy, at) => `c${at}=${decoy}`).join('; ') });
      masked(session, { password: SECRET });
    },
  ],
  [
    'the room of a body, with 20,000 values before it',
    (session) => masked(session, { ...readByValue, list: [...Array<number>(20_000).fill(1), { password: SECRET }] }),
  ],
  [
    'the depth that is read',
    (session) => maskedText(session, `{"a":${'['.repeat(70)}{"password":"${SECRET}"}${']'.repeat(70)}}`),
  ],
  ['the length of a text', (session) => session.value({ note: `${'x '.repeat(36_000)}password=${SECRET}` })],
  [
    'the room of a body that the application read',
    (session) => session.bounded({ image: 'x'.repeat(90_000), list: [{ password: SECRET }] }, 60),
  ],
  [
    'the bytes that are kept, where the application read the rest',
    (session) => session.noteRest({ list: [{ password: SECRET }] }, session.value({ list: [] })),
  ],
  ['300 other secrets in a list', (session) => masked(session, { password: [...moreDecoys, SECRET] })],
  ['the room for values, in a list', (session) => masked(session, { password: [...decoys, SECRET] })],
];

describe('a secret of the request behind what used up', () => {
  it.each(REQUESTS)('%s is masked where the response repeats it, and nothing else is', (_, request) => {
    const session = new Masker().begin();
    request(session);
    session.hearApplication();
    const answer = masked(session, {
      message: `the password ${SECRET} is too short`,
      errors: [{ error: `bad ${SECRET}.`, at: '/reset' }],
      order: 'order-1000000',
      total: 1_000_000,
      note: 'Your order was packed',
    });
    expect(answer()).toEqual({
      message: `the password ${FILTERED} is too short`,
      errors: [{ error: `bad ${FILTERED}.`, at: '/reset' }],
      order: 'order-1000000',
      total: 1_000_000,
      note: 'Your order was packed',
    });
  });

  it('does not hide the rest of the request itself', () => {
    const session = new Masker().begin();
    const body = masked(session, { note: 'send Widget-2000X9 to me', costly: costly(5_000) });
    expect(body()).toEqual({ note: 'send Widget-2000X9 to me', costly: TRUNCATED_WORK });
  });

  it('does not hide the rest of a request that was cut, as JSON, as a form, or as the application read it', () => {
    const note = 'send Widget-2000X9 to me';
    const session = new Masker().begin();
    const body = masked(session, { note, filler: Array<number>(20_000).fill(1) });
    expect(body()).toMatchObject({ note });
    session.forget();
    const cut = session.bounded({ note, image: 'x'.repeat(90_000) }, 1_000).value;
    expect(session.maskEchoes(cut)).toMatchObject({ note });
    session.forget();
    const beginning = session.value({ note }, true);
    session.noteRest({ note, image: 'x'.repeat(90_000) }, beginning);
    expect(session.maskEchoes(beginning)).toEqual({ note });
  });

  it("is no secret of the application, which may repeat it under a secret's name", () => {
    const session = new Masker().begin();
    const sent = Array.from({ length: 140 }, (_, at) => `ORD-77AX${100 + at}`);
    session.value({ tokens: sent });
    session.hearApplication();
    session.value({ tokens: sent });
    expect(session.maskEchoes(sent.map((order) => ({ order })))).toEqual(sent.map((order) => ({ order })));
  });

  it('is forgotten with the exchange', () => {
    const session = new Masker().begin();
    session.url(`/reset?${costly(5_000)}password=${SECRET}`);
    session.forget();
    expect(masked(session, { message: `see ${SECRET} here` })()).toEqual({ message: `see ${SECRET} here` });
  });
});

describe('text that was not read', () => {
  it.each([
    ['password=Hunter2-x!', 'no Hunter2-x here', ['Hunter2-x']],
    ['{"a":"Hunter2-x"}', 'Is it Hunter2-x.', ['Hunter2-x']],
    ['short', 'short', []],
    ['пароль7Z', 'ваш пароль7Z', ['пароль7Z']],
    ['', 'nothing', []],
    [String.raw`{"a":"Hunter\u0032-x\nOther-Word7"}`, 'Hunter2-x, Other-Word7', ['Other-Word7', 'Hunter2-x']],
    [String.raw`{"a":"{\"b\":\"Hunter\\u0032-x\"}"}`, 'Hunter2-x', ['Hunter2-x']],
    ['a=b%3DHunter2-x%26c', 'Hunter2-x', ['Hunter2-x']],
    ['a=%2525Hunter%252532-x', 'Hunter2-x', ['Hunter2-x']],
    ['Hunter2-x', String.raw`see Hunter\u0032-x`, [String.raw`Hunter\u0032-x`]],
    [String.raw`C:\Hunter2-x 50%Other-Word7`, 'C:\\Hunter2-x 50%Other-Word7', ['Other-Word7', 'Hunter2-x']],
    [String.raw`Hunter2-x\u002e`, 'Hunter2-x', ['Hunter2-x']],
    [String.raw`\u0041\u0042\u0043`, 'ABC', []],
    [String.raw`Pa\/ss-Word7`, 'Pa/ss-Word7', ['Pa/ss-Word7']],
  ])('shares words with another: %j with %j', (unread, text, words) => {
    const texts = new UnreadText();
    texts.add(unread);
    expect(texts.shared(text)).toEqual(words);
  });

  it('is read once, also where more is added between two searches', () => {
    const texts = new UnreadText();
    texts.add('first-word '.repeat(100));
    expect([texts.length, texts.shared('first-word')]).toEqual([1_100, ['first-word']]);
    texts.add('second-word');
    expect([texts.length, texts.shared('first-word second-word')]).toEqual([0, ['second-word', 'first-word']]);
  });

  it('is read by words of 6 to 256 characters', () => {
    const texts = new UnreadText();
    const [longest, longer] = ['x'.repeat(256), 'y'.repeat(257)];
    texts.add(`short ${longest} ${longer}`);
    expect(texts.shared(`short ${longest} ${longer}`)).toEqual([longest]);
  });

  it('is found among many words', () => {
    const words = Array.from({ length: 20_000 }, (_, at) => `word-${at}`);
    const texts = new UnreadText();
    texts.add(words.join(' '));
    expect(texts.shared(`word-19999 word-20000 ${words[7]}xy`)).toEqual(['word-19999']);
  });

  it('does not count the part that is searched', () => {
    const texts = new UnreadText();
    texts.add('one-word first-1', 'the body');
    texts.add('one-word second-2');
    const all = 'first-1 second-2';
    expect(texts.shared(all)).toEqual(['second-2', 'first-1']);
    texts.searchIn('the body');
    expect([texts.isEmpty, texts.shared(all)]).toEqual([false, ['second-2']]);
    texts.searchIn(undefined);
    expect(texts.shared(all)).toEqual(['second-2', 'first-1']);
  });

  it('is the texts of a value, in a cycle and with accessors too', () => {
    const value: Record<string, unknown> = { a: 'one', b: ['two', { c: 'three' }], d: 4, e: new Uint8Array(3) };
    value.self = value;
    Object.defineProperty(value, 'f', { enumerable: true, get: () => 'called' });
    const texts = new Set(textsOf(value, new WorkBudget()));
    expect(texts).toEqual(new Set(['one', 'two', 'three']));
  });
});
