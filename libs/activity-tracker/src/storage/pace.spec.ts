import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Pace, SLICE_BYTES, SLICE_MS, yieldToLoop } from './pace.js';

describe('Pace', () => {
  /** How often a loop yields whose steps take so many bytes and milliseconds each. */
  async function yieldsOf({ steps, bytes = 0, ms = 0 }: { steps: number; bytes?: number; ms?: number }) {
    let now = 1_000;
    let count = 0;
    const pace = new Pace(
      () => now,
      async () => void count++,
    );
    for (let step = 0; step < steps; step++) {
      now += ms;
      await pace.spend(bytes);
    }
    return count;
  }

  it.each([
    ['nothing', { steps: 1_000 }, 0],
    ['less than a slice of time', { steps: 4, ms: 1 }, 0],
    ['a slice of time', { steps: 1, ms: SLICE_MS }, 1],
    ['a hundred steps of a millisecond', { steps: 100, ms: 1 }, 100 / SLICE_MS],
    ['less than a slice of bytes', { steps: 3, bytes: SLICE_BYTES / 4 }, 0],
    ['a hundred steps of a quarter of the bytes', { steps: 100, bytes: SLICE_BYTES / 4 }, 25],
    ['steps that each are more than a slice', { steps: 10, bytes: 1_048_576, ms: 20 }, 10],
  ])('after %s', async (_what, work, yields) => {
    expect(await yieldsOf(work)).toBe(yields);
  });
});

describe('yieldToLoop', () => {
  it('resumes one caller in each turn of the event loop, in order', async () => {
    const resumed: number[] = [];
    for (const caller of [1, 2, 3]) void yieldToLoop().then(() => resumed.push(caller));
    const turns: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      await setImmediate();
      turns.push(resumed.length);
    }
    expect(turns.every((count, turn) => count - (turns[turn - 1] ?? 0) <= 1)).toBe(true);
    expect(resumed).toEqual([1, 2, 3]);
  });

  it('lets what waits for the event loop run between two slices', async () => {
    const order: string[] = [];
    const pace = new Pace();
    globalThis.setTimeout(() => order.push('ordinary'), 0);
    while (order.length === 0) await pace.spend(SLICE_BYTES);
    expect(order).toEqual(['ordinary']);
  });
});
