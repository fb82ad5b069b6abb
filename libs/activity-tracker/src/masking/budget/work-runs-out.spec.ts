import { describe, expect, it } from 'vitest';
import { EncodedPart } from '../../bson/encoded-part.js';
import { Masker } from '../masker.js';
import type { MaskingSession } from '../masking-session.js';
import { WorkSpent } from './work-budget.js';

const SECRET = 'hunter2-Zq8Rt4Xw9';
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const CLOUD_KEY = 'AKIAQ7ZT4XW9RT2MKLPN';
const CARD = '4111 1111 1111 1111';
const SECRETS = [SECRET, 'dozjgNryP4J3jVmNHl0w5N', CLOUD_KEY, CARD];

const json = (value: unknown) => JSON.stringify(value);

const TEXTS: [string, string][] = [
  ['a name and its value', `login failed: password=${SECRET} for ann`],
  ['names in escapes', `a=1&user%5Bpassword%5D=${SECRET}&pass%2577ord=${SECRET}`],
  ['a Bearer token', `sent Bearer ${TOKEN} to x`],
  ['Basic credentials', `sent Basic ${Buffer.from(`ann:${SECRET}`).toString('base64')} ok`],
  ['a JSON Web Token', `see ${TOKEN} there`],
  ['a cloud key', `key ${CLOUD_KEY} lost`],
  ['a card number', `card ${CARD} x`],
  ['a password in an address', `connect to https://ann:${SECRET}@db.example.com/x?y=1`],
  ['a URL', `https://example.com/a?x=1&token=${SECRET}#access_token=${SECRET}`],
  ['a URL in a URL', `https://example.com/a?next=${encodeURIComponent(`https://b.example/?token=${SECRET}`)}`],
  ['JSON in a URL', `/a?q=${encodeURIComponent(json({ password: SECRET }))}`],
  ['JSON', json({ a: 1, deep: [{ password: SECRET }], pair: ['password', SECRET] })],
  ['JSON long enough for the engine', json({ pad: 'x y '.repeat(60), deep: [{ name: 'password', value: SECRET }] })],
  ['JSON in JSON', json({ a: json({ b: json({ password: SECRET, pad: 'x'.repeat(140) }) }) })],
  [
    'a GraphQL document',
    `mutation($password: String = "${SECRET}") { login(password: "${SECRET}") { id } # token=${SECRET}\n}`,
  ],
  ['a cookie', `Cookie: session=${SECRET}; x=1\nHost: a`],
  ['a complaint about JSON', `Unexpected token, "{"password":${SECRET}" is not valid JSON`],
];

const VALUES: [string, unknown][] = [
  ['a key', { a: 1, password: SECRET, z: 'b' }],
  ['a nested key', { list: [1, { x: { token: SECRET } }] }],
  [
    'pairs',
    [
      ['password', SECRET],
      ['pass%77ord', SECRET],
    ],
  ],
  ['a value behind its name', [{ name: 'password', value: SECRET }]],
  [
    'a value in front of its name',
    [
      { value: SECRET, key: 'api token' },
      { received: SECRET, path: ['user', 'password'] },
    ],
  ],
  ['a card number', { number: 4111111111111111, text: CARD }],
  ['look-alike letters', { раsswоrd: SECRET }],
  ['keys that hold it', { [`password=${SECRET}`]: 1, [json({ token: SECRET })]: '' }],
  ['variables', { query: 'mutation($p: String!) { signIn(password: $p) { id } }', variables: { p: SECRET, q: 1 } }],
  ...TEXTS.map(([name, text]): [string, unknown] => [`a text with ${name}`, ['first: a=b', text]]),
];

type Mask = (session: MaskingSession) => unknown;

/** JSON as `JSON.stringify` does not write it. */
const WRITTEN: [string, string][] = [
  ['an escaped name', `{"a":"first: a=b","b":{"name":"p\\u0061ssword","value":"${SECRET}"}}`],
  ['an escaped name behind its value', `{"a":"first: a=b","b":{"value":"${SECRET}","key":"api\\u0020token"}}`],
  ['a path with an escaped name', `{"a":"first: a=b","b":{"path":["a","p\\u0061ssword"],"received":"${SECRET}"}}`],
  ['a pair with an escaped name', `["first: a=b",["p\\u0061ssword","${SECRET}"]]`],
  ['an escaped key', `{"a":"first: a=b","p\\u0061ssword":"${SECRET}"}`],
];

const maskedJson = (value: unknown): Mask => maskedText(json(value));

const maskedText =
  (text: string): Mask =>
  (session) => {
    const body = { value: JSON.parse(text) as unknown };
    const toMask = session.maskGraphqlVariablesInPlace(() => body.value, text);
    const masked = toMask === undefined ? undefined : session.encodedJson(toMask);
    if (!masked) return session.maskEchoes(session.maskParsedInPlace(body.value, text));
    const shown = session.maskEchoes(masked);
    return shown instanceof EncodedPart ? shown.value : shown;
  };

const maskedHeaders =
  (headers: Record<string, unknown>): Mask =>
  (session) => {
    const masked = session.headers(headers);
    const shown = session.maskEchoes(masked);
    return shown instanceof EncodedPart ? masked.value : shown;
  };

/** As the fields and files of a multipart body are read. */
const maskedMultipart =
  (fields: Record<string, unknown>): Mask =>
  (session) =>
    session.maskEchoes(
      session.value({ ...fields, file: { filename: 'a.txt', type: 'text/plain', size: 3 } }, true, 200),
    );

/** Answers of which each field repeats what the request named a secret. */
const ANSWERS: [string, unknown][] = [
  ['a message', { message: `wrong password ${SECRET}`, at: 'x: y' }],
  ['messages in lists', [{ errors: [{ detail: `no ${SECRET}`, field: 'a=b' }] }, `${SECRET} is refused: try again`]],
  ['a redirect', { location: `/reset?token=${SECRET}&a=b`, note: 'x: y' }],
  ['a name', { errors: { [`${SECRET} is refused`]: 'a: b' } }],
];

const REQUESTS: [string, Mask][] = [
  ['JSON', maskedJson({ a: 'first: a=b', password: SECRET })],
  ['JSON that names more secrets than are remembered', maskedJson({ passwords: manySecrets(80), password: SECRET })],
  ['a GraphQL request', maskedJson({ query: '{ a(password: $p) }', variables: { p: SECRET } })],
  [
    'a list of GraphQL requests',
    maskedJson([...manySecrets(3), SECRET].map((p) => ({ query: '{ a(password: $p) }', variables: { p } }))),
  ],
  ['multipart', maskedMultipart({ a: 'first: a=b', password: SECRET })],
  ['headers', maskedHeaders({ accept: '*/*', 'x-api-key': SECRET, cookie: `sid=${SECRET}` })],
];

function manySecrets(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `other-secret-${at}`);
}

