import {
  BACKSLASH,
  BRACE,
  BRACKET,
  CARRIAGE_RETURN,
  COLON,
  EQUALS,
  GREATER,
  isQuote,
  LINE_FEED,
  SPACE,
  TAB,
} from './characters.js';
import type { BareValues } from './bare-values.js';
import type { KeyBefore } from './key-before.js';

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

export function valueAfter(
  text: string,
  units: Uint16Array,
  separator: number,
  key: KeyBefore,
  bare: BareValues,
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
  if (units[separator] === COLON && !bare.holdsDigit(start, to)) return undefined;
  const end = bare.endOf(start, to);
  return end === start || NO_VALUE.test(text.slice(start, Math.min(end, start + 10))) ? undefined : { start, end };
}

/** A value in quotes, which may themselves stand escaped in a longer string. One that does not end is secret to the last. */
function quotedValue(text: string, units: Uint16Array, start: number, quote: number, to: number): ValueSpan {
  const closer = text.slice(start, quote + 1);
  const until = to < text.length ? text.slice(0, to) : text;
  let end = until.indexOf(closer, quote + 1);
  while (end >= 0 && isEscaped(units, end)) end = until.indexOf(closer, end + 1);
  return { start: quote + 1, end: end < 0 ? to : end };
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
