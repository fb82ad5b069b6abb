/** Mulberry32: integers below 2 ** 32, the same for the same seed. @param {number} seed */
export function integersFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed. @param {number} seed */
export function randomFrom(seed) {
  const next = integersFrom(seed);
  return () => next() / 2 ** 32;
}