const answeredWith =
  (request: Mask, answer: Mask): Mask =>
  (session) => {
    request(session);
    session.hearApplication();
    return answer(session);
  };

const URLS = TEXTS.filter(([, text]) => /^(?:https:|\/)/.test(text));

const PARTS: [string, Mask][] = [
  ...VALUES.map(([name, value]): [string, Mask] => [`a JSON body: ${name}`, maskedJson(value)]),
  ...WRITTEN.map(([name, text]): [string, Mask] => [`a JSON body: ${name}`, maskedText(text)]),
  ...VALUES.map(([name, value]): [string, Mask] => [
    `a cut body: ${name}`,
    (session) => session.bounded(value, 4_000).value,
  ]),
  ...VALUES.filter(([name]) => name !== 'variables').map(([name, value]): [string, Mask] => [
    `a form: ${name}`,
    (session) => session.maskEchoes(session.value(structuredClone(value), true)),
  ]),
  ...TEXTS.map(([name, text]): [string, Mask] => [
    `a multipart body: ${name}`,
    maskedMultipart({ a: 'first: a=b', password: SECRET, note: text, notes: [text, 'x: y'] }),
  ]),
  ...REQUESTS.flatMap(([sent, request]) =>
    ANSWERS.map(([name, answer]): [string, Mask] => [
      `an answer to ${sent}: ${name}`,
      answeredWith(request, maskedJson(answer)),
    ]),
  ),
  ...TEXTS.map(([name, text]): [string, Mask] => [
    `a text: ${name}`,
    (session) => session.maskEchoes(session.text(text)),
  ]),
  ...URLS.map(([name, url]): [string, Mask] => [
    `a URL: ${name}`,
    (session) => session.maskEchoesInTarget(session.url(url), false),
  ]),
  ...TEXTS.map(([name, text]): [string, Mask] => [
    `headers: ${name}`,
    maskedHeaders({
      accept: '*/*',
      'x-note': text,
      'x-list': [text],
      ...(/^(?:https:|\/)/.test(text) && { referer: text }),
    }),
  ]),
  [
    'headers of credentials',
    maskedHeaders({ authorization: `Bearer ${SECRET}`, cookie: `sid=${SECRET}`, 'x-api-key': SECRET }),
  ],
  [
    'a parameter of the path',
    (session) => {
      const secrets = session.pathSecrets({ token: SECRET, id: '7' }, '/reset/:token/:id');
      return session.maskEchoesInTarget(session.url(`/reset/${SECRET}/7?a=b&c=${SECRET}`, secrets), true);
    },
  ],
];

