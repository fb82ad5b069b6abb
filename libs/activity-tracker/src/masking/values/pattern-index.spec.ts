import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatternIndex } from './pattern-index.js';

const indexOf = (patterns: readonly string[]) =>
  new PatternIndex(patterns.map((pattern) => [pattern, pattern] as const));

function foundIn(text: string, patterns: readonly string[]): { found: string[]; isWhole: boolean } {
  const found: string[] = [];
  const isWhole = indexOf(patterns).search(text, (pattern) => {
    found.push(pattern);
    return false;
  });
  return { found, isWhole };
}

describe('PatternIndex', () => {
  it('tells of each place where a pattern begins', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '漢'), maxLength: 30 });
    const patterns = fc.array(
      letters.filter(({ length }) => length >= 3),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(patterns, letters, (wanted, text) => {
        const places = Array.from(text, (_, start) =>
          wanted.filter((pattern) => text.startsWith(pattern, start)),
        ).flat();
        expect(foundIn(text, wanted).found.sort()).toEqual(places.sort());
      }),
      { numRuns: 5_000 },
    );
  });

  it('compares the beginnings of long patterns: what looks alike counts as found', () => {
    const long = 'x'.repeat(24);
    expect(foundIn(`-${long}c`, [`${long}a`, `${long}b`]).found).toEqual([`${long}a`, `${long}b`]);
    expect(foundIn(`-${long.slice(1)}c`, [`${long}a`]).found).toEqual([]);
  });

  it('stops where it is told that this is enough', () => {
    let times = 0;
    expect(indexOf(['abc']).search('abc abc', () => ++times === 1)).toBe(true);
    expect(times).toBe(1);
  });

  it('says that it gave up where there is too much to compare, and spends what it compared', () => {
    const alike = Array.from({ length: 64 }, (_, index) => `${'a'.repeat(16)}${index}`);
    let spent = 0;
    const isWhole = indexOf(alike).search('a'.repeat(10_000), () => false, { spend: (units) => (spent += units) });
    expect(isWhole).toBe(false);
    expect(spent).toBeGreaterThan(10_000);
    expect(spent).toBeLessThan(30_000);
  });
});
