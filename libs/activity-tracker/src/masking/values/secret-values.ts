import { isPlain } from '../text/key-values/characters.js';
import { TOKEN_PATTERNS } from '../../../../json-mask/src/generated/secret-forms.js';
import { maskCardNumbers } from './card-number.js';
import { FILTERED } from './markers.js';
import { SUSPECT } from '../text/suspicion.js';
import { PRICE } from '../budget/prices.js';
import type { Meter } from '../budget/work-budget.js';

type OnSecret = (secret: string) => void;

const ISSUED_KEYS = new RegExp(String.raw`\b(?:${TOKEN_PATTERNS.join('|')})`, 'g');
/** V8 quotes the text around a syntax error, often a secret without its key. */
const COMPLAINT = ' is not valid JSON';
const QUOTED = /, (?:\.\.\.)?".{0,64}"(?:\.\.\.)?$/s;
/** UTF-16 units of what {@link QUOTED} matches. */
const LONGEST_QUOTED = 74;
const SCHEME = /\b(bearer|basic)[ \t]+/gi;
const TOKEN_END = /[^A-Za-z0-9\-._~+/=%|:]/g;
const AUTHORITY_END = /[\s/?#"'<>`]/g;
const PRIVATE_KEY = /^-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const END_OF_KEY = /-----END [A-Z0-9 ]{0,40}-----/g;
/** A decoded JWT header. */
const JSON_OBJECT = /^\{"[\x20-\x7e]*"\s*:/;
const SENSITIVE_NAME = /"[^"]{0,40}(?:pass|secret|token|pwd|auth|session)/i;
/** `Bearer realm="…"` is a server's challenge, not a client's answer. */
const CHALLENGE = /^[a-z_]+=$/;

/**
 * Masks what is a secret by its own form, under whatever name it stands.
 *
 * @param found which of {@link SUSPECT} the text may hold
 */
export function maskSecretValues(text: string, found: number, onSecret: OnSecret, meter: Meter): string {
  let result = text;
  if ((found & SUSPECT.complaint) !== 0) result = maskComplaints(result, meter);
  if ((found & SUSPECT.token) !== 0) result = maskJsonWebTokens(result, onSecret, meter);
  if ((found & SUSPECT.scheme) !== 0) result = maskCredentials(result, onSecret, meter);
  if ((found & SUSPECT.privateKey) !== 0) result = maskPrivateKeys(result, onSecret, meter);
  if ((found & SUSPECT.userInfo) !== 0) result = maskUserInfo(result, onSecret, meter);
  if ((found & SUSPECT.issued) !== 0) result = maskIssuedKeys(result, onSecret, meter);
  return (found & SUSPECT.digits) === 0 ? result : maskCardNumbers(result, onSecret, meter);
}

/** Masks the quotation in each error message of `JSON.parse`. */
function maskComplaints(text: string, meter: Meter): string {
  let result = '';
  let copied = 0;
  for (let at = text.indexOf(COMPLAINT); at >= 0; at = text.indexOf(COMPLAINT, at + COMPLAINT.length)) {
    meter.spend(3 * PRICE.candidate);
    const from = Math.max(copied, at - LONGEST_QUOTED);
    const quoted = QUOTED.exec(text.slice(from, at));
    if (!quoted) continue;
    result += text.slice(copied, from + quoted.index + 2) + FILTERED;
    copied = at;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function maskIssuedKeys(text: string, onSecret: OnSecret, meter: Meter): string {
  meter.spend(text.length * PRICE.expressionCharacter);
  return text.replace(ISSUED_KEYS, (key) => {
    meter.spend(PRICE.replacement);
    onSecret(key);
    return FILTERED;
  });
}

/** Whether a value is, as a whole, what {@link maskSecretValues} recognizes as issued: a token, an API key, a private key. */
export function isIssuedSecret(value: string): boolean {
  if (value.startsWith('eyJ')) return isJsonWebToken(value) || isEncodedSecret(value);
  if (value.startsWith('-----BEGIN')) return PRIVATE_KEY.test(value.slice(0, 80));
  ISSUED_KEYS.lastIndex = 0;
  const [key] = ISSUED_KEYS.exec(value) ?? [];
  ISSUED_KEYS.lastIndex = 0;
  return key === value;
}

/** A JWT or JWE, and unsigned base64 of a JSON object. */
function maskJsonWebTokens(text: string, onSecret: OnSecret, meter: Meter): string {
  return replaceSpans(text, meter, (from) => {
    const start = text.indexOf('eyJ', from);
    if (start < 0) return undefined;
    let end = start;
    let dots = 0;
    while (end < text.length && isPlain(text.charCodeAt(end))) if (text.charCodeAt(end++) === DOT) dots++;
    while (text.charCodeAt(end - 1) === DOT && dots > 2) {
      end--;
      dots--;
    }
    const token = text.slice(start, end);
    meter.spend(4 * PRICE.decode + token.length * PRICE.decodeCharacter);
    const secret = isJsonWebToken(token) || isEncodedSecret(token);
    if (secret) onSecret(token);
    return { start, end, secret };
  });
}

const DOT = 46;

function isJsonWebToken(token: string): boolean {
  const dot = token.indexOf('.');
  return dot > 0 && dot < token.length - 1 && JSON_OBJECT.test(decodedText(token.slice(0, dot)));
}

/** Unsigned base64 is a secret only if it contains one, unlike a paging cursor. */
function isEncodedSecret(token: string): boolean {
  return SENSITIVE_NAME.test(decodedText(token));
}

function decodedText(base64: string): string {
  return Buffer.from(base64.slice(0, 4096), 'base64').toString('latin1');
}

/** `Bearer …` and `Basic …`, unless prose follows the scheme. */
function maskCredentials(text: string, onSecret: OnSecret, meter: Meter): string {
  meter.spend(text.length * PRICE.expressionCharacter);
  return replaceSpans(text, meter, (from) => {
    SCHEME.lastIndex = from;
    const match = SCHEME.exec(text);
    if (!match) return undefined;
    const start = match.index + match[0].length;
    const end = nextOf(TOKEN_END, text, start);
    const credentials = text.slice(start, end);
    meter.spend(2 * PRICE.decode + credentials.length * 3 * PRICE.decodeCharacter);
    const alone = match.index === 0 && end === text.length;
    const secret = /^basic/i.test(match[1]!) ? isBasic(credentials) : isBearer(credentials, alone);
    const challenge = text[end] === '"' && CHALLENGE.test(credentials);
    if (secret && !challenge) onSecret(credentials);
    return { start, end, secret: secret && !challenge };
  });
}

function isBasic(credentials: string): boolean {
  return credentials.length >= 4 && /^[^\p{Cc}\ufffd]*:/u.test(Buffer.from(credentials, 'base64').toString('utf8'));
}

function isBearer(token: string, alone: boolean): boolean {
  return alone ? token.length >= 6 : token.length >= 20 || (token.length >= 6 && /\d/.test(token));
}

function maskPrivateKeys(text: string, onSecret: OnSecret, meter: Meter): string {
  return replaceSpans(text, meter, (from) => {
    const start = text.indexOf('-----BEGIN', from);
    if (start < 0) return undefined;
    meter.spend(PRICE.candidate);
    if (!PRIVATE_KEY.test(text.slice(start, start + 80))) return { start, end: start + 10, secret: false };
    END_OF_KEY.lastIndex = start;
    const match = END_OF_KEY.exec(text);
    const end = match ? match.index + match[0].length : text.length;
    meter.spend((end - start) * PRICE.expressionCharacter);
    onSecret(text.slice(start, end));
    return { start, end, secret: true };
  });
}

/** The password of `scheme://user:password@host`. */
function maskUserInfo(text: string, onSecret: OnSecret, meter: Meter): string {
  return replaceSpans(text, meter, (from) => {
    const scheme = text.indexOf('://', from);
    if (scheme < 0) return undefined;
    const start = scheme + 3;
    const end = nextOf(AUTHORITY_END, text, start);
    meter.spend((end - start) * PRICE.expressionCharacter);
    const authority = text.slice(start, end);
    const at = authority.lastIndexOf('@');
    const colon = authority.indexOf(':');
    if (at < 0 || colon < 0 || colon > at) return { start, end, secret: false };
    onSecret(authority.slice(colon + 1, at));
    return { start: start + colon + 1, end: start + at, secret: true };
  });
}

/** Where the next of some characters stands; the end where there is none. @param characters with the flag `g` */
function nextOf(characters: RegExp, text: string, from: number): number {
  characters.lastIndex = from;
  return characters.test(text) ? characters.lastIndex - 1 : text.length;
}

interface Span {
  start: number;
  end: number;
  secret: boolean;
}

function replaceSpans(text: string, meter: Meter, next: (from: number) => Span | undefined): string {
  let result = '';
  let copied = 0;
  meter.spend(text.length * PRICE.scanCharacter);
  for (let span = next(0); span; span = next(span.end)) {
    meter.spend(PRICE.candidate);
    if (!span.secret || text.slice(span.start, span.end) === FILTERED) continue;
    result += text.slice(copied, span.start) + FILTERED;
    copied = span.end;
  }
  return copied === 0 && result === '' ? text : result + text.slice(copied);
}
