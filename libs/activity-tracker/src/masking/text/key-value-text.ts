import { unitAt } from './code-at.js';
import { GraphqlDocument, variableBefore } from './graphql-document.js';
import { FILTERED, isTruncation } from '../values/markers.js';
import { TextUnits } from './text-units.js';
import { type Meter, PRICE } from '../budget/work-budget.js';

export interface KeyValueRules extends Meter {
  isSensitive(key: string): boolean;
  onSecret(secret: string): void;
  /** Masking the result again would change nothing. */
  onSettled?(masked: string): void;
}

const LONGEST_KEY = 256;
const FIRST_BEYOND_ASCII = 128;
/** How far into an unquoted value a digit is looked for. */
const DIGIT_WITHIN = 256;
const KEY_CHARACTER = /[\p{L}\p{M}\p{N}\p{Cf}\p{Cs}]/u;
const ASCII_KEY_CHARACTERS = new Uint8Array(FIRST_BEYOND_ASCII);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-[]%+$@')
  ASCII_KEY_CHARACTERS[character.charCodeAt(0)] = 1;
const [TAB, LINE_FEED, CARRIAGE_RETURN, SPACE, DOUBLE_QUOTE, COLON, EQUALS, GREATER] = [9, 10, 13, 32, 34, 58, 61, 62];
const [BRACKET, BACKSLASH, BRACE] = [91, 92, 123];
const NUMBER = /^\d+$/;
const ENDS_BARE_VALUE = new Uint8Array(FIRST_BEYOND_ASCII);
for (const character of '\t\n\v\f\r ,;&)}]"\'<>|`') ENDS_BARE_VALUE[character.charCodeAt(0)] = 1;
const WHITE_SPACE = /\s/;
const NO_VALUE = /^(?:null|undefined|none|nil|true|false)$/i;
const LINE_KEYS = /(?:authorization|cookie2?)$/i;

const textUnits = new TextUnits();

/**
 * Masks `key=value`, `key: "value"` and the like in free text: error messages, GraphQL literals, forms and JSON that stand
 * inside a string. One pass; each piece of text is looked at a bounded number of times. In a GraphQL document a value ends
 * where its grammar says; in other texts one in brackets goes to the end, because nothing tells where else.
 */
export function maskKeyValues(text: string, rules: KeyValueRules): string {
  let result = '';
  let copied = 0;
  rules.spend(text.length * PRICE.scanCharacter);
  const units = textUnits.of(text);
  const { length } = text;
  const mayBeDocument = GraphqlDocument.mayBe(text);
  let document: GraphqlDocument | null | undefined;
  let isSettled = mayBeDocument;
  for (let separator = nextSeparator(units, 0, length); separator >= 0;) {
    let next = separator + 1;
    const key =
      (mayBeDocument && units[separator] === EQUALS ? definedBefore(text, separator, rules) : undefined) ??
      keyBefore(text, units, separator, copied, rules);
    if (key && !isNumber(key.name) && rules.isSensitive(key.name)) {
      rules.spend(DIGIT_WITHIN * PRICE.scanCharacter);
      if (mayBeDocument && document === undefined) document = documentOf(text, rules);
      const value = document
        ? valueIn(document, text, units, separator, key)
        : valueAfter(text, units, separator, key, length);
      if (value) {
        rules.spend(PRICE.replacement + (value.end - separator) * PRICE.scanCharacter);
        const secret = text.slice(value.start, value.end);
        if (secret !== FILTERED && !isTruncation(secret)) {
          rules.onSecret(secret);
          isSettled &&= isStringOf(document, units, separator, value.start);
          result += text.slice(copied, value.start) + FILTERED;
          copied = value.end;
        }
        next = Math.max(next, value.end);
      }
    }
    separator = nextSeparator(units, next, length);
  }
  if (copied === 0) return text;
  const masked = result + text.slice(copied);
  if (isSettled) rules.onSettled?.(masked);
  return masked;
}

/** A string of a document that is a value itself: with a mask for its content the document reads the same. */
function isStringOf(
  document: GraphqlDocument | null | undefined,
  units: Uint16Array,
  separator: number,
  start: number,
): boolean {
  return !!document && units[start - 1] === DOUBLE_QUOTE && !document.around(separator);
}

function nextSeparator(units: Uint16Array, from: number, to: number): number {
  for (let index = from; index < to; index++) {
    const code = units[index]!;
    if (code === COLON || code === EQUALS) return index;
  }
  return -1;
}

interface KeyBefore {
  name: string;
  /** The character in front of the key, if it is a quote: the value may end at its twin. */
  quote: string;
}

/** Read only where a value is masked: most documents name no secret. */
function documentOf(text: string, rules: KeyValueRules): GraphqlDocument | null {
  rules.spend(text.length * PRICE.scanCharacter);
  return GraphqlDocument.read(text) ?? null;
}

function definedBefore(text: string, equals: number, rules: KeyValueRules): KeyBefore | undefined {
  rules.spend(PRICE.candidate);
  const name = variableBefore(text, equals);
  return name === undefined || !rules.isSensitive(name) ? undefined : { name, quote: '' };
}

/** In a comment or a string of a document any text may stand, but it ends there. */
function valueIn(
  document: GraphqlDocument,
  text: string,
  units: Uint16Array,
  separator: number,
  key: KeyBefore,
): { start: number; end: number } | undefined {
  const around = document.around(separator);
  if (!around)
    return key.name.startsWith('$') && text[separator] === ':' ? undefined : document.literalAfter(separator);
  const value = valueAfter(text, units, separator, key, around.end);
  return value && value.start <= around.end ? value : undefined;
}

function keyBefore(
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
    return open >= floor && close - open <= LONGEST_KEY ? { name: text.slice(open + 1, close), quote: '' } : undefined;
  }
  let start = end;
  let foreign = 0;
  for (; start > floor && end - start < LONGEST_KEY; start--) {
    const code = units[start - 1]!;
    if (code >= FIRST_BEYOND_ASCII) foreign++;
    if (code < FIRST_BEYOND_ASCII ? ASCII_KEY_CHARACTERS[code] !== 1 : !KEY_CHARACTER.test(text[start - 1]!)) break;
  }
  meter.spend(PRICE.separator + (end - start) * PRICE.nameCharacter + foreign * PRICE.foreignCharacter);
  if (start === end) return undefined;
  const isQuoted = start > 0 && isQuote(units[start - 1]!);
  return { name: text.slice(start, end), quote: isQuoted ? text[start - 1]! : '' };
}

function isNumber(name: string): boolean {
  return isDigit(unitAt(name, 0)) && NUMBER.test(name);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** `key=value`, `key: value`, `key => value`, `key := value` */
function isOfSeparator(code: number): boolean {
  return code === COLON || code === EQUALS || code === GREATER;
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 96;
}

function valueAfter(
  text: string,
  units: Uint16Array,
  separator: number,
  key: KeyBefore,
  to: number,
): { start: number; end: number } | undefined {
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
function quotedValue(
  text: string,
  units: Uint16Array,
  start: number,
  quote: number,
  to: number,
): { start: number; end: number } {
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
