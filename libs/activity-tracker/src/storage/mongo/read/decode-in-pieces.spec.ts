import assert from 'node:assert/strict';
import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { Pace } from '../../pace.js';
import { isLarge, PIECE_BYTES } from '../../pieces.js';
import { decodeInPieces } from './decode-in-pieces.js';

/** What the driver needs around the elements of a piece. */
const FRAME_BYTES = 32;

const { BSON, DBRef, Decimal128, Long, ObjectId } = mongo;
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const list = <T>(length: number, item: (n: number) => T): T[] => Array.from({ length }, (_, n) => item(n));
const object = (length: number, key: (n: number) => string, item: (n: number) => unknown) =>
  Object.fromEntries(list(length, (n) => [key(n), item(n)]));

const DOCUMENTS: [what: string, document: object, largestPiece?: number][] = [
  ['a small document', { a: 1, list: [1, 'two', null, { three: 3.5 }] }],
  ['a list of lists', { body: list(800, () => nested(40)) }],
  ['a list of numbers', { before: 'x', body: list(20_000, (n) => n), after: { y: true } }],
  [
    'an object of many keys',
    {
      body: object(
        9_000,
        (n) => `k${n}`,
        (n) => n % 10,
      ),
    },
  ],
  [
    'keys that are numbers, in the order of objects',
    {
      body: object(
        9_000,
        (n) => `${9_000 - n}`,
        (n) => ({ n }),
      ),
    },
  ],
  [
    'keys that objects treat differently',
    { body: JSON.parse(`{"__proto__":[${list(20_000, String).join()}],"constructor":1}`) },
  ],
  ['large values in each other', { a: { b: { c: list(20_000, (n) => n), d: object(9_000, (n) => `ü${n}`, String) } } }],
  [
    'types of BSON',
    { body: list(3_000, (n) => [new ObjectId(), new Date(n), Long.MAX_VALUE, Decimal128.fromString('1.5'), n / 7]) },
  ],
  ['a reference among the items of a list', { body: list(2_000, (n) => ({ $ref: 'orders', $id: new ObjectId(), n })) }],
  ['a large reference', { body: { $ref: 'orders', $id: 7, ...object(9_000, (n) => `k${n}`, String) } }],
  [
    'a large object with one key of a reference',
    { body: { $ref: 'orders', ...object(9_000, (n) => `k${n}`, String) } },
  ],
  ['a long text, which is one piece', { body: { text: 'x'.repeat(3 * PIECE_BYTES), n: 1 } }, 3 * PIECE_BYTES],
];

describe('decodeInPieces', () => {
  it.each(DOCUMENTS)(
    'gives what the driver gives, and decodes no more than a piece at once: %s',
    async (_what, document, largest = PIECE_BYTES) => {
      const encoded = BSON.serialize(document);
      const pieces: number[] = [];
      const decode = (piece: Uint8Array) => {
        pieces.push(piece.byteLength);
        return BSON.deserialize(piece);
      };
      const decoded = await decodeInPieces(encoded, new Pace(), decode);
      const expected = BSON.deserialize(encoded);
      // Vitest compares so many values slowly.
      assert.deepEqual(decoded, expected);
      expect(Buffer.compare(BSON.serialize(decoded), BSON.serialize(expected))).toBe(0);
      expect(Math.max(...pieces)).toBeLessThanOrEqual(largest + FRAME_BYTES);
    },
  );

  it('decodes in one piece what holds a type that no record has', async () => {
    const document = { pattern: new mongo.BSON.BSONRegExp('a', 'i'), body: list(20_000, (n) => n) };
    expect(await decodeInPieces(BSON.serialize(document), new Pace())).toEqual({ ...document, pattern: /a/i });
  });

  it('notes values larger than a piece, references excepted', async () => {
    const document = { large: list(20_000, (n) => n), small: [1], reference: DOCUMENTS[9]![1] };
    const { large, small, reference } = await decodeInPieces(BSON.serialize(document), new Pace());
    expect([large, small, reference].map(isLarge)).toEqual([true, false, true]);
    const { body } = reference as Record<string, unknown>;
    expect([body instanceof DBRef, isLarge(body)]).toEqual([true, false]);
  });

  it('gives the event loop a turn after each slice of the work', async () => {
    let now = 0;
    let turns = 0;
    const pace = new Pace(
      () => now,
      async () => void turns++,
    );
    const decode = (piece: Uint8Array) => {
      now += 5;
      return BSON.deserialize(piece);
    };
    const encoded = BSON.serialize({ body: list(800, () => nested(40)) });
    await decodeInPieces(encoded, pace, decode);
    expect(turns).toBe(Math.ceil(encoded.byteLength / PIECE_BYTES));
  });
});
