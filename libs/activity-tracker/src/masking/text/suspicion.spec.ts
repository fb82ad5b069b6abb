import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSuspicious, SUSPECT, suspects } from './suspicion.js';

/** The forms of secrets as one expression: slower, and easier to read. */
const SECRET_FORM =
  / is not valid JSON|:\/\/[^\s/?#]*@|eyJ|bearer|basic|-----BEGIN|A[KS]IA|AIza|gh[pousr]_|github_pat_|glpat-|npm_|xox|[rs]k[_-]|SG\.|\d(?:[ -]?\d){12}/;
const PIECES =
  ' is not valid JSON|://|@|eyJ|bearer|basic|-----BEGIN|AKIA|ASIA|AIza|ghp_|ghs_|github_pat_|glpat-|npm_|xox|sk_|rk-|SG.|1|23|4567| |-|a|/|é|B|J|_'.split(
    '|',
  );

describe('suspects', () => {
  it('misses no form of a secret', () => {
    const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (written) => {
        if (written.length < 10 || !SECRET_FORM.test(written)) return;
        expect(suspects(written) & ~SUSPECT.keyValue).not.toBe(0);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    'user_id',
    'order-1234567',
    'created_at',
    'JSON',
    'a@b.example',
    '2026-01-01T10:00:00Z',
    'Ghost_writer',
    'bare',
  ])('has nothing against %s', (text) => {
    expect(isSuspicious(text)).toBe(false);
  });
});
