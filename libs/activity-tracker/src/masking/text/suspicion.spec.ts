import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TOKEN_FORMATS } from '../../../../json-mask/formats/secret-formats.mjs';
import { isSuspicious, SUSPECT, suspects } from './suspicion.js';

const PREFIXES = TOKEN_FORMATS.flatMap(({ prefixes }) => prefixes);
/** The forms of secrets as one expression: slower, and easier to read. */
const SECRET_FORM = new RegExp(
  String.raw` is not valid JSON|:\/\/[^\s/?#]*@|eyJ|[bB]earer|basic|-----BEGIN|\d(?:[ -]?\d){12}|${PREFIXES.join('|').replaceAll('.', String.raw`\.`)}`,
);
const PIECES = [
  ...' is not valid JSON|://|@|eyJ|bearer|Bearer|basic|-----BEGIN|1|23|4567| |-|a|/|é|B|J|_'.split('|'),
  ...PREFIXES,
];

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

  it.each(PREFIXES)('finds %s at either end of a text', (prefix) => {
    expect(suspects(`${prefix}0123456789`) & SUSPECT.issued).not.toBe(0);
    expect(suspects(`0123456789 ${prefix}`) & SUSPECT.issued).not.toBe(0);
    expect(suspects(`0123456789 ${prefix.slice(0, -1)}`) & SUSPECT.issued).toBe(0);
  });

  it.each([
    'user_id',
    'order-1234567',
    'created_at',
    'JSON',
    'a@b.example',
    '2026-01-01T10:00:00Z',
    'Ghost_writer',
    'half_time_',
    'shop_v1_',
    'lamp-brass',
    'bare',
  ])('has nothing against %s', (text) => {
    expect(isSuspicious(text)).toBe(false);
  });
});
