import { TextUnits } from '../text/text-units.js';

/** Shorter words are too common to be secrets. */
const SHORTEST = 6;
const LONGEST = 256;
const FIRST_BEYOND_ASCII = 128;
const UNITS = 0x10000;
const [WORD, PUNCTUATION, ESCAPE, END] = [0, 1, 2, 3];
/** Of each UTF-16 unit; those beyond ASCII are of words. */
const KINDS = new Uint8Array(UNITS).fill(END, 0, 33);
for (const [characters, kind] of [
  [`"'\`&;,=:?#{}[]()<>|`, END],
  // Of a sentence: `Hunter2-x.`
  ['.!', PUNCTUATION],
  ['\\%', ESCAPE],
] as const) {
  for (const character of characters) KINDS[character.charCodeAt(0)] = kind;
}
const [SOLIDUS, DIGIT_TWO, DIGIT_FIVE, BACKSLASH, LOWER_U, LOWER_CASE] = [47, 50, 53, 92, 117, 32];
/** Behind a backslash: `\\n`. */
const CONTROL_LETTERS = new Uint8Array(UNITS);
for (const letter of 'bfnrt') CONTROL_LETTERS[letter.charCodeAt(0)] = 1;
const [HEXADECIMAL, NO_DIGIT] = [new Uint8Array(FIRST_BEYOND_ASCII).fill(16), 16];
Array.from('0123456789abcdef').forEach((digit, value) => (HEXADECIMAL[digit.charCodeAt(0)] = value));
const SEED = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
const FEWEST_SLOTS = 1_024;
const NONE: readonly string[] = [];

const textUnits = new TextUnits();

/**
 * The words of texts, by a hash of 32 bits: a pass over the texts that makes no strings. Escapes count as the character that they
 * stand for. Two words may share a hash: then one that is not in the set is found, which hides it where a caller could hide it
 * anyway by sending it.
 */
export class WordSet {
  private slots = new Int32Array(FEWEST_SLOTS);
  /** Of each slot, the parts in which its word stands, one bit each. */
  private parts = new Uint8Array(FEWEST_SLOTS);
  private count = 0;

  /** @param left UTF-16 units that are read of all texts */
  constructor(private left: number) {}

  read(text: string, part: number): void {
    if (this.left <= 0) return;
    eachWord(text.length > this.left ? text.slice(0, this.left) : text, (hash) => this.add(hash, part));
    this.left -= text.length;
  }

  /** Words of a text that are in the set, longest first. @param parts bits of those that count */
  in(text: string, parts: number): readonly string[] {
    let found: Set<string> | undefined;
    eachWord(text, (hash, start, end) => {
      if ((this.parts[this.slotOf(hash)]! & parts) !== 0) (found ??= new Set()).add(text.slice(start, end));
    });
    return found ? [...found].sort((one, other) => other.length - one.length) : NONE;
  }

  private add(hash: number, part: number): void {
    if (2 * this.count >= this.slots.length) this.grow();
    const slot = this.slotOf(hash);
    this.parts[slot]! |= part;
    if (this.slots[slot] !== 0) return;
    this.slots[slot] = hash;
    this.count++;
  }

  private slotOf(hash: number): number {
    const { slots } = this;
    const last = slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & last;
    while (slots[slot] !== 0 && slots[slot] !== hash) slot = (slot + 1) & last;
    return slot;
  }

  private grow(): void {
    const { slots: hashes, parts } = this;
    this.slots = new Int32Array(hashes.length * 4);
    this.parts = new Uint8Array(hashes.length * 4);
    for (const [index, hash] of hashes.entries()) {
      if (hash === 0) continue;
      const slot = this.slotOf(hash);
      this.slots[slot] = hash;
      this.parts[slot] = parts[index]!;
    }
  }
}

function eachWord(text: string, visit: (hash: number, start: number, end: number) => void): void {
  const { length } = text;
  if (length < SHORTEST) return;
  const units = textUnits.of(text);
  let start = 0;
  let end = 0;
  let hash = SEED;
  let hashAtEnd = SEED;
  /** Units that the escapes so far are longer than what they stand for. */
  let longer = 0;
  let longerAtEnd = 0;
  // Behind the text stands a 0, which ends a word.
  for (let at = 0; at <= length; at++) {
    let code = units[at]!;
    let kind = KINDS[code]!;
    if (kind === WORD) {
      do {
        hash = Math.imul(hash ^ code, PRIME);
        code = units[++at]!;
        kind = KINDS[code]!;
      } while (kind === WORD);
      end = at;
      hashAtEnd = hash;
      longerAtEnd = longer;
    }
    if (kind === ESCAPE) {
      const last = endOfEscape(units, at);
      longer += last - at;
      at = last;
      code = escaped;
      kind = KINDS[code]!;
    }
    if (kind === END) {
      const characters = end - start - longerAtEnd;
      if (characters >= SHORTEST && characters <= LONGEST) visit(hashAtEnd || 1, start, end);
      start = at + 1;
      end = start;
      longer = 0;
      longerAtEnd = 0;
      hash = SEED;
      continue;
    }
    hash = Math.imul(hash ^ code, PRIME);
    if (kind === PUNCTUATION) continue;
    end = at + 1;
    hashAtEnd = hash;
    longerAtEnd = longer;
  }
}

/** The character of the last {@link endOfEscape}; 0, which ends a word, for an escape without a letter or sign. */
let escaped = 0;

/** The last place of an escape in JSON, also in JSON inside a string, or of one with percent signs, also an escaped one. */
function endOfEscape(units: Uint16Array, from: number): number {
  escaped = 0;
  let at = from + 1;
  if (units[from] === BACKSLASH) {
    while (units[at] === BACKSLASH) at++;
    const code = units[at]!;
    // Signs that escape nothing are passed over at once: to come back to each takes the square of their number.
    if (code === LOWER_U) return Math.max(at - 1, taken(units, at + 1, 4));
    if (code === SOLIDUS) escaped = SOLIDUS;
    return code === SOLIDUS || CONTROL_LETTERS[code] === 1 ? at : at - 1;
  }
  while (units[at] === DIGIT_TWO && units[at + 1] === DIGIT_FIVE) at += 2;
  // `%25` stands for the sign itself, if no digits follow.
  return Math.max(at - 1, taken(units, at, 2));
}

/** Below 0 where there are fewer digits. */
function taken(units: Uint16Array, from: number, digits: number): number {
  let code = 0;
  for (let at = from; at < from + digits; at++) {
    const unit = units[at]! | LOWER_CASE;
    const digit = unit < FIRST_BEYOND_ASCII ? HEXADECIMAL[unit]! : NO_DIGIT;
    if (digit === NO_DIGIT) return -1;
    code = code * 16 + digit;
  }
  // A byte of UTF-8.
  if (digits > 2 || code < FIRST_BEYOND_ASCII) escaped = code;
  return from + digits - 1;
}
