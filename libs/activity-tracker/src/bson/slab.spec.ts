import { describe, expect, it } from 'vitest';
import { Slab } from './slab.js';

describe('Slab', () => {
  it('returns each piece once, of any size', () => {
    const slab = new Slab(256);
    const sizes = Array.from({ length: 200 }, (_, index) => (index * 7) % 40);
    const pieces = sizes.map((size, index) => slab.take(size).fill(index));
    expect(pieces.map(({ length }) => length)).toEqual(sizes);
    expect(pieces.every((piece, index) => piece.every((byte) => byte === index))).toBe(true);
  });

  it('gives a large piece separate memory', () => {
    const slab = new Slab(256);
    const [small, another, large] = [slab.take(32), slab.take(32), slab.take(33)];
    expect(another.buffer).toBe(small.buffer);
    expect([large.buffer.byteLength, large.buffer === small.buffer]).toEqual([33, false]);
  });
});
