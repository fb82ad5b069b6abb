import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsesAsJson } from '../../../test/parses-as-json.js';
import { isJson } from './json-syntax.js';

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
    expect([isJson(text), parsesAsJson(text)]).toEqual([false, false]);
  });

  it('says of any text what JSON.parse would', () => {
    const pieces = fc.constantFrom(...'{}[]",: 1-.e0a\\\n\u0001', 'true', 'null', '\\u00e9', '"a"', '"a":');
    const text = fc.oneof(
      fc.string({ unit: pieces, maxLength: 12 }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.jsonValue().map((value) => JSON.stringify(value, undefined, 2).slice(0, -1)),
    );
    fc.assert(
      fc.property(text, (written) => {
        expect(isJson(written)).toBe(parsesAsJson(written));
      }),
      { numRuns: 20_000 },
    );
  });
});
