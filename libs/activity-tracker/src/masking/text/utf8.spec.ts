import { describe, expect, it } from 'vitest';
import { unitsWithin } from './utf8.js';

describe('the prefix of a text that fits into bytes', () => {
  it.each<[string, string, number, number]>([
    ['all of a text that is short enough', 'abc', 3, 3],
    ['a byte for each ASCII character', 'abcdef', 4, 4],
    ['two bytes for each é', 'éééé', 5, 2],
    ['three bytes for each 中', '中中', 5, 1],
    ['no half of a surrogate pair', 'a😀b', 4, 1],
    ['a whole surrogate pair', 'a😀b', 5, 3],
    ['three bytes for a lone surrogate, which becomes U+FFFD', '\ud800a', 3, 1],
    ['nothing', 'abc', 0, 0],
    ['nothing where there is less than no room', 'abc', -1, 0],
    ['an empty text', '', 0, 0],
  ])('%s', (_, text, bytes, units) => expect(unitsWithin(text, bytes)).toBe(units));
});
