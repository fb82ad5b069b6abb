/** Numbers in [0, 1) that are the same for the same seed (mulberry32). @param {number} seed */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param {() => number} random */
export function randomIpv4(random) {
  const byte = () => Math.floor(random() * 256);
  return `${1 + Math.floor(random() * 223)}.${byte()}.${byte()}.${byte()}`;
}

/** Blocks of the registries, so that most addresses are assigned: 2001, 24xx, 26xx, 28xx, 2axx, 2cxx. */
const BLOCKS = [0x2001, 0x2400, 0x2600, 0x2800, 0x2a00, 0x2c00];

/** @param {() => number} random */
export function randomIpv6(random) {
  const block = /** @type {number} */ (BLOCKS[Math.floor(random() * BLOCKS.length)]);
  const group = () => Math.floor(random() * 0x10000).toString(16);
  const first = block === 0x2001 ? block : block + Math.floor(random() * 16);
  return `${first.toString(16)}:${group()}:${group()}::1`;
}

/** Values by how often they occur, most frequent first. @template T @param {T[]} values @returns {[T, number][]} */
export function tallyOf(values) {
  /** @type {Map<T, number>} */
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
