import { describe, expect, it } from 'vitest';
import { BATCH_BYTES, BatchBytes, FIRST_BATCH } from './batch-bytes.js';

describe('BatchBytes', () => {
  /** The number of records of each batch, where the records of a batch have so many bytes each. */
  function sizes(bytesOfEach: readonly number[], most = 200): number[] {
    const batch = new BatchBytes(most);
    return bytesOfEach.map((bytes) => {
      const size = batch.next;
      batch.came(size, size * bytes);
      return size;
    });
  }

  it.each<[what: string, bytesOfEach: number[], sizes: number[]]>([
    ['grows to the most where records are small', [1_000, 1_000, 1_000, 1_000, 1_000], [4, 16, 64, 200, 200]],
    ['asks for one where one is a batch', [2 * BATCH_BYTES, 2 * BATCH_BYTES, 2 * BATCH_BYTES], [4, 1, 1]],
    ['keeps to the bytes', [BATCH_BYTES / 8, BATCH_BYTES / 8, BATCH_BYTES / 8], [4, 8, 8]],
    ['shrinks once records are large', [1_000, 1_000, 1_000, BATCH_BYTES / 2, BATCH_BYTES / 2], [4, 16, 64, 200, 2]],
    ['grows step by step afterwards', [2 * BATCH_BYTES, 1_000, 1_000, 1_000], [4, 1, 4, 16]],
  ])('%s', (_what, bytesOfEach, expected) => {
    expect(sizes(bytesOfEach)).toEqual(expected);
  });

  it('never asks for more than the caller allows', () => {
    expect(sizes([1, 1, 1], 10)).toEqual([FIRST_BATCH, 10, 10]);
    expect(sizes([1, 1], 2)).toEqual([2, 2]);
  });

  it('keeps the number after an empty batch', () => {
    const batch = new BatchBytes(200);
    batch.came(0, 0);
    expect(batch.next).toBe(FIRST_BATCH);
  });
});
