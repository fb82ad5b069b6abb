import {
  BACKSLASH,
  COMMA,
  LINE_FEED,
  LOWER_A,
  LOWER_E,
  LOWER_F,
  LOWER_T,
  LOWER_Z,
  MINUS,
  NINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  POINT,
  QUOTE,
  RETURN,
  SPACE,
  TAB,
  UPPER_E,
  ZERO,
} from '../record/json-characters.js';

/*
 * The pieces of JSON, in bytes of UTF-8 that end in NUL. Each function takes the place at which its piece begins and
 * returns the one behind it, {@link NONE} where there is no such piece.
 */

export const NONE = -1;

/** White space, if any. */
export function behindSpace(bytes: Uint8Array, start: number): number {
  if (bytes[start]! > SPACE) return start;
  let at = start;
  for (let code = bytes[at]; code === SPACE || code === LINE_FEED || code === RETURN || code === TAB;)
    code = bytes[++at];
  return at;
}

/** `true`, `false` or `null`. */
export function behindWord(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  const word = first === LOWER_T ? TRUE : first === LOWER_F ? FALSE : NULL;
  for (let index = 0; index < word.length; index++) if (bytes[start + index] !== word[index]) return NONE;
  return start + word.length;
}

const [TRUE, FALSE, NULL] = ['true', 'false', 'null'].map((word) => [...Buffer.from(word)]) as [
  number[],
  number[],
  number[],
];

export function beginsNumber(code: number): boolean {
  return code === MINUS || (code >= ZERO && code <= NINE);
}

export function behindNumber(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  at = bytes[at] === ZERO ? at + 1 : behindDigits(bytes, at);
  if (at !== NONE && bytes[at] === POINT) at = behindDigits(bytes, at + 1);
  if (at === NONE || !isExponent(bytes[at]!)) return at;
  const sign = bytes[at + 1];
  return behindDigits(bytes, sign === MINUS || sign === PLUS ? at + 2 : at + 1);
}

/** Of a number that is one. */
export function hasExponent(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isExponent(bytes[at]!)) return true;
  return false;
}

function isExponent(code: number): boolean {
  return code === LOWER_E || code === UPPER_E;
}

/** One or more. */
function behindDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at]! >= ZERO && bytes[at]! <= NINE) at++;
  return at === start ? NONE : at;
}

/** A string, a number or a word, as far as it goes: whether it is one says who parses it. Not an object, not a list. */
export function behindScalar(bytes: Uint8Array, start: number, length: number): number {
  const first = bytes[start]!;
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return NONE;
  let end = start + 1;
  if (first !== QUOTE) {
    while (isOfScalar(bytes[end]!)) end++;
    return end;
  }
  for (; bytes[end] !== QUOTE; end++) {
    if (end >= length) return NONE;
    if (bytes[end] === BACKSLASH) end++;
  }
  return end + 1;
}

/** Letters, digits, signs, points. */
function isOfScalar(code: number): boolean {
  return (
    (code >= ZERO && code <= NINE) ||
    (code >= LOWER_A && code <= LOWER_Z) ||
    code === UPPER_E ||
    (code >= PLUS && code <= POINT && code !== COMMA)
  );
}
