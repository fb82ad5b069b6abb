import { integersFrom } from '../random.mjs';

const WORDS =
  'order market winter paper signal garden copper station letter bridge window engine season harbor planet ticket valley mirror silver carbon'.split(
    ' ',
  );
const NAMES = 'Ada Bela Chidi Dara Emeka Freya Goran Hana Ines Jonas Kofi Lena'.split(' ');
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FIRST_DAY = Date.UTC(2026, 0, 5, 8, 30);
const MINUTE_MS = 60_000;

/** Made-up values of the forms that real APIs use; the same sequence for the same seed. */
export class Values {
  #next;

  /** @param {string} seed */
  constructor(seed) {
    let state = 0x9e3779b9;
    for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 0x85ebca6b) >>> 0;
    this.#next = integersFrom(state);
  }

  /** @param {number} limit exclusive */
  below(limit) {
    return this.#next() % limit;
  }

  /** @template T @param {readonly T[]} from @returns {T} */
  pick(from) {
    return /** @type {T} */ (from[this.below(from.length)]);
  }

  /** @template T @param {number} count @param {(index: number) => T} make */
  list(count, make) {
    return Array.from({ length: count }, (_, index) => make(index));
  }

  /** @param {number} length @param {string} [alphabet] */
  text(length, alphabet = BASE62) {
    return this.list(length, () => alphabet[this.below(alphabet.length)]).join('');
  }

  /** @param {number} length */
  digits(length) {
    return this.text(length, '123456789');
  }

  /** @param {number} length */
  hex(length) {
    return this.text(length, '0123456789abcdef');
  }

  uuid() {
    return [8, 4, 4, 4, 12].map((length) => this.hex(length)).join('-');
  }

  /** @param {number} bytes */
  base64(bytes) {
    return Buffer.from(this.list(bytes, () => this.below(256))).toString('base64');
  }

  /** @param {number} count */
  words(count) {
    return this.list(count, () => this.pick(WORDS)).join(' ');
  }

  /** @param {number} sentences */
  prose(sentences) {
    return this.list(sentences, () => `The ${this.words(4 + this.below(9))}.`).join(' ');
  }

  name() {
    return `${this.pick(NAMES)} ${this.pick(NAMES)}son`;
  }

  email() {
    return `${this.pick(NAMES).toLowerCase()}${this.below(1000)}@mail.example`;
  }

  time() {
    return new Date(FIRST_DAY + this.below(400_000) * MINUTE_MS).toISOString();
  }

  timestamp() {
    return (FIRST_DAY + this.below(400_000) * MINUTE_MS) / 1000;
  }

  /** @param {number} most @param {number} [decimals] */
  amount(most, decimals = 2) {
    return Number((this.below(most * 1000) / 1000).toFixed(decimals));
  }

  /** @param {object} [claims] */
  jwt(claims = {}) {
    const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = { sub: this.uuid(), iat: this.timestamp(), ...claims };
    return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(body)}.${this.text(43)}`;
  }
}
