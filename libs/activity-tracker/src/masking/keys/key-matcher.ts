import { fold } from './fold.js';

export type KeyMatcher = (key: string) => boolean;

const ALREADY_PLAIN = /^[A-Za-z0-9]*$/;
const SEPARATORS = /[-_.\s]+/g;
const BRACKETS = /[[\]]+/;

export function plainKey(key: string): string {
  if (ALREADY_PLAIN.test(key)) return key.toLowerCase();
  return fold(key).replace(SEPARATORS, '').toLowerCase();
}

export function patternMatcher({ source, flags }: RegExp): KeyMatcher {
  // With `g` or `y` the result would depend on `lastIndex`.
  const pattern = new RegExp(source, flags.replace(/[gy]/g, ''));
  return (key) => pattern.test(key);
}

/** Names as a whole, or as a part of a nested one. A long key has thousands of parts: each is made plain once for all names. */
function namesMatcher(names: readonly string[]): KeyMatcher {
  const wanted = new Set(names.map(plainKey));
  const isWanted = (key: string): boolean => wanted.has(plainKey(key));
  return (key) => wanted.size > 0 && (isWanted(key) || (key.includes('[') && key.split(BRACKETS).some(isWanted)));
}

/** Keys whose values are masked whatever the host says: the defaults of the seed. */
export const ALWAYS_MASKED: readonly string[] = ['password', 'token', 'access', 'refresh'];
const PARTS = /[[\].]+/;

/** Whether a key, or a part of a nested one (`user[access][0]`), is one of {@link ALWAYS_MASKED}. */
export function isAlwaysMasked(key: string): boolean {
  return key.split(PARTS).some((part) => ALWAYS_MASKED.includes(plainKey(part)));
}

/** One matcher for `keepKeys`: whole keys only, never an {@link isAlwaysMasked} one. A pattern that throws matches nothing. */
export function keeperOf(entries: readonly (string | RegExp)[]): KeyMatcher {
  const matchers = entries.map((entry) => {
    if (typeof entry !== 'string') return patternMatcher(entry);
    const wanted = plainKey(entry);
    return (key: string) => plainKey(key) === wanted;
  });
  return (key) => {
    try {
      return matchers.some((matches) => matches(key)) && !isAlwaysMasked(key);
    } catch {
      return false;
    }
  };
}

/** Matches any entry. A pattern that throws counts as a match, so that no secret is kept. */
export function anyOf(entries: readonly (string | RegExp)[]): KeyMatcher {
  const names = namesMatcher(entries.filter((entry) => typeof entry === 'string'));
  const matchers = [names, ...entries.filter((entry) => typeof entry !== 'string').map(patternMatcher)];
  return (key) => {
    try {
      return matchers.some((matches) => matches(key));
    } catch {
      return true;
    }
  };
}
