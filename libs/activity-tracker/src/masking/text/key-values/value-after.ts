import {
  BACKSLASH,
  BRACE,
  BRACKET,
  CARRIAGE_RETURN,
  COLON,
  EQUALS,
  FIRST_BEYOND_ASCII,
  GREATER,
  isDigit,
  isQuote,
  LINE_FEED,
  SPACE,
  TAB,
} from './characters.js';
import type { KeyBefore } from './key-before.js';

/** How far into an unquoted value a digit is looked for. */
export const DIGIT_WITHIN = 256;
const ENDS_BARE_VALUE = new Uint8Array(FIRST_BEYOND_ASCII);
for (const character of '\t\n\v\f\r ,;&)}]"\'<>|`') ENDS_BARE_VALUE[character.charCodeAt(0)] = 1;
const WHITE_SPACE = /\s/;
const NO_VALUE = /^(?:null|undefined|none|nil|true|false)$/i;
const LINE_KEYS = /(?:authorization|cookie2?)$/i;

export interface ValueSpan {
  readonly start: number;
  readonly end: number;
}

/** `key=value`, `key: value`, `key => value`, `key := value` */
function isOfSeparator(code: number): boolean {
  return code === COLON || code === EQUALS || code === GREATER;
}

/** The value behind a separator. `undefined` where there is none, or prose. */
export function valueAfter(
  text: string,
  units: Uint16Array,
  separator: number,
  key: KeyBefore,
  to: number,
): ValueSpan | undefined {
  let start = separator + 1;
  while (start < to && start - separator < 3 && isOfSeparator(units[start]!)) start++;
  while (start < to && (units[start] === SPACE || units[start] === TAB)) start++;
  if (start === to) return undefined;
  const first = units[start];
  if (first === BRACE || first === BRACKET) return { start, end: to };
  let quote = start;
  while (quote < to && units[quote] === BACKSLASH) quote++;
  if (quote < to && isQuote(units[quote]!)) return quotedValue(text, units, start, quote, to);
  if (units[separator] === COLON && LINE_KEYS.test(key.name))
    return { start, end: endOfLine(units, start, key.quote, to) };
  // `password: must be longer` is prose. `pin: 1234` is not.
  if (units[separator] === COLON && !holdsDigit(units, start, to)) return undefined;
  const end = endOfBareValue(units, start, to);
  return end === start || NO_VALUE.test(text.slice(start, Math.min(end, start + 10))) ? undefined : { start, end };
}

/** A value in quotes, which may themselves stand escaped in a longer string. One that does not end is secret to the last. */
function quotedValue(text: string, units: Uint16Array, start: number, quote: number, to: number): ValueSpan {
  const closer = text.slice(start, quote + 1);
  let end = text.indexOf(closer, quote + 1);
  while (end >= 0 && isEscaped(units, end)) end = text.indexOf(closer, end + 1);
  return { start: quote + 1, end: end < 0 || end + closer.length > to ? to : end };
}

function isEscaped(units: Uint16Array, index: number): boolean {
  let backslashes = 0;
  while (units[index - 1 - backslashes] === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function endOfLine(units: Uint16Array, start: number, quote: string, to: number): number {
  const closer = quote.charCodeAt(0);
  let end = start;
  while (end < to && units[end] !== LINE_FEED && units[end] !== CARRIAGE_RETURN && units[end] !== closer) end++;
  return end;
}

function holdsDigit(units: Uint16Array, start: number, end: number): boolean {
  const to = Math.min(end, start + DIGIT_WITHIN);
  for (let at = start; at < to; at++) {
    const code = units[at]!;
    if (isDigit(code)) return true;
    if (endsBareValue(code)) return false;
  }
  return false;
}

function endOfBareValue(units: Uint16Array, start: number, to: number): number {
  let end = start;
  while (end < to && !endsBareValue(units[end]!)) end++;
  return end;
}

/** A loop over codes: on text that is not Latin an expression takes five times as long. */
function endsBareValue(code: number): boolean {
  if (code < FIRST_BEYOND_ASCII) return ENDS_BARE_VALUE[code] === 1;
  return mayBeSpace(code) && WHITE_SPACE.test(String.fromCharCode(code));
}

/** No-break space, Ogham space, the spaces of general punctuation, ideographic space, byte order mark. */
function mayBeSpace(code: number): boolean {
  return code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x205f) || code === 0x3000 || code === 0xfeff;
}
