import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formsOf } from './written-forms.js';

describe('formsOf', () => {
  it('holds a value as JSON, URLs and forms write it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (value) => {
        const forms = formsOf(value);
        expect(forms).toContain(value);
        expect(forms).toContain(new URLSearchParams([['', value]]).toString().slice(1));
        expect(forms).toContain(encodeURIComponent(value));
      }),
      { numRuns: 1_000 },
    );
    expect(formsOf('AZ+é/%2F')).toContain('AZ%2b%c3%a9%2f%252F');
    expect(formsOf(`a!'()~* b`)).toContain('a%21%27%28%29%7E*+b');
  });
});
