import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeJson } from './json-prefix.js';

describe('completeJson', () => {
  it.each([
    ['{"a":1,"b":2', { a: 1 }],
    ['{"a":1,"b', { a: 1 }],
    ['{"a":1,"b":"text that is cu', { a: 1 }],
    ['{"a":{"b":[1,2,{"c":"d","e":5', { a: { b: [1, 2, { c: 'd' }] } }],
    ['[1,2,3', [1, 2]],
    ['[[1],[2', [[1], []]],
    ['[{"a":1},{"b":2},', [{ a: 1 }, { b: 2 }]],
    ['{"quote\\"brace}":"\\\\","x":', { 'quote"brace}': '\\' }],
    ['{', {}],
    ['[', []],
    ['{"a":tru', {}],
  ])('%s', (text, value) => {
    expect(JSON.parse(completeJson(text)!)).toEqual(value);
  });

  it.each(['', '"a string that is cu', '12', 'nul', '{"a":1}', '[] trailing'])('returns undefined for %j', (text) => {
    expect(completeJson(text)).toBeUndefined();
  });

  it('completes deeply nested text', () => {
    const depth = 500_000;
    expect(completeJson('['.repeat(depth))).toBe('['.repeat(depth) + ']'.repeat(depth));
  });

  it('returns parseable JSON wherever an object or array is cut', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())),
        fc.nat(),
        (value, at) => {
          const text = JSON.stringify(value);
          const beginning = completeJson(text.slice(0, 1 + (at % Math.max(1, text.length - 1))));
          if (text.length > 2) expect(() => JSON.parse(beginning!) as unknown).not.toThrow();
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
