import { fold } from './fold.js';

export type KeyMatcher = (key: string) => boolean;

const SEPARATORS = /[-_.\s]+/g;
const BRACKETS = /[[\]]+/;

/** The key without what a string in the options ignores. */
export function plainKey(key: string): string {
  return fold(key).replace(SEPARATORS, '').toLowerCase();
}

/** How one entry of `excludeKeys` or `removeKeys` matches. */
export function matcherOf(entry: string | RegExp): KeyMatcher {
  if (typeof entry !== 'string') {
    // `g` and `y` would make the answer depend on the call before.
    const pattern = new RegExp(entry.source, entry.flags.replace(/[gy]/g, ''));
    return (key) => pattern.test(key);
  }
  const wanted = plainKey(entry);
  return (key) =>
    plainKey(key) === wanted || (key.includes('[') && key.split(BRACKETS).some((part) => plainKey(part) === wanted));
}

/** One matcher for all entries. A pattern that throws counts as a match: better one value too few than a secret. */
export function anyOf(entries: readonly (string | RegExp)[]): KeyMatcher {
  const matchers = entries.map(matcherOf);
  return (key) => {
    try {
      return matchers.some((matches) => matches(key));
    } catch {
      return true;
    }
  };
}
