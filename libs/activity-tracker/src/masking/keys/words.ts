import { fold } from './fold.js';

const WORD_BREAK = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|[^\p{L}]+/u;

/** Caches the last call: deciding about a key divides it several times in a row. */
let divided: readonly string[] = [];
let last = '';

/** Words of a name in lower case. camelCase, snake_case, kebab-case, dots, brackets and digits divide them. */
export function wordsOf(name: string): readonly string[] {
  if (name === last) return divided;
  last = name;
  return (divided = dividedInto(name));
}

function dividedInto(name: string): string[] {
  return fold(name)
    .split(WORD_BREAK)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}
