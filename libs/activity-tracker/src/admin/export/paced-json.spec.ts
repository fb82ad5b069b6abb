import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { countedPace } from '../../../test/counted-pace.js';
import { Pace } from '../../storage/pace.js';
import { isLarge, PIECE_BYTES } from '../../storage/pieces.js';
import { decodeInPieces } from '../../storage/mongo/read/decode-in-pieces.js';
import { toExtendedJson } from '../../record/extended-json.js';
import { extendedJsonOf, plainJsonOf } from './paced-json.js';

const { BSON, ObjectId } = mongo;
const list = <T>(length: number, item: (n: number) => T): T[] => Array.from({ length }, (_, n) => item(n));
const object = (key: (n: number) => string) => Object.fromEntries(list(9_000, (n) => [key(n), n]));

const BODIES: [what: string, body: unknown][] = [
  ['a list', list(20_000, (n) => n)],
  ['an object', object((n) => `k${n}`)],
  ['keys to be escaped', object((n) => `$"${n}`)],
  ['the key __proto__', JSON.parse(`{"__proto__":[${list(20_000, String).join()}],"a":1}`)],
  [
    'large values in each other',
    { a: [list(20_000, (n) => n), { $b: object((n) => `k${n}`) }], c: 'x'.repeat(2 * PIECE_BYTES) },
  ],
  ['types of BSON', list(5_000, (n) => ({ id: new ObjectId(), at: new Date(n), n: [n, n / 3, Infinity] }))],
];

async function stored(body: unknown): Promise<object> {
  const record = await decodeInPieces(BSON.serialize({ body }), new Pace());
  expect(isLarge(record.body)).toBe(true);
  return record.body as object;
}

describe.each(BODIES)('the JSON of %s', (_what, body) => {
  it('is that of JSON.stringify', async () => {
    const large = await stored(body);
    expect(await extendedJsonOf(large, new Pace())).toBe(JSON.stringify(toExtendedJson(large)));
    expect(await plainJsonOf(large, new Pace())).toBe(JSON.stringify(large));
  });

  it('is written with turns of the event loop in between', async () => {
    const { pace, turns } = countedPace();
    const large = await stored(body);
    await extendedJsonOf(large, pace);
    expect(turns()).toBeGreaterThanOrEqual(Math.floor(BSON.calculateObjectSize({ large }) / PIECE_BYTES));
  });
});

it('writes what is small at once', () => {
  expect(extendedJsonOf({ $a: [1] }, new Pace())).toBe('{"％24a":[1]}');
});
