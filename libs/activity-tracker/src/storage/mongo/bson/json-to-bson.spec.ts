import fc from 'fast-check';
import { mongo } from 'mongoose';
import { describe, expect, it, vi } from 'vitest';
import { JsonText } from '../../../record/json-text.js';
import { BsonWriter } from './bson-writer.js';

const writer = new BsonWriter();

function written(...documents: object[]): Buffer {
  writer.reset();
  for (const document of documents) writer.add(document);
  return writer.written;
}

/** By way of the driver's serializer, which asks the text for its value. */
const serialized = (document: object) => Buffer.from(mongo.BSON.serialize(document));

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
    `["${'x'.repeat(5_000)}","${'é'.repeat(5_000)}"]`,
    '{"":1," ":2,"ключ":3,"a.b":4,"$set":5,"👍":6,"__proto__":{"x":1}}',
    `[${Array.from({ length: 1_500 }, (_, index) => index % 10).join(',')}]`,
    `${'[{"a":'.repeat(30)}1${'}]'.repeat(30)}`,
    '[[],[[]],{},[{}],""]',
  ])('%#: %.60s', (text) => {
    const record = { before: 1, body: new JsonText(text), after: 'x' };
    expect(written(record, record)).toEqual(Buffer.concat([serialized(record), serialized(record)]));
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
        const record = { body: new JsonText(text) };
        expect(written(record)).toEqual(serialized(record));
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
        const record = { body: new JsonText(`[${text}]`) };
        expect(written(record)).toEqual(serialized(record));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('JSON text that is not for WebAssembly', () => {
  const text = `["${'x'.repeat(1024 * 1024)}",{"a":[1,null]}]`;

  it('is written by its value where it is very long', () => {
    const record = { body: new JsonText(text) };
    expect(written(record).equals(serialized(record))).toBe(true);
  });

  it('is written by its value where that is turned off', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    vi.resetModules();
    const [{ BsonWriter: WithoutWebAssembly }, { JsonText: Text }] = await Promise.all([
      import('./bson-writer.js'),
      import('../../../record/json-text.js'),
    ]);
    vi.unstubAllGlobals();
    const record = { list: new Text('[1,{"a":"b"}]'), fields: new Text('{"a":[true]}') };
    const other = new WithoutWebAssembly();
    other.add(record);
    expect(other.written).toEqual(serialized(record));
  });
});

/** Such as our texts have: none escaped, none that a JavaScript object would sort to the front. */
function withPlainKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [`k${key.replace(/[\p{Cc}"\\]/gu, '')}`, inner]),
  );
}
