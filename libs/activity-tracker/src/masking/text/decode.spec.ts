import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeComponent } from './decode.js';

describe('decodeComponent', () => {
  it.each([
    ['a+b%20c', 'a b c'],
    ['%70assword', 'password'],
    ['100%', '100%'],
    ['%zz%41', '%zzA'],
    ['%e4%bd%a0+%F0%9F%98%80', '你 😀'],
    ['%ff%41%FE', '%ffA%FE'],
    ['%c3', '%c3'],
    ['%4', '%4'],
  ])('reads %s as %s', (text, decoded) => {
    expect(decodeComponent(text)).toBe(decoded);
  });

  it('reads as decodeURIComponent does, where that does not throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(600), (text, times) => {
        const written = encodeURIComponent(text.repeat(times));
        expect(decodeComponent(written)).toBe(decodeURIComponent(written));
      }),
    );
  });
});
