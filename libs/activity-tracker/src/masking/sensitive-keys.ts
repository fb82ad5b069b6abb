import { fold } from './fold.js';
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
const HARMLESS_WORDS = new Set(vocabulary.HARMLESS_WORDS);
const HARMLESS_KEYS = new Set(vocabulary.HARMLESS_KEYS);

const LONGEST = Math.max(...[...WORDS].map((entry) => entry.length)) + 1;
/** Shorter entries (`pin`, `ssn`) would be met by accident where two words join: `is_sn`. */
const SHORTEST_RUN = 6;

/** Whether a key names a secret by the built-in vocabulary, which no option can empty. */
export function namesSecret(key: string): boolean {
  const words = wordsOf(key);
  const last = words.at(-1);
  if (last === undefined) return false;
  const whole = words.join('');
  if (WHOLE_KEYS.has(whole) || WORDS.has(whole) || WHOLE_KEYS.has(fold(key).toLowerCase())) return true;
  if (HARMLESS_KEYS.has(whole) || (words.length > 1 && ABOUT_A_SECRET.has(last))) return false;
  if (last === 'tokens' && QUANTITIES.has(words.at(-2) ?? '')) return false;
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
