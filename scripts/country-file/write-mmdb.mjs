// Called by country-file.mjs.
// Format: https://maxmind.github.io/MaxMind-DB/
const SEPARATOR = Buffer.alloc(16);
const METADATA_START = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');
/** Types of the format; those from 8 on take a second byte. */
const TEXT = 2;
const UINT16 = 5;
const UINT32 = 6;
const MAP = 7;
const UINT64 = 9;
const ARRAY = 11;

/**
 * @param {import('./pack-tree.mjs').Node[]} nodes the root is the last
 * @param {{ databaseType: string, description: string, builtAt: Date }} about
 */
export function writeMmdb(nodes, { databaseType, description, builtAt }) {
  const data = dataOf(nodes);
  const last = nodes.length - 1;
  const tree = Buffer.alloc(nodes.length * 6);
  // The root comes first in the file, so that numbers are counted from the end.
  const recordOf = (/** @type {import('./pack-tree.mjs').Child} */ child) => {
    if (child === null) return nodes.length;
    return typeof child === 'number' ? last - child : nodes.length + 16 + /** @type {number} */ (data.at.get(child));
  };
  for (const [number, { left, right }] of nodes.entries()) {
    tree.writeUIntBE(recordOf(left), (last - number) * 6, 3);
    tree.writeUIntBE(recordOf(right), (last - number) * 6 + 3, 3);
  }
  const metadata = map({
    node_count: unsigned(UINT32, nodes.length),
    record_size: unsigned(UINT16, 24),
    ip_version: unsigned(UINT16, 6),
    database_type: text(databaseType),
    languages: head(ARRAY, 0),
    binary_format_major_version: unsigned(UINT16, 2),
    binary_format_minor_version: unsigned(UINT16, 0),
    build_epoch: unsigned(UINT64, Math.round(builtAt.getTime() / 1_000)),
    description: map({ en: text(description) }),
  });
  return Buffer.concat([tree, SEPARATOR, data.bytes, METADATA_START, metadata]);
}

/** Each country once. @param {import('./pack-tree.mjs').Node[]} nodes */
function dataOf(nodes) {
  /** @type {Map<string, number>} */
  const at = new Map();
  /** @type {Buffer[]} */
  const parts = [];
  let length = 0;
  for (const child of nodes.flatMap(({ left, right }) => [left, right])) {
    if (typeof child !== 'string' || at.has(child)) continue;
    const entry = map({ country_code: text(child) });
    at.set(child, length);
    parts.push(entry);
    length += entry.length;
  }
  return { at, bytes: Buffer.concat(parts) };
}

/** @param {Record<string, Buffer>} entries */
function map(entries) {
  const parts = Object.entries(entries).flatMap(([key, value]) => [text(key), value]);
  return Buffer.concat([head(MAP, parts.length / 2), ...parts]);
}

/** @param {string} value */
function text(value) {
  const bytes = Buffer.from(value);
  return Buffer.concat([head(TEXT, bytes.length), bytes]);
}

/** @param {number} type @param {number} value */
function unsigned(type, value) {
  const digits = value === 0 ? '' : value.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return Buffer.concat([head(type, bytes.length), bytes]);
}

/** Control bytes. @param {number} type @param {number} size at most 284 */
function head(type, size) {
  const first = (type > 7 ? 0 : type << 5) | Math.min(size, 29);
  return Buffer.from([first, ...(type > 7 ? [type - 7] : []), ...(size >= 29 ? [size - 29] : [])]);
}
