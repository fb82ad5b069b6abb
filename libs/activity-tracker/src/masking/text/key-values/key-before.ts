import { BACKSLASH, FIRST_BEYOND_ASCII, isDigit, isQuote, SPACE, TAB } from './characters.js';
import { PRICE } from '../../budget/prices.js';
import type { Meter } from '../../budget/work-budget.js';

const LONGEST_KEY = 256;
const KEY_CHARACTER = /[\p{L}\p{M}\p{N}\p{Cf}\p{Cs}]/u;
const ASCII_KEY_CHARACTERS = new Uint8Array(FIRST_BEYOND_ASCII);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-[]%+$@')
  ASCII_KEY_CHARACTERS[character.charCodeAt(0)] = 1;
const NUMBER = /^\d+$/;

export interface KeyBefore {
  name: string;
  /** The character in front of the key, if it is a quote: the value may end at its twin. */
  quote: string;
  isSecret?: true;
}

/** The key in front of a separator, in quotes or not; a number is none. @param floor what stands before it belongs to a value */
export function keyBefore(
  text: string,
  units: Uint16Array,
  separator: number,
  floor: number,
  meter: Meter,
): KeyBefore | undefined {
  let end = separator;
  while (end > floor && separator - end < 8 && (units[end - 1] === SPACE || units[end - 1] === TAB)) end--;
  if (end > 0 && isQuote(units[end - 1]!)) {
    let close = end - 1;
    while (close > floor && units[close - 1] === BACKSLASH) close--;
    const open = text.lastIndexOf(text[end - 1]!, close - 1);
    meter.spend(3 * PRICE.separator + Math.min(LONGEST_KEY, close - open) * PRICE.nameCharacter);
    if (open < floor || close - open > LONGEST_KEY) return undefined;
    const name = text.slice(open + 1, close);
    return NUMBER.test(name) ? undefined : { name, quote: '' };
  }
  let start = end;
  let foreign = 0;
  let digits = 0;
  for (; start > floor && end - start < LONGEST_KEY; start--) {
    const code = units[start - 1]!;
    if (isDigit(code)) digits++;
    else if (code >= FIRST_BEYOND_ASCII) foreign++;
    if (code < FIRST_BEYOND_ASCII ? ASCII_KEY_CHARACTERS[code] !== 1 : !KEY_CHARACTER.test(text[start - 1]!)) break;
  }
  meter.spend(PRICE.separator + (end - start) * PRICE.nameCharacter + foreign * PRICE.foreignCharacter);
  if (end - start === digits) return undefined;
  const isQuoted = start > 0 && isQuote(units[start - 1]!);
  return { name: text.slice(start, end), quote: isQuoted ? text[start - 1]! : '' };
}
