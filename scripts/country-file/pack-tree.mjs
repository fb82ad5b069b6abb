// Called by write-mmdb.mjs and country-file.mjs.
/**
 * A search tree in which equal subtrees are one: nodes in post-order, each child a node number, or a country.
 * @typedef {{ left: Child, right: Child }} Node
 * @typedef {number | string | null} Child number of a node, country code, or nothing known
 */

/**
 * Reads the tree of a file with records of 24 bits and shares its equal subtrees. Every address keeps its country; only
 * networks that share one are told apart less.
 * @param {Buffer} file
 * @param {import('maxmind').Reader<any>['metadata']} metadata
 * @returns {Node[]} the root is the last
 */
export function packTree(file, { nodeCount, recordSize, searchTreeSize }) {
  if (recordSize !== 24) throw new Error(`records of ${recordSize} bits are not supported: 24 expected`);
  const countries = countriesOf(file, searchTreeSize);
  /** @type {Node[]} */
  const nodes = [];
  /** @type {Map<string, number>} */
  const known = new Map();

  /** @param {number} record @returns {Child} */
  const childOf = (record) => {
    if (record === nodeCount) return null;
    return record > nodeCount ? countries(record - nodeCount - 16) : packed(record);
  };
  /** @param {number} node @returns {Child} */
  const packed = (node) => {
    const left = childOf(file.readUIntBE(node * 6, 3));
    const right = childOf(file.readUIntBE(node * 6 + 3, 3));
    if (left === right && typeof left !== 'number') return left;
    const key = `${left} ${right}`;
    let number = known.get(key);
    if (number === undefined) {
      number = nodes.push({ left, right }) - 1;
      known.set(key, number);
    }
    return number;
  };
  packed(0);
  return nodes;
}

/**
 * Country code at an offset of the data section: `{ country_code: 'NL' }`, whose key stands in the first entry and is pointed
 * to in all others.
 * @param {Buffer} file
 * @param {number} treeSize
 */
function countriesOf(file, treeSize) {
  /** @type {Map<number, string>} */
  const known = new Map();
  return (/** @type {number} */ offset) => {
    let country = known.get(offset);
    if (country === undefined) {
      const entry = file.subarray(treeSize + 16 + offset, treeSize + 16 + offset + 32).toString('latin1');
      country = /^\xe1(?:Lcountry_code|\x20\x01)B([A-Z]{2})/.exec(entry)?.[1];
      if (country === undefined) throw new Error(`no country code at offset ${offset} of the data`);
      known.set(offset, country);
    }
    return country;
  };
}
