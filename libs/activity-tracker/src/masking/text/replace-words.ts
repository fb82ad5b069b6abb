import { PRICE } from '../budget/prices.js';
import { type Meter, UNMETERED } from '../budget/work-budget.js';
import { codeAt } from './code-at.js';
import { FILTERED } from '../values/markers.js';
import { mayNameSecret, namesSecret } from '../keys/sensitive-keys.js';

/** Replaces whole words of the text: a caller could otherwise cut longer ones into pieces. */
export function replaceWhere(
  text: string,
  form: string,
  isSecret: (start: number, end: number) => boolean,
  meter: Meter = UNMETERED,
): string {
  let result = '';
  let copied = 0;
  for (let start = text.indexOf(form); start >= 0;) {
    const end = start + form.length;
    meter.spend(PRICE.place);
    if (!isWithinWord(text, start, end) && isSecret(start, end)) {
      result += text.slice(copied, start) + FILTERED;
      copied = end;
    }
    start = text.indexOf(form, end);
  }
  return copied === 0 ? text : result + text.slice(copied);
}

const OTHER_LETTER = /[\p{L}\p{N}]/u;
/** `%20`, `\n`: what ends in a letter or digit is no part of the word. */
const ESCAPE_BEFORE = /(?:%[0-9a-f]{2}|\\[bfnrt]|\\u[0-9a-f]{4})$/i;
const [PERCENT, BACKSLASH] = [37, 92];

function isWithinWord(text: string, start: number, end: number): boolean {
  if (isOfWord(text, end)) return true;
  return isOfWord(text, start - 1) && !isBehindEscape(text, start);
}

function isBehindEscape(text: string, start: number): boolean {
  const mayBe =
    codeAt(text, start - 2) === BACKSLASH ||
    codeAt(text, start - 3) === PERCENT ||
    codeAt(text, start - 6) === BACKSLASH;
  return mayBe && ESCAPE_BEFORE.test(text.slice(Math.max(0, start - 6), start));
}

function isOfWord(text: string, index: number): boolean {
  const code = codeAt(text, index);
  if (code > 127) return OTHER_LETTER.test(text[index]!);
  // Letters in either case, digits, `_`, `-`; NaN beyond the text.
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code === 95 || code === 45;
}

/** Places and names looked at in one text: a text made of them would take long otherwise. */
const MOST_PLACES = 256;
const MOST_NAMES = 32;

/** Replaces a value where the word before it names a secret: then even a word or a number is one. */
export function replaceNamed(text: string, form: string, meter: Meter = UNMETERED): string {
  const known = new Map<string, boolean>();
  let places = 0;
  const isNamed = (start: number): boolean => {
    if (++places > MOST_PLACES) return false;
    meter.spend(PRICE.place);
    const name = wordBefore(text, start);
    if (known.size >= MOST_NAMES && !known.has(name)) return false;
    let isSecret = known.get(name);
    if (isSecret === undefined) known.set(name, (isSecret = NUMBERED.has(name) || isSecretWord(name, meter)));
    return isSecret;
  };
  return replaceWhere(text, form, isNamed, meter);
}

function isSecretWord(word: string, meter: Meter): boolean {
  meter.spend(PRICE.candidate);
  if (!mayNameSecret(word)) return false;
  meter.spend(PRICE.words + word.length * PRICE.wordCharacter);
  return namesSecret(word);
}

const NUMBERED = new Set(['code', 'Code', 'key', 'Key']);
const LINKS = new Set(['is', 'was', 'value']);
const BETWEEN = ' "\'`(:=';
const MOST_BETWEEN = 4;
const LONGEST_NAME = 40;

function wordBefore(text: string, start: number): string {
  let word = '';
  for (let at = start, words = 0; words < 2; words++) {
    let end = at;
    while (at - end < MOST_BETWEEN && end > 0 && BETWEEN.includes(text[end - 1]!)) end--;
    at = end;
    while (end - at < LONGEST_NAME && isOfWord(text, at - 1)) at--;
    word = text.slice(at, end);
    if (!LINKS.has(word)) break;
  }
  return word;
}
