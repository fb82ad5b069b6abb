import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLASS_OF, DIGIT, isOfSecretForm, needsCloserLook, SECRET_FORM, TRIGGER } from './string-classes.js';
import { isSuspicious } from './suspicion.js';

function isLookedAt(text: string): boolean {
  const bytes = Buffer.from(`"${text}"`);
  const end = bytes.length - 1;
  let seen = 0;
  let digits = 0;
  for (let at = 1; at < end; at++) {
    const kind = CLASS_OF[bytes[at]!]!;
    if (kind === DIGIT) digits++;
    seen |= kind;
    if (kind === TRIGGER && isOfSecretForm(bytes, at)) seen |= SECRET_FORM;
  }
  return needsCloserLook(seen, digits, bytes[end - 1]!);
}

/** What `JSON.stringify` leaves unescaped. */
const isUnescaped = (text: string): boolean => JSON.stringify(text) === `"${text}"`;

describe('needsCloserLook', () => {
  it.each([
    'Unexpected token is not valid JSON',
    'https://user:pass@host',
    'eyJhbGciOiJIUzI1NiJ9',
    'my bearer token',
    'BASIC dXNlcjpwYXNz',
    '-----BEGIN PRIVATE KEY',
    'AKIAIOSFODNN7EXAMPLE',
    'ASIAIOSFODNN7EXAMPLE',
    'AIzaSyD-1234567890',
    'ghp_abcdefghij',
    'github_pat_abcdefg',
    'glpat-abcdefghij',
    'npm_abcdefghijk',
    'xoxb-123456789',
    'sk-abcdefghijk',
    'rk_live_abcdefgh',
    'SG.abcdefghijk',
    '4111111111111111',
    '4111 1111 1111 1111',
    'password=x',
    'pin: 1234',
    '[1]',
    '{}',
    '[1] ',
    'half \ud800 pair',
  ])('is drawn to %s', (text) => {
    expect(isLookedAt(text)).toBe(true);
  });

  it.each(['', 'confirmed', 'EUR', 'Desk lamp no. 1', '2026-01-31', 'Zürich', 'ams-02', '12/29'])(
    'passes over %s',
    (text) => {
      expect(isLookedAt(text)).toBe(false);
    },
  );

  it('passes over nothing in which a closer look could find something', () => {
    const pieces = fc.constantFrom(
      'is not valid',
      ' JSON',
      '://',
      '@',
      'ey',
      'eyJ',
      'Bear',
      'er',
      'bas',
      'IC',
      '-----',
      'BEGIN',
      'AK',
      'AS',
      'IA',
      'AI',
      'za',
      'gh',
      'p_',
      'github',
      '_pat',
      'gl',
      'pat',
      '-',
      'npm',
      '_',
      'xo',
      'x',
      'rk',
      'sk',
      'SG',
      '.',
      '1',
      '4111',
      ' ',
      ':',
      '=',
      '[',
      ']',
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 16 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text.filter(isUnescaped), (candidate) => {
        if (!isLookedAt(candidate)) {
          expect(isSuspicious(candidate)).toBe(false);
          expect(/[\]}\s]$/.test(candidate) && /^\s*[[{"]/.test(candidate)).toBe(false);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
