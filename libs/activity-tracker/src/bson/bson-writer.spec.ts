import fc from 'fast-check';
import { mongo, Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { BsonWriter } from './bson-writer.js';

const serialized = (document: object) => Buffer.from(mongo.BSON.serialize(document, { ignoreUndefined: true }));

const shared = new BsonWriter();

function written(...documents: object[]): Buffer {
  shared.reset();
  for (const document of documents) shared.add(document);
  return shared.written;
}

class Money {
  constructor(readonly amount: number) {}
}

describe('BsonWriter writes the same bytes as the driver for', () => {
  it.each<[string, object]>([
    ['an empty document', {}],
    ['text', { a: '', b: 'short', c: 'x'.repeat(31), d: 'x'.repeat(32), e: 'x'.repeat(33), f: 'x'.repeat(100_000) }],
    ['text that is not ASCII', { a: 'ü', b: '漢字', c: '👍', d: '👍'.repeat(200), e: `${'a'.repeat(40)}é` }],
    ['text with NUL, and with lone surrogates', { a: 'a\0b', b: '\ud800', c: '\udc00x' }],
    ['integers', { a: 0, b: -1, c: 2 ** 31 - 1, d: -(2 ** 31), e: 2 ** 31, f: -(2 ** 31) - 1, g: 2 ** 53 }],
    ['other numbers', { a: -0, b: 0.1, c: 1e300, d: NaN, e: Infinity, f: -Infinity, g: 5e-324 }],
    ['booleans and null', { a: true, b: false, c: null }],
    ['undefined, in a document and in a list', { a: undefined, b: [undefined, 1], c: { d: undefined } }],
    [
      'lists, empty, nested, with holes',
      { a: [], b: [[1], [[2]]], c: Array.from({ length: 101 }, (_, i) => i), d: Array(3) },
    ],
    [
      'dates',
      { a: new Date(0), b: new Date(-1), c: new Date('2026-11-24T15:00:00Z'), d: new Date(8.64e15), e: new Date(NaN) },
    ],
    ['ids', { _id: new Types.ObjectId(), a: new Types.ObjectId('00ff'.repeat(6)) }],
    ['keys', { '': 1, 'a.b': 2, $set: 3, ключ: 4, ['k'.repeat(500)]: 5, 7: 6, '👍': 7, '\ud800': 8 }],
    ['a key called __proto__', JSON.parse('{"__proto__":{"a":1},"b":2}') as object],
    ['objects without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    [
      'further types of BSON',
      { a: new mongo.Long(5), b: new mongo.Binary(Buffer.from('x')), c: mongo.Decimal128.fromString('1.5') },
    ],
    ['bytes, maps, patterns', { a: Buffer.from('abc'), b: new Map([['x', 1]]), c: /x/i, d: 10n }],
    ['instances of classes', { a: new Money(5), b: [new Money(6)] }],
    ['objects with toBSON', { a: { toBSON: () => ({ b: 1 }) }, b: { toBSON: 5 } }],
    ['functions', { a: () => 1, b: 2 }],
    ['deep nesting', Array.from({ length: 300 }).reduce<object>((inner) => ({ inner, list: [1] }), {})],
  ])('%s', (_, document) => {
    expect(written(document)).toEqual(serialized(document));
  });

  it('generated objects and lists', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.string({ maxLength: 80 }),
        fc.double(),
        fc.integer(),
        fc.boolean(),
        fc.constantFrom(null, undefined),
        fc.date(),
        fc.array(tie('any'), { maxLength: 12 }),
        fc.dictionary(
          fc.string({ maxLength: 10 }).filter((key) => !key.includes('\0')),
          tie('any'),
          { maxKeys: 12 },
        ),
      ),
    })).any;
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ maxLength: 3 }).filter((key) => !key.includes('\0')),
          value,
        ),
        (document) => {
          expect(written(document)).toEqual(serialized(document));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('several documents in a row', () => {
    const documents = Array.from({ length: 300 }, (_, index) => ({ index, text: 'x'.repeat(index * 10) }));
    expect(written(...documents)).toEqual(Buffer.concat(documents.map(serialized)));
  });

  it('documents while Object.prototype has extra properties', () => {
    const polluted = { value: 1, enumerable: true, configurable: true, writable: true };
    // oxlint-disable-next-line no-extend-native -- an application may do this
    Object.defineProperty(Object.prototype, 'polluted', polluted);
    const bytes = written({ a: { b: 1 } });
    delete (Object.prototype as { polluted?: number }).polluted;
    expect(bytes).toEqual(serialized({ a: { b: 1 } }));
  });
});

describe('BsonWriter rejects like the driver, and keeps earlier documents, for', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const throws = {
    toBSON: () => {
      throw new Error('no');
    },
  };
  it.each<[string, object]>([
    ['a key with NUL', { 'a\0b': 1 }],
    ['a cycle', cycle],
    ['an unknown type', { a: { _bsontype: 'Nothing' } }],
    ['a getter that throws', { a: throws }],
  ])('%s', (_, document) => {
    const writer = new BsonWriter();
    writer.add({ before: 1 });
    let message = '';
    try {
      serialized(document);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).not.toBe('');
    expect(() => writer.add(document)).toThrow(message);
    writer.add({ after: 1 });
    expect(writer.written).toEqual(Buffer.concat([serialized({ before: 1 }), serialized({ after: 1 })]));
  });
});
