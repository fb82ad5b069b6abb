import { describe, expect, it } from 'vitest';
import { EchoIndex } from './echo-index.js';
import type { Echo } from './echo-places.js';

const echoOf = (form: string): Echo => ({ form, value: form, strength: 'claimed', isOfHighEntropy: false });
const indexOf = (forms: readonly string[]) => new EchoIndex(forms.map(echoOf));
const formsIn = (index: EchoIndex, text: string) => index.in(text).map(({ form }) => form);

describe('EchoIndex', () => {
  const many = Array.from({ length: 400 }, (_, index) => `ab1"${index}<&x`);

  it('gives none of many spellings for a text that shows none, however alike it is', () => {
    expect(formsIn(indexOf(many), 'ab1"zzzzzz')).toEqual([]);
  });

  it.each([
    ['one', 'so ab1"7<&x it is', ['ab1"7<&x']],
    ['those that overlap', 'xyzabcab1"1<&x', ['ab1"1<&x', 'xyzabc', 'abcab1']],
    ['those that begin alike, longest first', '-aaaabbbb.*-', ['aaaabbbb.*', 'aaaabb']],
    ['those with signs of an expression', String.raw`a+(b)[c]{2}|^$\d?/-`, [String.raw`a+(b)[c]{2}|^$\d?/-`]],
  ])('gives %s of many', (_, text, forms) => {
    const others = ['xyzabc', 'abcab1', 'aaaabb', 'aaaabbbb.*', String.raw`a+(b)[c]{2}|^$\d?/-`];
    expect(formsIn(indexOf([...many, ...others]), text)).toEqual(forms);
  });

  it('gives all, longest first, where there are few, or where a text shows spellings too often to count', () => {
    expect(formsIn(indexOf(['abcdef', 'abcdefgh']), 'none')).toEqual(['abcdefgh', 'abcdef']);
    expect(formsIn(indexOf(many), 'ab1"1<&x '.repeat(600))).toHaveLength(many.length);
  });
});