/** Lets the work run out at one of the times when some is spent. Returns how often that was asked. */
function runOutAt(session: MaskingSession, time: number, isForGood: boolean): () => number {
  let asked = 0;
  const { work } = session;
  const spend = work.spend.bind(work);
  work.spend = (units) => {
    asked++;
    if (asked !== time && !(isForGood && asked > time)) return spend(units);
    // More than there will ever be: so it counts as spent until the next part begins.
    expect(() => spend(Number.MAX_SAFE_INTEGER)).toThrow(WorkSpent);
    throw WorkSpent.instance;
  };
  return () => asked;
}

const shown = (mask: Mask, session: MaskingSession): string[] => {
  const text = json(mask(session));
  return SECRETS.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)));
};

describe('where the work runs out in the midst', () => {
  it.each(PARTS)('no secret is kept of %s', (_, mask) => {
    const session = new Masker().begin();
    const asked = runOutAt(session, 0, false);
    expect(shown(mask, session)).toEqual([]);
    expect(asked()).toBeGreaterThan(0);
    for (let time = 1; time <= asked(); time++) {
      for (const isForGood of [false, true]) {
        const stopped = new Masker().begin();
        runOutAt(stopped, time, isForGood);
        expect(shown(mask, stopped), `at ${time} of ${asked()}`).toEqual([]);
      }
    }
  });

  const costly = Array<string>(6_000).fill('a=b:');
  it.each<[string, unknown]>([
    ['costly text', { value: SECRET, costly, name: 'password' }],
    ['costly text, in a list', [{ value: SECRET, costly, key: 'api_token' }]],
    ['more values than are copied', { value: SECRET, filler: Array<number>(20_000).fill(1), name: 'password' }],
    [
      'more keys than are looked at',
      { value: SECRET, costly, ...Object.fromEntries(costly.map((_text, at) => [`k:${at}`, 1])), name: 'password' },
    ],
  ])('hides a value whose name stands behind %s', (_, value) => {
    expect(shown(maskedJson(value), new Masker().begin())).toEqual([]);
    expect(shown((session) => session.value(value), new Masker().begin())).toEqual([]);
  });

  it('keeps a value where no name of a secret is behind the cut', () => {
    const body = { value: 'blue', name: 'color', filler: Array<number>(20_000).fill(1), id: 'shoes' };
    expect(maskedJson(body)(new Masker().begin())).toMatchObject({ value: 'blue', name: 'color' });
  });
});

describe('a long key', () => {
  it.each([
    ['of one word', 'pw'],
    ['of many words', 'password '],
    ['with names and values', `password=${SECRET}&a=b;`],
    ['that is not ASCII', 'ключ'],
    ['of ligatures', 'ﬃ'],
  ])('%s leaves the rest of the body its work', (_, unit) => {
    for (const length of [300, 2_000, 10_000, 40_000]) {
      const rest = { amount: 500, to: 'acme ltd', note: 'pay a=b: now' };
      const text = json({ [unit.repeat(length / unit.length)]: 1, ...rest });
      const { value } = new Masker().begin().maskParsedInPlace(JSON.parse(text), text);
      expect(value).toMatchObject(rest);
      expect(json(value)).not.toContain(SECRET);
    }
  });

  it('names a secret by its end or its beginning', () => {
    const filler = '[a]'.repeat(5_000);
    for (const key of [`password${filler}`, `user${filler}[password]`]) {
      expect(new Masker().begin().value({ [key]: SECRET })).toEqual({ [key]: '***FILTERED***' });
    }
  });
});
