/**
 * Numbers that come again with the same seed (mulberry32).
 * @param {number} seed
 * @returns {() => number} from 0 up to, but not, 1
 */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A whole number, both ends included.
 * @param {() => number} random @param {number} from @param {number} to
 */
export const between = (random, from, to) => from + Math.floor(random() * (to - from + 1));

/**
 * @template T
 * @param {() => number} random
 * @param {readonly T[]} items
 * @returns {T}
 */
export const oneOf = (random, items) => /** @type {T} */ (items[Math.floor(random() * items.length)]);

/**
 * A choice among items by weight, in time logarithmic in their number.
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T, index: number) => number} weightOf
 * @returns {(chance: number) => T} `chance` from 0 up to, but not, 1
 */
export function weighted(items, weightOf) {
  let sum = 0;
  const ends = items.map((item, index) => (sum += weightOf(item, index)));
  return (chance) => /** @type {T} */ (items[firstAbove(ends, chance * sum)]);
}

/**
 * Index of the first end above a value, in ascending ends.
 * @param {readonly number[]} ends @param {number} value
 */
export function firstAbove(ends, value) {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (ends[middle]) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
