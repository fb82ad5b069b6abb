/** A number from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** Pseudo-random numbers, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const between = (random: Random, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1));

export const oneOf = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

/** Chooses items by weight in logarithmic time. */
export function weighted<T>(items: readonly T[], weightOf: (item: T, index: number) => number): (chance: number) => T {
  let sum = 0;
  const ends = items.map((item, index) => (sum += weightOf(item, index)));
  return (chance) => items[firstAbove(ends, chance * sum)]!;
}

/** Index of the first limit above a value; limits are ascending. */
export function firstAbove(ends: readonly number[], value: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
