import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { TOKEN_FORMATS } from '../../../../json-mask/formats/secret-formats.mjs';
import { JsonTextMask } from '../values/json-text-mask.js';
import { Masker } from '../masker.js';
import { isSuspicious } from './suspicion.js';

const PREFIXES = TOKEN_FORMATS.flatMap(({ prefixes }) => prefixes);
const masker = new Masker();
const look = vi.spyOn(JsonTextMask.prototype, 'look');

function isLookedAt(text: string): boolean {
  look.mockClear();
  masker.begin().json(`["${text}"]`);
  return look.mock.calls.length > 0;
}

/** What `JSON.stringify` leaves unescaped. */
const isUnescaped = (text: string): boolean => JSON.stringify(text) === `"${text}"`;

const mayBeJson = (text: string): boolean => /^\s*[[{"]/.test(text) && /[\]}\s]$/.test(text);

describe('a string in JSON text', () => {
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
    '2026-01-31T09:15:00.123456789-0100',
    '2026-01-31T09:15:00Z pin:1234',
    '2026-01-31T09:15:xx',
    '2026-01-31T09:15.000Z',
  ])('is drawn to %s', (text) => {
    expect(isLookedAt(text)).toBe(true);
  });

  it.each(PREFIXES)('is drawn to %s', (prefix) => {
    expect(isLookedAt(prefix)).toBe(true);
    expect(isLookedAt(`a ${prefix}0`)).toBe(true);
    expect(isLookedAt(prefix.slice(0, -1))).toBe(false);
    expect(isLookedAt(`a${prefix.slice(1)}`)).toBe(false);
  });

  it.each([
    '',
    'confirmed',
    'EUR',
    'Desk lamp no. 1',
    '2026-01-31',
    'Zürich',
    'ams-02',
    '12/29',
    '2026-01-31T09:15',
    '2026-01-31T09:15:00Z',
    '2026-01-31T09:15:00.000Z',
    '2026-01-31T09:15:00+01:00',
  ])('passes over %s', (text) => {
    expect(isLookedAt(text)).toBe(false);
  });

  it('passes over nothing in which a closer look could find something', () => {
    const pieces = fc.constantFrom(
      ...'is not valid|2026-01-31T09:15|:00|.000|Z|-01:00| JSON|://|ey|eyJ|Bear|er|bas|IC|-----|BEGIN|4111'.split('|'),
      ...'@-_.1 :=[]',
      ...PREFIXES.flatMap((prefix) => [prefix, prefix.slice(0, 2), prefix.slice(2)]),
    );
    const text = fc.oneof(
      fc.string({ unit: pieces, maxLength: 8 }),
      fc.string({ unit: fc.oneof(pieces, fc.string({ maxLength: 4 })), maxLength: 16 }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(
        text.filter((candidate) => isUnescaped(candidate) && (isSuspicious(candidate) || mayBeJson(candidate))),
        (candidate) => {
          expect(isLookedAt(candidate)).toBe(true);
        },
      ),
      { numRuns: 20_000 },
    );
  });
});
