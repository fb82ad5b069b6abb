import { expect, it } from 'vitest';
import { SeqBits } from './seq-bits.js';

const CHUNK = 4_096;

it.each([1, 2, 31, 32, 33, 4_095, 4_096])('holds %i numbers of a chunk, in any order, each once', (count) => {
  const bits = new SeqBits();
  const numbers = Array.from({ length: count }, (_, index) => ((index * 2_731) % CHUNK) + 1 + CHUNK);
  expect(numbers.every((seq) => bits.add(seq))).toBe(true);
  expect(numbers.some((seq) => bits.add(seq))).toBe(false);
  const missing = [...bits.holes(CHUNK + 1, 2 * CHUNK)].reduce((sum, { first, last }) => sum + last - first + 1, 0);
  expect([missing, bits.first, bits.last]).toEqual([CHUNK - count, Math.min(...numbers), Math.max(...numbers)]);
  expect([bits.has(CHUNK), numbers.every((seq) => bits.has(seq))]).toEqual([false, true]);
});

it('takes numbers that are far from each other, as another program may store them', () => {
  const bits = new SeqBits();
  for (let index = 200_000; index > 0; index--) bits.add(index * CHUNK);
  bits.add(Number.MAX_SAFE_INTEGER);
  expect([bits.first, bits.last]).toEqual([CHUNK, Number.MAX_SAFE_INTEGER]);
  const holes = [...bits.holes(1, Number.MAX_SAFE_INTEGER)];
  expect([holes.length, holes[1]]).toEqual([200_001, { first: CHUNK + 1, last: 2 * CHUNK - 1 }]);
});
