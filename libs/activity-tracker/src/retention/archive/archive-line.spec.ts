import fc from 'fast-check';
import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { archiveLineOf, archivedBytesOf, idOf } from './archive-line.js';

const { BSON } = mongo;
const { Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } = BSON;

const rawFrom = (document: object): Uint8Array => BSON.serialize(document, { ignoreUndefined: false });
const wrapped = (line: string): boolean => line.startsWith('{"$bson":"');

describe('ids of archived records', () => {
  it.each<[string, unknown, unknown]>([
    ['objects', { a: 1 }, { a: 2 }],
    ['a number and its text', 1, '1'],
    ['an ObjectId and its text', new ObjectId('65f0c0ffee65f0c0ffee65f0'), '65f0c0ffee65f0c0ffee65f0'],
    ['binaries', new Binary(Buffer.from([1])), new Binary(Buffer.from([2]))],
  ])('tell %s apart', (_case, one, other) => {
    expect(idOf(rawFrom({ _id: one }))).not.toBe(idOf(rawFrom({ _id: other })));
    expect(idOf(rawFrom({ _id: one, a: 1 }))).toBe(idOf(rawFrom({ _id: one, a: 2 })));
  });
});

describe('a line of an archive', () => {
  it.each<[string, object]>([
    ['an id', { _id: new ObjectId('65f0c0ffee65f0c0ffee65f0') }],
    ['dates', { a: new Date(0), b: new Date('2024-02-29T23:59:59.999Z'), c: new Date(-1), d: new Date(8.64e15) }],
    [
      'integers of both sizes, and a number with fraction',
      { a: new Int32(5), b: Long.fromNumber(5), c: new Double(5) },
    ],
    ['a long integer beyond what a number holds', { a: Long.fromString('9007199254740993') }],
    ['special numbers', { a: -0, b: Infinity, c: -Infinity, d: 1e300, e: 5e-324 }],
    ['a decimal', { a: Decimal128.fromString('12.340'), b: Decimal128.fromString('NaN') }],
    ['binaries', { a: new Binary(Buffer.from([0, 255]), 0), b: new UUID(), c: new Binary(Buffer.from('x'), 128) }],
    ['patterns', { a: /^a.*b$/i, b: new BSON.BSONRegExp('x', 'ix') }],
    ['ends of the order, and timestamps', { a: new MinKey(), b: new MaxKey(), c: new Timestamp({ t: 5, i: 6 }) }],
    ['texts of any script, and NUL', { a: 'ä€𝄞\u0000\u2028', b: '' }],
    ['nothing', { a: null, b: [], c: {}, d: [null, [[]]] }],
    ['keys with dots', { 'a.b': 1, '': 2 }],
  ])('keeps %s readable', (_case, document) => {
    const raw = rawFrom(document);
    const line = archiveLineOf(raw);
    expect(wrapped(line)).toBe(false);
    expect(line).not.toContain('\n');
    expect(Buffer.from(archivedBytesOf(line)).equals(Buffer.from(raw))).toBe(true);
  });

  it.each<[string, object]>([
    ['a key that looks like a type', { body: { $oid: 'not an id' } }],
    ['a key that looks like a date', { body: { $date: '2024-01-01T00:00:00Z' } }],
    ['the key of a wrapped line', { $bson: 'AAAA' }],
    [
      'keys that JavaScript puts in order',
      new Map<string, unknown>([
        ['b', 1],
        ['1', 2],
      ]),
    ],
  ])('keeps %s byte for byte', (_case, document) => {
    const raw = rawFrom(document);
    const line = archiveLineOf(raw);
    expect(Buffer.from(archivedBytesOf(line)).equals(Buffer.from(raw))).toBe(true);
  });

  it('keeps text that is not valid UTF-8 byte for byte', () => {
    const raw = Buffer.from(rawFrom({ a: 'xy' }));
    raw[raw.indexOf('xy')] = 0xff;
    const line = archiveLineOf(raw);
    expect(wrapped(line)).toBe(true);
    expect(Buffer.from(archivedBytesOf(line)).equals(raw)).toBe(true);
  });

  it('is not parsed with more values than a record can have, which would take many times the memory of the text', () => {
    expect(() => archivedBytesOf(`{"a":[${'[],'.repeat(5_600_000)}[]]}`)).toThrow('more values than any record');
    const text = '[{,"'.repeat(3_400_000);
    expect(archivedBytesOf(JSON.stringify({ a: text })).length).toBeGreaterThan(text.length);
  });

  it('keeps any document byte for byte', () => {
    const leaf = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.date({ noInvalidDate: true }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => new Binary(bytes)),
    );
    const key = fc.oneof(
      fc.string().filter((text) => !text.includes('\0')),
      fc.constantFrom('$oid', '$numberLong', '$binary', '$bson', '__proto__', '_bsontype', '7', 'a.b'),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.dictionary(key, fc.oneof({ maxDepth: 4 }, leaf, tie('tree'), fc.array(tie('tree'), { maxLength: 3 })), {
        maxKeys: 5,
      }),
    }));
    fc.assert(
      fc.property(tree as fc.Arbitrary<object>, (document) => {
        let raw: Uint8Array;
        try {
          raw = rawFrom(document);
        } catch {
          return; // Refused by the driver, so it is in no collection.
        }
        expect(Buffer.from(archivedBytesOf(archiveLineOf(raw))).equals(Buffer.from(raw))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
