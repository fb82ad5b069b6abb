import { codeAt } from './code-at.js';
import { SHORTEST_SECRET_FORM } from './suspicion.js';

const BEGINS_JSON = /^\s*(?:"|\[\s*(?:[[{"\]\d-]|true|false|null|$)|\{\s*(?:["}]|$))/;
const WHOLE_URL = /^(?:[a-z][a-z0-9+.-]{0,30}:\/\/|\/[^/\s])\S*$/i;

/** By its length and a glance: without counting, for when nothing is left to count. */
export function isSurelyHarmless(text: string): boolean {
  return text.length < SHORTEST_SECRET_FORM && !text.includes(':') && !text.includes('=') && !looksLikeJson(text);
}

export function isUrl(text: string): boolean {
  return mayBeUrl(text) && isWholeUrl(text);
}

export function isWholeUrl(text: string): boolean {
  return WHOLE_URL.test(text);
}

/** Without query and fragment it is a text like any other. */
export function mayBeUrl(text: string): boolean {
  return text.includes('?') || text.includes('#');
}

export function looksLikeJson(text: string): boolean {
  const last = codeAt(text, text.length - 1);
  // A closing bracket, a quote, or white space after one.
  if (last !== 125 && last !== 93 && last !== 34 && last > 32) return false;
  return BEGINS_JSON.test(text.length > 64 ? text.slice(0, 64) : text);
}
