import { namesSecret } from '../keys/sensitive-keys.js';

/** A cookie's value is worth searching for if it is this long, or not a mere word. */
const SURELY_UNIQUE = 16;
const COOKIE_ATTRIBUTE = /^\s*(?:expires|max-age|path|domain|samesite|priority|version|comment)=/i;
/** Names of cookies that hold a session, beyond the vocabulary of keys. */
const SESSION_COOKIE = /sess|sid$|auth|login|identity|remember/i;
/** Cookies; browsers keep fewer per site. */
const MOST_COOKIES = 256;

/** Longer names are no session's. */
const LONGEST_NAME = 128;

interface Cookie {
  readonly name: string;
  readonly value: string;
}

/** Cookies of a `Cookie` or `Set-Cookie` header, but not attributes and preferences such as `theme=dark-mode`. */
export function* cookiesIn(header: string): Generator<Cookie> {
  for (const pair of header.split(';', MOST_COOKIES)) {
    const equals = pair.indexOf('=');
    const value = pair.slice(equals + 1).trim();
    if ((value.length >= SURELY_UNIQUE || /\d/.test(value)) && !COOKIE_ATTRIBUTE.test(pair))
      yield { name: pair.slice(0, Math.max(0, equals)).trim(), value };
  }
}

/** Whether the name of a cookie says that it holds a session or a secret. */
export function namesSession(name: string): boolean {
  return name.length <= LONGEST_NAME && (SESSION_COOKIE.test(name) || namesSecret(name));
}
