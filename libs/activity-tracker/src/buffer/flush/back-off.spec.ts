import { describe, expect, it } from 'vitest';
import { BackOff } from './back-off.js';

describe('BackOff', () => {
  it('doubles up to a minute, and begins again after a success', () => {
    const backOff = new BackOff(() => 1);
    expect(Array.from({ length: 8 }, () => backOff.next())).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
    backOff.reset();
    expect(backOff.next()).toBe(1_000);
  });

  it('varies within the upper half of each step', () => {
    expect(new BackOff(() => 0).next()).toBe(500);
    expect(new BackOff(() => 0.5).next()).toBe(750);
  });
});
