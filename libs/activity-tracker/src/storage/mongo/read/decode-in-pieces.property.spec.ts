import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { Pace } from '../../pace.js';
import { isLarge, PIECE_BYTES, piecesOf } from '../../pieces.js';
import { decodeInPieces } from './decode-in-pieces.js';

const { BSON } = mongo;
/** The long form: `FUZZ_RUNS=10000`. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 500);

const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'length',
    '0',
    '10',
    '2',
    '',
    'a.b',
    '$x',
    '$ref',
    '$id',
    '$db',
    'é',
  ),
  fc.string({ maxLength: 6 }).map((text) => text.replaceAll('\0', '')),
);
const leaf = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.string({ maxLength: 20 }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((number) => BSON.Long.fromBigInt(number)),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => new BSON.Binary(bytes)),
  fc.constantFrom<unknown>(
    new BSON.UUID(),
    new BSON.ObjectId(),
    BSON.Decimal128.fromString('1.5'),
    /x/i,
    new BSON.MinKey(),
    new BSON.Timestamp(5n),
    new BSON.Code('a', { b: 1 }),
    new BSON.Double(2),
    new BSON.BSONSymbol('s'),
    new BSON.DBRef('c', new BSON.ObjectId()),
  ),
  fc.integer({ min: 20_000, max: 90_000 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 60_000, max: 70_000 }).map((length) => new BSON.Binary(Buffer.alloc(length, 1))),
);

type Entry = [string, unknown];

/** Not by assignment, nor by a prototype: `__proto__` is a key like any other. */
function objectOf(entries: readonly Entry[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}

function nested(value: unknown, depth: number): unknown {
  let outer = value;
  for (let level = 0; level < depth; level++) outer = level % 2 === 0 ? { a: outer } : [outer];
  return outer;
}

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 6 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map(objectOf),
  ),
}));
const document = fc
  .tuple(fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 8 }), value, fc.integer({ min: 0, max: 98 }))
  .map(([entries, deep, depth]) => objectOf([...entries, ['deep', nested(deep, depth)]]));

describe('decodeInPieces', () => {
  it('gives what the driver gives, whatever the document, and pieces that make up the whole', async () => {
    let large = 0;
    await fc.assert(
      fc.asyncProperty(document, async (given) => {
        const bytes = BSON.serialize(given);
        if (bytes.byteLength > PIECE_BYTES) large++;
        const decoded = await decodeInPieces(bytes, new Pace());
        assert.deepEqual(decoded, BSON.deserialize(bytes));
        assert.deepEqual(Object.keys(decoded), Object.keys(BSON.deserialize(bytes)));
        if (!isLarge(decoded)) return;
        const entries = [...piecesOf(decoded)].flatMap((piece) => Object.entries(piece));
        assert.deepEqual(objectOf(entries), decoded);
      }),
      { numRuns: RUNS },
    );
    expect(large).toBeGreaterThan(RUNS / 10);
  }, 120_000);
});
