import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readForm } from './form.js';

describe('readForm', () => {
  it.each([
    '',
    '?',
    '&',
    'a',
    'a=',
    '=b',
    'a=b=c',
    '?a=1&b=2&&c',
    'a+b=%2B+%26',
    'a=%zz&b=%e4%bd%a0%',
    '%FF=%F0%9F%98',
    '\ufeffa=%EF%BB%BFb',
  ])('reads %j as URLSearchParams does', (text) => {
    expect(readForm(text)).toEqual([...new URLSearchParams(text)]);
  });

  it('reads any form as URLSearchParams does', () => {
    const piece = fc.constantFrom(...'a=&+%?', '%4', '%41', '%e4%bd%a0', '%ff', '%00', '%F0%9F');
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 120, size: 'max' }), (text) => {
        expect(readForm(text)).toEqual([...new URLSearchParams(text)]);
      }),
      { numRuns: 3_000 },
    );
  });
});
