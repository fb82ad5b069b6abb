import { describe, expect, it } from 'vitest';
import { fairStringBytes } from './fair-share.js';

const text = (length: number) => 'x'.repeat(length);
const shareOf = (value: unknown, room = 16_000, maxNodes = 1_000) => fairStringBytes(value, room, maxNodes);

describe('the share of each text in a bounded room', () => {
  it.each([
    ['everything fits', { a: text(8_000), b: text(7_000) }, Number.POSITIVE_INFINITY],
    ['one long text gives way to those behind it', { a: text(220_000), b: text(1_000) }, 13_998],
    ['two long texts share what is left', [text(50_000), text(60_000), text(1_000)], 7_000],
    ['short texts are never cut for others', Array.from({ length: 900 }, () => text(200)).concat(text(9_000)), 256],
    ['keys count', { [text(14_000)]: text(9_000) }, 1_000],
    ['a text counts by its bytes', { a: 'é'.repeat(9_000) }, 14_999],
    ['a key counts by its bytes', { [`é${text(13_998)}`]: text(9_000) }, 1_000],
    ['no text at all', [1, null, { a: true }], Number.POSITIVE_INFINITY],
    ['bytes are no texts', { a: new Uint8Array(100_000), b: text(20_000) }, 14_998],
  ])('%s', (_, value, share) => expect(shareOf(value)).toBe(share));

  it('ends in a cycle, and after the nodes it is given', () => {
    const cycle: Record<string, unknown> = { a: text(20_000) };
    cycle.self = cycle;
    expect(shareOf(cycle)).toBeGreaterThanOrEqual(256);
    expect(shareOf([text(1), text(99_000)], 16_000, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('does not call getters', () => {
    const value = {
      get secret(): string {
        throw new Error('called');
      },
    };
    expect(shareOf(value)).toBe(Number.POSITIVE_INFINITY);
  });
});
