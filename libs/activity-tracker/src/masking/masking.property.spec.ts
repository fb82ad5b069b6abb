import fc from 'fast-check';
import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { Masker } from './masker.js';

const CANARY = 'cANary-7Q9z';
const masker = new Masker();
/** Inputs of the two properties that the catalog asks of 100,000; the long form: `FUZZ_RUNS=100000`. */
const runs = (usual: number) => Number(process.env.FUZZ_RUNS ?? usual);
/** Milliseconds of processor time that one input with tight bounds may take: a thousand times what it takes. */
const MAX_CPU_MS = 200;
const SLOW = 600_000;

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  maxDepth: 4,
  key: fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'name',
      'value',
      'key',
      'path',
      'password',
      'token',
      'pin',
      '_bsontype',
      '__proto__',
      'a\0b',
      'toBSON',
      '***TRUNCATED***',
    ),
  ),
  values: [
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string(),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom<unknown>(null, undefined, Symbol('s'), new Error('e'), new URL('https://a:b@c/d?token=e'), /x/),
    fc.json(),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc
      .array(
        fc.constantFrom(
          'password',
          'a',
          '=',
          ':',
          '"',
          '\\',
          "'",
          ' ',
          '{',
          '}',
          '[',
          ']',
          '&',
          '?',
          '/',
          '@',
          'Bearer',
          '1',
          '%',
          ',',
          'eyJ',
          '.',
        ),
      )
      .map((parts) => parts.join('')),
  ],
});

const spelling = fc
  .tuple(
    fc.constantFrom('password', 'access_token', 'apiKey', 'clientSecret', 'cvv', 'Authorization', 'session_id'),
    fc.nat(),
    fc.nat({ max: 5 }),
  )
  .map(([key, seed, kind]) => {
    const at = seed % (key.length + 1);
    switch (kind) {
      case 0:
        return key.toUpperCase();
      case 1:
        return `${key.slice(0, at)}\u200b${key.slice(at)}`;
      case 2:
        return `user[${key}]`;
      case 3:
        return Array.from(key, (letter) =>
          /[a-z]/i.test(letter) ? String.fromCharCode(letter.charCodeAt(0) + 0xfee0) : letter,
        ).join('');
      case 4:
        return `my.${key}`;
      default:
        return key.replaceAll('a', 'а').replaceAll('o', 'ο');
    }
  });

const planted = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    spelling.map((key) => ({ [key]: CANARY })),
    spelling.map((key) => [[key, CANARY]]),
    spelling.map((key) => ({ value: CANARY, name: key })),
    spelling.map((key) => ({ [key]: { deep: [CANARY] } })),
    spelling.map((key) => `?a=1&${encodeURIComponent(key)}=${CANARY}&b=2`),
    spelling.map((key) => `oops: ${JSON.stringify({ a: 1, [key]: CANARY })} is bad`),
    spelling.map((key) => new Map([[key, CANARY]])),
    fc.constant(`https://user:${CANARY}@host/path`),
    fc.constant(`x Bearer ${CANARY} y`),
    tie('node').map((node) => ({ a: 1, b: node })),
    tie('node').map((node) => [node, 'x']),
    tie('node').map((node) => (node instanceof Map ? node : (JSON.stringify(node) ?? ''))),
    tie('node').map((node) => new Set([node])),
  ),
})).node;

const serialized = (copy: unknown) => mongo.BSON.serialize({ copy });

describe('for any value', () => {
  it('the copy is made without throwing, fits into BSON, and copies to itself', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const copy = masker.begin().value(input);
        expect(serialized(copy).length).toBeLessThan(16 * 1024 * 1024);
        expect(masker.begin().value(copy)).toEqual(copy);
      }),
      { numRuns: 3_000 },
    );
  });

  it('a key of over 256 characters that may hold a secret hides its value, one that may not is decided by its ends', () => {
    const key = `{"a":"${'x '.repeat(70)}","token":["${'y '.repeat(70)}"]}`;
    const copy = masker.begin().value({ [key]: 'value', ['a plain name '.repeat(40)]: 200 });
    expect(Object.values(copy as object)).toEqual(['***FILTERED***', 200]);
    expect(masker.begin().value(copy)).toEqual(copy);
  });

  it(
    'with tight bounds, the time and the bytes it takes are bounded too',
    () => {
      const tight = new Masker({}, { maxDepth: 3, maxNodes: 8, maxStringLength: 60, maxTextLength: 400 });
      const bounded = (copy: () => unknown) => {
        const started = process.cpuUsage();
        const made = copy();
        const { user, system } = process.cpuUsage(started);
        expect((user + system) / 1_000).toBeLessThan(MAX_CPU_MS);
        expect(serialized(made).length).toBeLessThan(12_000);
      };
      fc.assert(
        fc.property(anything, (input) => {
          bounded(() => tight.begin().value(input));
          const text = JSON.stringify(masker.begin().value(input));
          const parsed: unknown = JSON.parse(text);
          bounded(() => tight.begin().maskParsedInPlace(parsed, text).value);
        }),
        { numRuns: runs(2_000) },
      );
    },
    SLOW,
  );

  it('URLs, headers, text and echoes do not throw', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true }), fc.json());
    fc.assert(
      fc.property(text, fc.dictionary(fc.string(), anything, { maxKeys: 3 }), anything, (url, headers, input) => {
        const session = masker.begin();
        const secrets = session.pathSecrets(headers);
        const copy = {
          url: session.url(url, secrets),
          text: session.text(url),
          headers: session.headers(headers).value,
          body: session.value(input),
        };
        expect(() => serialized(session.maskEchoes(copy))).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['the usual bounds', masker],
    ['tight ones', new Masker({ removeKeys: ['a'] }, { maxDepth: 3, maxStringLength: 40, maxTextLength: 300 })],
  ])('what is masked where it stands is what the copy would be, with %s', (_, masker) => {
    fc.assert(
      fc.property(fc.oneof(anything, planted), (input) => {
        const text = JSON.stringify(masker.begin().value(input));
        const raw = text.replaceAll('***', '').replaceAll('FILTERED', CANARY);
        expect(masker.begin().maskParsedInPlace(JSON.parse(raw), raw).value).toEqual(
          masker.begin().value(JSON.parse(raw)),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('what was given is unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        const before = JSON.stringify(input);
        masker.begin().value(input);
        expect(JSON.stringify(input)).toBe(before);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a planted secret', () => {
  it(
    'is nowhere in the copy, wherever and however it was written',
    () => {
      fc.assert(
        fc.property(planted, (input) => {
          const copy = masker.begin().value(input);
          expect(Buffer.from(serialized(copy)).toString('latin1')).not.toContain(CANARY);
        }),
        { numRuns: runs(5_000) },
      );
    },
    SLOW,
  );
});
