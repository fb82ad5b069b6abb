import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EncodedPart } from '../../bson/encoded-part.js';
import { FILTERED, Masker, type MaskingSession } from '../masker.js';

/** The application named what it holds. Where that counts is the table of echo-places.spec.ts. */
const after = (input: unknown): MaskingSession => {
  const session = new Masker().begin();
  session.hearApplication();
  session.value(input);
  return session;
};

describe('a value the application named a secret', () => {
  it('is found again in each exchange that names it in the same text', () => {
    const session = new Masker().begin();
    for (let exchange = 0; exchange < 2; exchange++) {
      session.hearApplication();
      session.value('login failed: password=hunter22');
      expect(session.maskEchoes('not hunter22')).toBe(`not ${FILTERED}`);
      session.forget();
    }
  });

  it.each([
    ['in a message', { password: 'hunter22' }, 'hunter22 is too short', `${FILTERED} is too short`],
    ['more than once', { password: 'hunter22' }, 'hunter22, hunter22', `${FILTERED}, ${FILTERED}`],
    ['escaped for JSON', { password: 'a"b\\c\nd' }, 'bad: a\\"b\\\\c\\nd', `bad: ${FILTERED}`],
    ['percent-encoded', { password: 'a b/c%&é7x' }, '/x?q=a%20b%2Fc%25%26%C3%A97x', `/x?q=${FILTERED}`],
    ['percent-encoded in lower case', { password: 'a/b/c7d' }, '/x?q=a%2fb%2fc7d', `/x?q=${FILTERED}`],
    ['form-encoded', { password: 'a b!c!d' }, 'q=a+b%21c%21d', `q=${FILTERED}`],
    ['escaped for HTML', { password: 'a<b>&"c' }, 'not a&lt;b&gt;&amp;&quot;c', `not ${FILTERED}`],
    ['behind its name, a number too', { otp: 123456 }, ['code 123456'], [`code ${FILTERED}`]],
    ['in nested objects', { password: 'hunter22' }, { a: [{ b: 'is hunter22' }] }, { a: [{ b: `is ${FILTERED}` }] }],
    ['as a key', { password: 'hunter22' }, { a: 1, hunter22: 2, b: 3 }, { a: 1, [FILTERED]: 2, b: 3 }],
    ['from inside an object', { credentials: { a: [{ b: 'hunter22' }] } }, 'hunter22', FILTERED],
    ['from free text', 'login failed: password=hunter22', 'not hunter22', `not ${FILTERED}`],
    ['from a URL', { a: '/x?token=abc%20d3f4' }, 'abc d3f4', FILTERED],
    ['by its form', { a: 'Bearer abc12def' }, 'not abc12def', `not ${FILTERED}`],
    ['the longest first', { password: 'abc4ef', token: 'abc4efgh' }, 'abc4efgh abc4ef', `${FILTERED} ${FILTERED}`],
  ] as [string, unknown, unknown, unknown][])('is masked %s', (_, input, echo, masked) => {
    expect(after(input).maskEchoes(echo)).toEqual(masked);
  });

  it.each([
    ['shorter than six characters', { password: 'a2c4e' }, 'a2c4e'],
    ['a number of five digits', { pin: 12345 }, 12345],
    ['a number', { pin: 123456 }, { a: 123456, b: '123456' }],
    ['a boolean', { secret: true }, { a: true }],
    ['our own marker', { password: 'FILTERED', token: 'UNREADABLE' }, `${FILTERED} ***UNREADABLE***`],
    ['nothing', { password: null }, 'null'],
  ] as [string, unknown, unknown][])('is not looked for when it is %s', (_, input, echo) => {
    expect(after(input).maskEchoes(echo)).toEqual(echo);
  });

  it('changes our copy in place, and nothing but strings and keys', () => {
    const date = new Date(0);
    const copy = { a: 'hunter22', date, n: null, b: true };
    expect(after({ password: 'hunter22' }).maskEchoes(copy)).toBe(copy);
    expect(copy).toEqual({ a: FILTERED, date, n: null, b: true });
    expect(copy.date).toBe(date);
  });

  describe('in what was parsed', () => {
    const inBody = (given: Record<string, unknown>, text: string): unknown => {
      const session = after(given);
      return session.maskEchoes(session.maskParsedInPlace(JSON.parse(text), text));
    };

    it.each<[name: string, text: string, kept: object]>([
      ['as a value', '{"a":"hunter22"}', { a: FILTERED }],
      ['inside a value', '{"a":"is hunter22 it?"}', { a: `is ${FILTERED} it?` }],
      ['as a key', '{"a":{"hunter22":1}}', { a: { [FILTERED]: 1 } }],
      ['escaped in an unusual way', String.raw`{"a":"\u0068unter22"}`, { a: FILTERED }],
      ['masked there, and once more', '{"password":"hunter22","a":"hunter22"}', { password: FILTERED, a: FILTERED }],
      [
        'masked twice, and once more',
        '{"pw":"hunter22","pin":["hunter22"],"a":"hunter22"}',
        { pw: FILTERED, pin: FILTERED, a: FILTERED },
      ],
      [
        'behind a key that was given twice',
        '{"password":"hunter22","password":1,"a":"hunter22"}',
        { password: FILTERED, a: FILTERED },
      ],
      [
        'masked in a separate text',
        String.raw`{"b":"{\"password\":\"hunter22\"}","a":"hunter22"}`,
        { b: `{"password":"${FILTERED}"}`, a: FILTERED },
      ],
      [
        'masked in a separate query, where it was encoded',
        '{"b":"/x?q=%7B%22password%22:%22%68unter22%22%7D","a":"hunter22"}',
        { a: FILTERED },
      ],
      [
        'masked in a list of names and values',
        '{"b":{"name":"password","value":"hunter22"},"a":["x","hunter22"]}',
        { b: { name: 'password', value: FILTERED }, a: ['x', FILTERED] },
      ],
      ['nowhere', '{"a":"other"}', { a: 'other' }],
    ])('%s', (_, text, kept) => {
      expect(inBody({ password: 'hunter22' }, text)).toMatchObject(kept);
      expect(inBody({}, text.replace('{', '{"secret":"hunter22",'))).toMatchObject({ secret: FILTERED, ...kept });
    });

    it('is not searched for where it stood only where it was masked', () => {
      const session = after({});
      const text = '{"password":"hunter22","b":{"token":"hunter22"}}';
      const masked = session.maskParsedInPlace(JSON.parse(text), text);
      // Put there behind the text's back: whether it is found tells whether it was searched for.
      Object.assign(masked.value as object, { later: 'hunter22' });
      expect(session.maskEchoes(masked)).toHaveProperty('later', 'hunter22');
    });
  });

  it('is forgotten by the next exchange', () => {
    const masker = new Masker();
    masker.begin().value({ password: 'hunter22' });
    expect(masker.begin().maskEchoes('hunter22')).toBe('hunter22');
  });

  it.each([100, 300])('is masked with %i others, apart from those of the caller', (count) => {
    const values = (name: string) => Array.from({ length: count }, (_, index) => `v${100 + index}${name}`);
    const session = new Masker().begin();
    session.value({ tokens: values('caller') });
    session.hearApplication();
    session.value({ tokens: values('app') });
    const last = `v${99 + count}`;
    expect(session.maskEchoes(['v163app', 'v164app', `${last}app`, 'a v163caller', `a ${last}caller`])).toEqual([
      FILTERED,
      FILTERED,
      FILTERED,
      `a ${FILTERED}`,
      `a ${FILTERED}`,
    ]);
  });

  describe('that is a word', () => {
    const given = { password: 'string', schema: { token: { type: 'string' } }, credentials: ['bearer', 'string!'] };
    const pieces = fc.constantFrom(
      'string',
      'bearer',
      'string!',
      'password',
      'is',
      ' ',
      '"',
      '\\',
      ':',
      '-',
      'x',
      '\n',
      '\u0001',
      '\0',
      'é',
    );
    const texts = fc.array(pieces, { maxLength: 7 }).map((each) => each.join(''));
    const bodies = fc.tuple(texts, texts, texts, texts).map(([a, b, key, c]) => ({
      a,
      list: [1, b, { [`k${key}`]: c, [key]: 1 }],
      json: JSON.stringify({ password: 'string', b }),
    }));

    it('is masked behind a name alone, in whatever form the body is', () => {
      let masked = 0;
      fc.assert(
        fc.property(bodies, fc.boolean(), (body, isOwn) => {
          const sent = isOwn ? { ...given, ...body } : body;
          const text = JSON.stringify(sent);
          const session = () => after(isOwn ? {} : given);
          const [one, other, third, walked] = [session(), session(), session(), session()];
          const expected = walked.maskEchoes(walked.value(JSON.parse(text)));
          masked += Number(JSON.stringify(expected) !== text);
          const encoded = one.encodedJson(text);
          fc.pre(encoded !== undefined);
          const bson = one.maskEchoes(encoded);
          expect(bson instanceof EncodedPart ? bson.value : bson).toEqual(expected);
          expect(JSON.parse(other.maskEchoes(other.json(text)!))).toEqual(expected);
          expect(third.maskEchoes(third.maskParsedInPlace(JSON.parse(text), text))).toEqual(expected);
        }),
        { numRuns: 1_500 },
      );
      expect(masked).toBeGreaterThan(100);
    });
  });
});

describe('headers', () => {
  it.each([
    ['a bearer token', { authorization: 'Bearer abcd3fgh' }, 'not abcd3fgh', `not ${FILTERED}`],
    [
      'a basic password',
      { authorization: `Basic ${Buffer.from('jane:hunter22').toString('base64')}` },
      'not hunter22',
      `not ${FILTERED}`,
    ],
    ['a session cookie', { cookie: 'theme=dark-mode; sid=s3ss10n' }, 's3ss10n dark-mode', `${FILTERED} dark-mode`],
    [
      'a cookie we set',
      { 'set-cookie': ['sid=s3ss10n; Max-Age=360000; Path=/home'] },
      's3ss10n 360000 /home',
      `${FILTERED} 360000 /home`,
    ],
    ['an API key', { 'x-api-key': 'abcd3fgh' }, 'not abcd3fgh', `not ${FILTERED}`],
  ])('%s is remembered', (_, headers, echo, masked) => {
    const session = new Masker().begin();
    session.headers(headers);
    expect(session.maskEchoes(echo)).toBe(masked);
  });
});
