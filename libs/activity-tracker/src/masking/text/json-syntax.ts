import { codeAt, unitAt } from './code-at.js';
import { PRICE } from '../budget/prices.js';
import { type Meter, UNMETERED } from '../budget/work-budget.js';

const [QUOTE, COMMA, MINUS, POINT, COLON, BACKSLASH] = [34, 44, 45, 46, 58, 92];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];
/** Deeper texts are said to be no JSON: they are scanned as text, where nothing depends on brackets. */
const DEEPEST = 500;
const LEVELS = new Uint8Array(DEEPEST);
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;

/**
 * Whether `JSON.parse` would take a text: in one pass, and without the error that it throws, which costs more than the text.
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export function isJson(text: string, meter: Meter = UNMETERED): boolean {
  let depth = 0;
  let at = behindSpace(text, 0);
  for (;;) {
    const first = codeAt(text, at);
    if (first === OPEN_OBJECT || first === OPEN_LIST) {
      const isObject = first === OPEN_OBJECT;
      at = behindSpace(text, at + 1);
      if (codeAt(text, at) !== (isObject ? CLOSE_OBJECT : CLOSE_LIST)) {
        if (depth === DEEPEST) return false;
        meter.spend(PRICE.level);
        LEVELS[depth++] = isObject ? 1 : 0;
        if (isObject) at = behindKey(text, at);
        if (at < 0) return false;
        continue;
      }
      at++;
    } else {
      at = first === QUOTE ? behindString(text, at) : behindScalar(text, at);
      if (at < 0) return false;
    }
    // It has ended, and perhaps what it stands in.
    for (;;) {
      at = behindSpace(text, at);
      if (depth === 0) return at === text.length;
      const isObject = LEVELS[depth - 1] === 1;
      const next = codeAt(text, at);
      if (next === COMMA) {
        at = behindSpace(text, at + 1);
        if (isObject) at = behindKey(text, at);
        if (at < 0) return false;
        break;
      }
      if (next !== (isObject ? CLOSE_OBJECT : CLOSE_LIST)) return false;
      depth--;
      at++;
    }
  }
}

function behindSpace(text: string, start: number): number {
  let at = start;
  for (let code = codeAt(text, at); code === 32 || code === 10 || code === 13 || code === 9; code = codeAt(text, at))
    at++;
  return at;
}

function behindKey(text: string, start: number): number {
  if (codeAt(text, start) !== QUOTE) return -1;
  const end = behindString(text, start);
  if (end < 0) return -1;
  const colon = behindSpace(text, end);
  return codeAt(text, colon) === COLON ? behindSpace(text, colon + 1) : -1;
}

function behindString(text: string, quote: number): number {
  let at = quote + 1;
  for (; at < text.length; at++) {
    const code = unitAt(text, at);
    if (code === QUOTE) return at + 1;
    if (code < 32) return -1;
    if (code === BACKSLASH) {
      at = behindEscape(text, at + 1) - 1;
      if (at < 0) return -1;
    }
  }
  return -1;
}

/** @param at the character behind the backslash; returns 0 where there is no such escape */
function behindEscape(text: string, at: number): number {
  const code = unitAt(text, at);
  if (code === 117) return /^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5)) ? at + 5 : 0;
  return SIMPLE_ESCAPES.has(code) ? at + 1 : 0;
}

const SIMPLE_ESCAPES = new Set(Array.from(`"\\/bfnrt`, (character) => character.charCodeAt(0)));

function behindScalar(text: string, start: number): number {
  const first = codeAt(text, start);
  if (first !== MINUS && first !== 116 && first !== 102 && first !== 110 && !(first >= 48 && first <= 57)) return -1;
  SCALAR.lastIndex = start;
  if (!SCALAR.test(text)) return -1;
  const end = SCALAR.lastIndex;
  return codeAt(text, end) === POINT ? -1 : end;
}
