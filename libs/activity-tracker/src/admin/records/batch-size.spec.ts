import { describe, expect, it } from 'vitest';
import { BatchSize } from './batch-size.js';

describe('BatchSize', () => {
  const sizes = (count: number, costOf: (records: number) => number) => {
    let now = 0;
    const size = new BatchSize(() => now);
    return Array.from({ length: count }, () => {
      const records = size.next();
      now += costOf(records);
      return records;
    });
  };

  it.each<[string, (records: number) => number, number[]]>([
    ['quick ones', () => 1, [8, 32, 128, 200, 200]],
    ['ones of 5 ms', (records) => 5 * records, [8, 5, 5, 5, 5]],
    ['ones of a second', (records) => 1_000 * records, [8, 1, 1, 1, 1]],
    ['quick ones behind slow ones', (records) => (records > 1 ? 1_000 : 1), [8, 1, 4, 1, 4]],
  ])('reads %s so that a batch takes about 25 ms', (_what, costOf, expected) => {
    expect(sizes(expected.length, costOf)).toEqual(expected);
  });
});
