import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOfUtf8, unitsWithin } from './utf8.js';

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

describe('the text of bytes', () => {
  const units = ['plain text, ', 'é', '漢字', '😀', '\ufeff', '\0', '\u2028'];

  it.each(units)('is what toString reads, also beyond the length for which a faster way is taken: %j', (unit) => {
    for (const times of [1, 40, 3_000]) {
      const bytes = Buffer.from(`${unit.repeat(times)}.`);
      expect(textOfUtf8(bytes)).toBe(bytes.toString('utf8'));
    }
  });

  it('is what toString reads of any bytes, which may be shared and cut anywhere', () => {
    const piece = fc.oneof(
      fc.constantFrom(...units).map((unit) => Buffer.from(unit.repeat(100))),
      fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(3), (pieces, cut) => {
        const bytes = Buffer.concat(pieces);
        const shared = Buffer.from(new SharedArrayBuffer(bytes.length));
        shared.set(bytes);
        for (const each of [bytes, shared]) expect(textOfUtf8(each.subarray(cut))).toBe(each.toString('utf8', cut));
      }),
    );
  });
});
