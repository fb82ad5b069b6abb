import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJson } from './json-syntax.js';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('isJson', () => {
  it.each([
    '',
    '{]',
    '["',
    '[1,]',
    '{"a":1,}',
    '[01]',
    '-',
    '[1.]',
    '1e',
    '"\\u12"',
    '"\\x"',
    '"\n"',
    'tru',
    '{"a"}',
    '[[]',
    '[]]',
    '1 2',
    '.5',
    '[1.2.3]',
  ])('%j is none', (text) => {
    expect([isJson(text), parses(text)]).toEqual([false, false]);
  });

  it('says of any text what JSON.parse would', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      ' ',
      '1',
      '-',
      '.',
      'e',
      '0',
      'true',
      'null',
      '\\',
      '\\u00e9',
      'a',
      '"a"',
      '"a":',
      '\n',
      '\u0001',
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.jsonValue().map((value) => JSON.stringify(value, undefined, 2).slice(0, -1)),
    );
    fc.assert(
      fc.property(text, (written) => {
        expect(isJson(written)).toBe(parses(written));
      }),
      { numRuns: 20_000 },
    );
  });
});
