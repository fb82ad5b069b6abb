import { SPACE, CLOSE_BRACKET, CLOSE_BRACE } from '../record/json-characters.js';
/*
 * What the bytes of a JSON string say of it while it is passed over: most strings turn out to hold nothing that a closer
 * look, `mayHoldSecretForm()` and `mayHoldKeyValue()`, could find.
 */

/** Between a key and a value. */
const SEPARATOR = 1;
/** In all that begins a secret which shows by its form; {@link isOfSecretForm} looks around it. */
export const TRIGGER = 2;
export const DIGIT = 4;
export const ESCAPE = 8;
/** May have been half a surrogate pair, which becomes U+FFFD. */
export const MAYBE_REPLACED = 16;
export const QUOTE = 32;
/** Not allowed in a string, nor is the end of the text. */
export const CONTROL = 64;
/** Set where {@link isOfSecretForm}. */
export const SECRET_FORM = 128;

/** Of each byte of UTF-8; 0 for most. */
export const CLASS_OF = new Uint8Array(256).fill(CONTROL, 0, 32);
for (const [characters, mark] of [
  [':=', SEPARATOR],
  ['bBJI_xG-', TRIGGER],
  ['0123456789', DIGIT],
  ['\\', ESCAPE],
  ['"', QUOTE],
] as const)
  for (const character of characters) CLASS_OF[character.charCodeAt(0)] = mark;
/** Begins U+FFFD, and some other characters. */
CLASS_OF[0xef] = MAYBE_REPLACED;

/** So many make a card number. */
const FEWEST_DIGITS = 13;

/**
 * Whether a string needs a closer look.
 *
 * @param seen the classes of all of its bytes
 * @param digits how many of them are digits
 * @param last its last byte: a string that is JSON ends in a bracket, or in space behind one
 */
export function needsCloserLook(seen: number, digits: number, last: number): boolean {
  return (
    (seen & (SEPARATOR | SECRET_FORM | ESCAPE | MAYBE_REPLACED)) !== 0 ||
    digits >= FEWEST_DIGITS ||
    last === CLOSE_BRACKET ||
    last === CLOSE_BRACE ||
    last === SPACE
  );
}

/** Whether the {@link TRIGGER} that stands here may be part of a secret's form. */
export function isOfSecretForm(bytes: Uint8Array, at: number): boolean {
  const before = bytes[at - 1]!;
  const behind = bytes[at + 1]!;
  switch (bytes[at]) {
    case LOWER.b:
    case UPPER.B: {
      // `bearer`, `basic`, `-----BEGIN`
      const second = behind | LOWER_CASE;
      return second === LOWER.e || second === LOWER.a;
    }
    case UPPER.J:
      // `eyJ`, ` is not valid JSON`
      return before === LOWER.y || behind === UPPER.S;
    case UPPER.I:
      // `AKIA`, `ASIA`, `AIza`
      return before === UPPER.K || before === UPPER.S || before === UPPER.A;
    case UNDERSCORE:
      // `ghp_`, `gho_`, `ghu_`, `ghs_`, `ghr_`, `github_pat_`, `npm_`, `sk_`, `rk_`
      return BEFORE_UNDERSCORE[before] === 1;
    case LOWER.x:
      // `xox`
      return behind === LOWER.o;
    case UPPER.G:
      // `SG.`
      return before === UPPER.S;
    default:
      // `glpat-`, `sk-`, `rk-`
      return before === LOWER.t || before === LOWER.k;
  }
}

/** Set in the code of an ASCII letter it makes it lower case. */
const LOWER_CASE = 32;
const UNDERSCORE = 95;
const LOWER = { a: 97, b: 98, e: 101, k: 107, o: 111, t: 116, x: 120, y: 121 } as const;
const UPPER = { A: 65, B: 66, G: 71, I: 73, J: 74, K: 75, S: 83 } as const;
const BEFORE_UNDERSCORE = new Uint8Array(256);
for (const letter of 'pousrbtmk') BEFORE_UNDERSCORE[letter.charCodeAt(0)] = 1;
