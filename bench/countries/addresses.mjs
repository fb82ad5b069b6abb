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
