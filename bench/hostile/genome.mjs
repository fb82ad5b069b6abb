import { ALL_ATOMS, ATOMS, KEYS } from './atoms.mjs';

/**
 * How a hostile exchange is put together. Everything in it is text or a small number, so that it can be varied at random and
 * printed.
 * @typedef {object} Genome
 * @property {Place} place where in the exchange it stands
 * @property {Shape} shape
 * @property {string[]} unit atoms that come one behind the other
 * @property {number} times how often the unit is repeated in one string, key or value
 * @property {string} join between two of them
 * @property {string} head in front of it
 * @property {string} tail behind it
 * @property {string[]} keys of objects
 * @property {number} nested how often JSON stands inside a string of JSON
 * @property {number} secrets values that are remembered, and looked for everywhere
 * @property {number} secretLength
 *
 * @typedef {'body' | 'answer' | 'both' | 'url' | 'headers' | 'cookie' | 'form' | 'multipart'} Place
 * @typedef {'strings' | 'text' | 'keys' | 'values' | 'rows' | 'pairs' | 'named' | 'deep' | 'raw' | 'wide' | 'request' | 'requests'} Shape
 *   `request` stands in an object, `requests` is the body itself: what a GraphQL server takes
 */

/** @type {Place[]} */
export const PLACES = ['body', 'answer', 'both', 'url', 'headers', 'cookie', 'form', 'multipart'];
/** @type {Shape[]} */
export const SHAPES = [
  'strings',
  'text',
  'keys',
  'values',
  'rows',
  'pairs',
  'named',
  'deep',
  'raw',
  'wide',
  'request',
  'requests',
];
const TIMES = [1, 1, 1, 2, 3, 5, 8, 16, 40, 100, 240, 400, 1_000, 8_000, 70_000];
const JOINS = ['', '', '', '', ' ', ',', '&', ';', ':', '"', '/', '\n', '=', '\\', '-'];
const HEADS = [
  '',
  '',
  '',
  '[',
  '{',
  '"',
  '/a?',
  '{"a":',
  '[[',
  'http://h/?',
  ' ',
  '#',
  '?',
  '{"password":"x","a":"',
  '["',
];
const TAILS = ['', '', '', ']', '}', '"', ' ', '"}', '"]', '=', '@'];
const LENGTHS = [6, 8, 16, 64, 300, 1_000];

/** A separate generator, so that a seed gives the same search again. @param {number} seed */
export function randomFrom(seed) {
  let state = seed >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 0x1_0000_0000;
  };
  return {
    next,
    /** @template T @param {readonly T[]} choices @returns {T} */
    one: (choices) => /** @type {any} */ (choices[Math.floor(next() * choices.length)]),
  };
}

/** @typedef {ReturnType<typeof randomFrom>} Random */

/** @param {Random} random @returns {Genome} */
export function anyGenome(random) {
  const kind = random.one(Object.keys(ATOMS));
  const atoms = random.next() < 0.6 ? /** @type {string[]} */ (ATOMS[kind]) : ALL_ATOMS;
  return {
    place: random.one(['body', 'body', 'answer', ...PLACES]),
    shape: random.one(SHAPES),
    unit: Array.from({ length: random.one([1, 1, 2, 2, 3, 4]) }, () => random.one(atoms)),
    times: random.one(TIMES),
    join: random.one(JOINS),
    head: random.one(HEADS),
    tail: random.one(TAILS),
    keys: Array.from({ length: random.one([1, 2, 3]) }, () => random.one(KEYS)),
    nested: random.one([0, 0, 0, 0, 1, 2, 4]),
    // More than 64 are beyond what is remembered.
    secrets: random.one([0, 0, 0, 0, 1, 8, 64, 80]),
    secretLength: random.one(LENGTHS),
  };
}

/** The one with some of it changed. @param {Genome} genome @param {Random} random @returns {Genome} */
export function varied(genome, random) {
  const other = anyGenome(random);
  const changed = { ...genome };
  const names = /** @type {(keyof Genome)[]} */ (Object.keys(genome));
  for (let changes = random.one([1, 1, 2, 3]); changes > 0; changes--) {
    const name = random.one(names);
    if (name === 'unit') changed.unit = variedUnit(genome.unit, other.unit, random);
    else Object.assign(changed, { [name]: other[name] });
  }
  return changed;
}

/** Half of the one and half of the other. @param {Genome} one @param {Genome} other @param {Random} random @returns {Genome} */
export function crossed(one, other, random) {
  const names = /** @type {(keyof Genome)[]} */ (Object.keys(one));
  return /** @type {Genome} */ (
    Object.fromEntries(names.map((name) => [name, (random.next() < 0.5 ? one : other)[name]]))
  );
}

/** @param {string[]} unit @param {string[]} other @param {Random} random */
function variedUnit(unit, other, random) {
  switch (random.one(['add', 'drop', 'swap', 'replace'])) {
    case 'add':
      return [...unit, random.one(ALL_ATOMS)].slice(0, 6);
    case 'drop':
      return unit.length > 1 ? unit.toSpliced(Math.floor(random.next() * unit.length), 1) : unit;
    case 'swap':
      return unit.toReversed();
    default:
      return other;
  }
}
