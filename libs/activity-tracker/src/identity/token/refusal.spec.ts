import { describe, expect, it } from 'vitest';
import { Refusal } from './refusal.js';
import { explain } from './unidentified.js';

const token = (payload: unknown) => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.x`;

describe('the names of claims that a refusal shows', () => {
  it.each<[string, object | string | undefined, string[]]>([
    ['of a payload', { sub: 'ada', 'https://example.com/claims/company': 1 }, ['sub', 'https://example.com/claims/company']],
    ['of a token that was not verified', token({ email: 'ada@shop.example' }), ['email']],
    ['of a list', ['access_token'], ['access_token']],
    ['of an address used as a name', { 'ada@shop.example': 1 }, ['(unusual name)']],
    ['that would forge a line', { 'x\nERROR': 1, 'a b': 1, '': 1 }, Array.from({ length: 3 }, () => '(unusual name)')],
    ['that are long', { ['x'.repeat(81)]: 1 }, ['(unusual name)']],
    ['of a token that holds a text', token('ada'), []],
    ['of a token that holds no JSON', 'a.b.c', []],
    ['of nothing', undefined, []],
  ])('%s', (_, seen, names) => expect(new Refusal('noClaim', seen).names).toEqual(names)); // prettier-ignore

  it('are limited to 20', () => {
    const payload = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`claim${index}`, 1]));
    expect(new Refusal('noClaim', payload).names).toHaveLength(21);
    expect(new Refusal('noClaim', payload).names.at(-1)).toBe('…');
  });

  it('appear in the explanation, but no values do', () => {
    const { problem } = explain(new Refusal('noClaim', { email: 'ada@shop.example' }, 'sub'));
    expect(problem).toBe('The token has none of the claims sub (claims seen: email)');
  });
});
