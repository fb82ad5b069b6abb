import { fold } from './fold.js';
import { namesPostalCode } from './harmless-values.js';
import * as vocabulary from './key-vocabulary.js';
import { wordsOf } from './words.js';

const folded = (entries: readonly string[]) => entries.map((entry) => fold(entry).toLowerCase());

const WHOLE_KEYS = new Set(folded(vocabulary.WHOLE_KEYS));
const WORDS = new Set(folded(vocabulary.WORDS));
const LAST_WORDS = new Set(folded(vocabulary.LAST_WORDS));
const STEMS = new RegExp(folded(vocabulary.STEMS).join('|'), 'u');
const ENDINGS = new RegExp(`(?:${folded(vocabulary.ENDINGS).join('|')})s?$`, 'u');
const ABOUT_A_SECRET = new Set(vocabulary.ABOUT_A_SECRET);
const QUANTITIES = new Set(vocabulary.QUANTITIES);
const KEYS_OF_DATA = new Set(vocabulary.KEYS_OF_DATA);
const VENDOR_KEY = /^(?:x-|http_x_)(?:[a-z\d]+[-_])*key$/i;
const HARMLESS_WORDS = new Set(vocabulary.HARMLESS_WORDS);
const HARMLESS_KEYS = new Set(vocabulary.HARMLESS_KEYS);

const LONGEST = Math.max(...[...WORDS].map((entry) => entry.length)) + 1;
/** Shorter entries (`pin`, `ssn`) would be met by accident where two words join: `is_sn`. */
const SHORTEST_RUN = 6;

const ASCII = /^[\x20-\x7e]*$/;
/** The letters of all entries, without those that hold another: a key in ASCII without any of them is no secret's. */
const LEAST = shortestOf(
  [...WHOLE_KEYS, ...WORDS, ...LAST_WORDS, ...folded(vocabulary.STEMS), ...folded(vocabulary.ENDINGS)].map(lettersOf),
);
const ANY_ENTRY = new RegExp(LEAST.filter((entry) => ASCII.test(entry)).join('|'));
function lettersOf(key: string): string {
  return key.replace(/\P{L}+/gu, '');
}

function shortestOf(entries: readonly string[]): string[] {
  const ordered = [...new Set(entries)].sort((a, b) => a.length - b.length);
  return ordered.filter((entry, index) => !ordered.slice(0, index).some((shorter) => entry.includes(shorter)));
}

/** A quick look before {@link namesSecret}: most keys hold no entry at all, and dividing them into words takes ten times as long. */
export function mayNameSecret(key: string): boolean {
  return !ASCII.test(key) || VENDOR_KEY.test(key) || ANY_ENTRY.test(key.replace(/[^A-Za-z]+/g, '').toLowerCase());
}

/** Divide the parts of a nested name: `user[access][0]`, `user.refresh`. */
const PART_BREAK = /[[\].]+/;
const MAX_PARTS = 16;

export function namesSecret(key: string): boolean {
  return namesSecretAsWhole(key) || (PART_BREAK.test(key) && hasSecretPart(key));
}

/** With brackets any part counts, as in nested JSON; with dots, which also stand in words, the last one. */
function hasSecretPart(key: string): boolean {
  const parts = key.split(PART_BREAK, MAX_PARTS).filter((part) => /\p{L}/u.test(part));
  return (key.includes('[') ? parts : parts.slice(-1)).some(isWholeKey);
}

function isWholeKey(part: string): boolean {
  return WHOLE_KEYS.has(wordsOf(part).join('')) || WHOLE_KEYS.has(fold(part).toLowerCase());
}

function namesSecretAsWhole(key: string): boolean {
  const words = wordsOf(key);
  const last = words.at(-1);
  if (last === undefined) return false;
  const whole = words.join('');
  if (isWholeKey(key) || WORDS.has(whole)) return true;
  if (HARMLESS_KEYS.has(whole) || namesPostalCode(key) || (words.length > 1 && ABOUT_A_SECRET.has(last))) return false;
  if (last === 'tokens' && QUANTITIES.has(words.at(-2) ?? '')) return false;
  if (VENDOR_KEY.test(fold(key)) && !words.some((word) => KEYS_OF_DATA.has(word))) return true;
  return LAST_WORDS.has(last) || words.some(isSecretWord) || words.some((_, start) => startsSecretRun(words, start));
}

function isSecretWord(word: string): boolean {
  if (HARMLESS_WORDS.has(word)) return false;
  return isEntry(word) || STEMS.test(word) || ENDINGS.test(word);
}

function startsSecretRun(words: readonly string[], start: number): boolean {
  let run = words[start]!;
  for (let next = start + 1; next < words.length; next++) {
    run += words[next]!;
    if (run.length > LONGEST) return false;
    if (run.length >= SHORTEST_RUN && isEntry(run)) return true;
  }
  return false;
}

function isEntry(word: string): boolean {
  return WORDS.has(word) || (word.endsWith('s') && WORDS.has(word.slice(0, -1)));
}
