import fc from 'fast-check';
import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { JsonEngine } from './json-engine.js';
import { nothingSecret } from './mask-decisions.fixture.js';

const engine = new JsonEngine();
const LIMITS = { maxDepth: 64, maxStringLength: 65_536 };

const HARMLESS = {
  ...nothingSecret(),
  keyAt: (start: number, end: number) => ({ flags: 0, number: numberOf(engine.slice(start, end)) }),
};
const numbers = new Map<string, number>();

function numberOf(key: string): number {
  const number = numbers.get(key) ?? numbers.size;
  numbers.set(key, number);
  return number;
}

const encoded = (text: string) => engine.encode(text, HARMLESS, LIMITS, { take: Buffer.alloc });
/** Behind the length of the whole, the type and the name; before the end of the whole. The driver takes no list as a whole. */
const serialized = (text: string) =>
  Buffer.from(mongo.BSON.serialize({ b: JSON.parse(text) as unknown })).subarray(4 + 1 + 2, -1);

describe('JSON text is written as its value would be:', () => {
  it.each([
    '{}',
    '[]',
    ' { "a" : [ ] , "b" : { } , "c" : [ 1 , 2 ] } ',
    '\n[\t1,\r\n2 ]\n',
    '{"a":true,"b":false,"c":null,"d":[true,false,null]}',
    '[0,-0,1,-1,9,-9,123456789,-123456789,999999999,1234567890]',
    '[2147483647,2147483648,-2147483648,-2147483649,9007199254740993,123456789012345678901234567890]',
    '[0.5,-0.5,1.0,10.25,1e3,1E+3,1e-3,-1.5e300,1e400,5e-324]',
    '["","a","ü","漢字","👍","tab\\tquote\\"back\\\\slash\\/","\\u00e9\\ud83d\\udc4d","\\ud800"]',
    '["\\n","\\"","\\\\","\\/","\\b\\f\\n\\r\\t","a\\nb","ü\\\\ü","\\u000a\\n","\\\\u0041"]',
    `["${'x'.repeat(5_000)}","${'é'.repeat(5_000)}"]`,
    '{"":1," ":2,"ключ":3,"a.b":4,"$set":5,"👍":6,"__proto__":{"x":1}}',
    `[${Array.from({ length: 1_500 }, (_, index) => index % 10).join(',')}]`,
    `${'[{"a":'.repeat(30)}1${'}]'.repeat(30)}`,
    '[[],[[]],{},[{}],""]',
  ])('%#: %.60s', (text) => {
    expect(encoded(text)).toEqual(serialized(text));
  });

  it('whatever JSON is, spaced in whatever way', () => {
    const json = fc.oneof(
      fc.array(fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<unknown>),
      fc.dictionary(
        fc.string({ maxLength: 8 }).filter((key) => !/[\p{Cc}"\\]/u.test(key) && !/^\d+$/.test(key)),
        fc.jsonValue() as fc.Arbitrary<unknown>,
      ),
    );
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, (_, inner: unknown) => withPlainKeys(inner), space);
        expect(encoded(text)).toEqual(serialized(text));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a number in JSON text', () => {
  it('is the number that JavaScript reads, to the last bit', () => {
    const digits = fc.stringMatching(/^(?:0|[1-9]\d{0,18})$/);
    const number = fc
      .tuple(fc.constantFrom('', '-'), digits, fc.stringMatching(/^(?:\.\d{1,18})?$/), fc.constantFrom('', 'e5', 'E-7'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(number, (text) => {
        expect(encoded(`[${text}]`)).toEqual(serialized(`[${text}]`));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Others are not for the engine, or a JavaScript object sorts them to the front. */
function withPlainKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [`k${key.replace(/[\p{Cc}\p{Cs}"\\\uf000-\uffff]/gu, '')}`, inner]),
  );
}

describe('a text with escapes is looked at', () => {
  const looks = (text: string): number => {
    let count = 0;
    engine.encode(`[${text}]`, { ...HARMLESS, look: () => (count++, 0) }, LIMITS, { take: Buffer.alloc });
    return count;
  };

  it.each([
    ['not for quotes, line breaks and backslashes in it', String.raw`"\"say\" \"hi\",\n c\\d."`, 0],
    ['for one at its end, as JSON in a string has', String.raw`"\"hi\""`, 1],
    ['for a line break at its end, which JSON may have too', String.raw`"[1]\n"`, 1],
    ['for a character in digits, which may be any', String.raw`"AK\u0049A."`, 1],
    ['for what stands next to escapes, as in other texts', String.raw`"one\ntwo: \"three\"."`, 1],
  ])('%s', (_, text, expected) => expect(looks(text)).toBe(expected));
});
