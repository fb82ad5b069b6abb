import { fold } from './fold.js';

const WORD_BREAK = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|[^\p{L}]+/u;

/** Words of a name in lower case. camelCase, snake_case, kebab-case, dots, brackets and digits divide them. */
export function wordsOf(name: string): string[] {
  return fold(name)
    .split(WORD_BREAK)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}
