import { SECRET_FORMS } from '../../../../json-mask/src/generated/secret-forms.js';
import { isIssuedSecret } from './secret-values.js';
import { wordsOf } from '../keys/words.js';

/**
 * How sure it is that a value is a secret.
 *
 * - `certain`: the application named it a secret, or its form shows it.
 * - `random`: long and random, whoever sent it.
 * - `claimed`: only the caller named it a secret.
 * - `plain`: a number, a date, a word: hiding it would hide what the exchange did.
 */
export type Strength = 'certain' | 'random' | 'claimed' | 'plain';

/** Bits by {@link entropyOf} from which a value is hardly ever content. */
const RANDOM_BITS = 56;
const RANDOM_LENGTH = 20;
/** Bits from which a value counts as a secret inside a URL. */
const HIGH_BITS = 36;

/** @param isNamedByApplication the application used it under a secret's name, and the caller had not done so before */
export function strengthOf(value: string, isNamedByApplication: boolean): Strength {
  if (isIssuedSecret(value)) return 'certain';
  if (isPlain(value)) return 'plain';
  if (isNamedByApplication) return 'certain';
  return isLongRandom(value) ? 'random' : 'claimed';
}

function isLongRandom(value: string): boolean {
  return value.length >= RANDOM_LENGTH && !isIdForm(value) && entropyOf(value) >= RANDOM_BITS;
}

export function isOfHighEntropy(value: string): boolean {
  return !isIdForm(value) && entropyOf(value) >= HIGH_BITS;
}

const SEPARATORS = /[-_.:/~+=,\s]+/;
/** `Order`, `ORDER`, `2024`, and any other single character. */
const RUNS = /\p{Lu}?\p{Ll}+|\p{Lu}+|\d+|[^\d\p{Lu}\p{Ll}]/gu;
const BITS_OF_DIGIT = Math.log2(10);
const BITS_OF_LETTER = Math.log2(26);
/** Letters counted per run: a longer run is a word or a number. */
const MOST_BITS_OF_RUN = 3 * BITS_OF_LETTER;
/** A word or a number between separators. */
const BITS_OF_WORD = 3;
/** Longer values are random enough by then, or never. */
export const LONGEST_MEASURED = 256;

/**
 * Estimated entropy in bits. Random text changes between lower case, upper case and digits every two or three characters;
 * words and numbers do so where a separator stands.
 */
export function entropyOf(value: string): number {
  let bits = 0;
  for (const piece of value.slice(0, LONGEST_MEASURED).split(SEPARATORS)) {
    const runs = piece.match(RUNS) ?? [];
    if (runs.length < 2) bits += runs.length * BITS_OF_WORD;
    else for (const run of runs) bits += Math.min(run.length * bitsOfCharacter(run), MOST_BITS_OF_RUN);
  }
  return bits;
}

function bitsOfCharacter(run: string): number {
  return run >= '0' && run <= '9~' ? BITS_OF_DIGIT : BITS_OF_LETTER;
}

const UUID = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;
const OBJECT_ID = /^[0-9a-f]{24}$/i;
const ULID = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/i;
/** `ch_3MmlLrLkdIwHu7ix`, as payment services and others number things. */
const PREFIXED_ID = /^([a-z]{2,8})[_-][0-9a-z]{6,32}$/i;
/** Vendors' prefixes also mark tokens in formats that are not listed. `github` of `github_pat_` is excluded: it also begins ids. */
const VENDOR_PREFIXES = SECRET_FORMS.flatMap(({ literal }) => /^([a-z]+)[_-](?:v\d_)?$/.exec(literal)?.[1] ?? []);
const SECRET_PREFIXES = new Set([
  ...VENDOR_PREFIXES,
  'pk',
  'ak',
  'key',
  'tok',
  'pat',
  'sess',
  'sid',
  'auth',
  'api',
  'gsk',
]);

/** Whether a value is written as record ids are. An API key may be a UUID too: the form alone does not tell. */
function isIdForm(value: string): boolean {
  if (UUID.test(value) || OBJECT_ID.test(value) || ULID.test(value)) return true;
  const prefix = PREFIXED_ID.exec(value)?.[1]?.toLowerCase();
  return prefix !== undefined && !SECRET_PREFIXES.has(prefix) && !/sec|tok|key|pass|auth|sess/.test(prefix);
}

const DATE_TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i;
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;
/** Separators inside dates, amounts, paths and compound words. Other symbols are a password's. */
const INNER_SEPARATORS = /[-_.:/+,~=’']+/;
const NUMBER = /^\p{N}+$/u;
/** `10kg`, `3rd`, `1000000EUR`; `v2`, `Q3`. */
const MEASURE = /^(?:\p{N}+\p{L}{1,3}|\p{L}\p{N}+)$/u;
const WORD = /^[\p{L}\p{M}]+$/u;
const SHORT_WORD = 4;
/** `correct-horse-battery-staple`. Prose seldom joins four words. */
const PASSPHRASE = /^\p{L}{3,}([-_.+~])\p{L}{3,}(?:\1\p{L}{3,}){2,}$/u;
/** Letters from one change of case to the next; random letters change sooner. */
const LETTERS_PER_PART = 3;

/** Whether a value is a number, a date, a word, an e-mail address, or a text made of such. */
function isPlain(value: string): boolean {
  if (value.length > LONGEST_MEASURED) return isPlain(value.slice(0, LONGEST_MEASURED));
  const words = value.split(/\s+/).filter((word) => word !== '');
  const plain = words.filter(isPlainWord).length;
  return plain * 2 > words.length || plain === words.length;
}

function isPlainWord(word: string): boolean {
  if (DATE_TIME.test(word) || EMAIL.test(word)) return true;
  const text = word.replace(EDGES, '');
  return !PASSPHRASE.test(text) && text.split(INNER_SEPARATORS).every(isPlainPart);
}

function isPlainPart(part: string): boolean {
  if (part === '' || NUMBER.test(part) || MEASURE.test(part)) return true;
  return WORD.test(part) && (part.length <= SHORT_WORD || part.length >= LETTERS_PER_PART * wordsOf(part).length);
}
