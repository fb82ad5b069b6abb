import { type Meter, UNMETERED } from '../budget/work-budget.js';
import { FILTERED } from '../values/markers.js';
import { replaceNamed, replaceWhere } from '../text/replace-words.js';
import type { Strength } from '../values/value-strength.js';
import { wordsOf } from '../keys/words.js';

export interface Echo {
  readonly form: string;
  readonly value: string;
  readonly strength: Strength;
  readonly isOfHighEntropy: boolean;
}

/**
 * What a text is to the exchange:
 *
 * - `field`: stands under a harmless name.
 * - `id`: stands under a name such as `id` or `reference`.
 * - `message`: stands under a name such as `error`, or repeats another value (`confirm`).
 * - `redirect`: says where the client is sent.
 * - `url`: a query, or a path that no route matched.
 * - `protocol`: a header that no application puts secrets in, such as `User-Agent`.
 */
export type EchoPlace = 'field' | 'id' | 'message' | 'redirect' | 'url' | 'protocol';

const MESSAGES = new Set(['message', 'messages', 'msg', 'error', 'errors', 'detail', 'details', 'reason', 'reasons', 'description', 'cause', 'warning', 'warnings',
  'confirm', 'repeat', 'repeated', 'again', 'retype', 'reenter']); // prettier-ignore
const IDS = new Set([
  'id',
  'ids',
  'uuid',
  'guid',
  'oid',
  'uid',
  'ref',
  'reference',
  'number',
  'no',
  'nr',
  'slug',
  'sku',
]);

const places = new Map<string, EchoPlace>();
const MOST_PLACES = 2_000;

export function placeOfKey(key: string): EchoPlace {
  const known = places.get(key);
  if (known) return known;
  if (places.size >= MOST_PLACES) places.clear();
  const place = placeOfWords(key.slice(-LONGEST_NAME));
  if (key.length <= LONGEST_NAME) places.set(key, place);
  return place;
}

const LONGEST_NAME = 128;

function placeOfWords(key: string): EchoPlace {
  const last = wordsOf(key).at(-1) ?? '';
  if (MESSAGES.has(last)) return 'message';
  return IDS.has(last) ? 'id' : 'field';
}

const REDIRECT_HEADERS = /^(?:location|refresh)$/i;
const URL_HEADERS =
  /^(?:location|content-location|refresh|link|referer|referrer|x-(?:original|rewrite)-ur[il]|x-forwarded-uri)$/i;
const PROTOCOL_HEADERS =
  /^(?:user-agent|accept.*|sec-.*|host|connection|content-(?:type|length|encoding|language)|date|via|forwarded|x-forwarded-(?:for|host|port|proto)|x-real-ip|origin|traceparent|tracestate|cache-control|etag|if-.*|x-request-id|x-correlation-id)$/i;

export function placeOfHeader(name: string, isRedirect: boolean): EchoPlace {
  if (isRedirect && REDIRECT_HEADERS.test(name)) return 'redirect';
  if (URL_HEADERS.test(name)) return 'url';
  return PROTOCOL_HEADERS.test(name) ? 'protocol' : 'field';
}

const LONGEST_ID = 36;

/** Replaces in a text at a place what counts as a secret there: the rule of docs/security.md. @param echoes longest first */
export function replaceEchoesIn(
  text: string,
  echoes: readonly Echo[],
  place: EchoPlace,
  meter: Meter = UNMETERED,
): string {
  let result = text;
  for (const echo of echoes) {
    if (result.length < echo.form.length || !result.includes(echo.form)) continue;
    result = replaceEcho(result, echo, place, meter);
  }
  return result;
}

function replaceEcho(text: string, echo: Echo, place: EchoPlace, meter: Meter): string {
  const { form, strength, value } = echo;
  if (isReplacedEverywhere(strength, text === form && value.length <= LONGEST_ID, place))
    return text.replaceAll(form, FILTERED);
  if (place === 'protocol' || strength === 'random') return text;
  if (strength === 'plain') return replaceNamed(text, form, meter);
  if (text === form) return isReplacedAsWhole(echo, place) ? FILTERED : text;
  if (place !== 'redirect' && !isProse(text, place)) {
    if (!echo.isOfHighEntropy) return text;
    return replaceWhere(text, form, () => true, meter);
  }
  const isCode = text.includes('{');
  return replaceWhere(text, form, (start, end) => !(isCode && isLiteral(text, start, end)), meter);
}

function isReplacedEverywhere(strength: Strength, mayBeId: boolean, place: EchoPlace): boolean {
  if (strength === 'certain') return true;
  return strength === 'random' && place !== 'protocol' && !(place === 'id' && mayBeId);
}

function isReplacedAsWhole(echo: Echo, place: EchoPlace): boolean {
  if (place === 'message' || place === 'redirect') return true;
  return place === 'url' && echo.isOfHighEntropy;
}

/** Text for people, unlike a name, a path or a compound of ids. */
function isProse(text: string, place: EchoPlace): boolean {
  return place === 'url' ? /%20|\+/.test(text) : /\s/.test(text);
}

const QUOTES = `"'`;

/** A string of JSON, GraphQL or the like: it stands under a name. */
function isLiteral(text: string, start: number, end: number): boolean {
  const quote = text[start - 1] ?? '';
  return quote !== '' && QUOTES.includes(quote) && (text[end] === quote || text[end] === '\\');
}
