import { describe, expect, it } from 'vitest';
import { formatPlace, parsePlace, step } from '../src/location/place';

describe('the place in the address', () => {
  it.each([
    { path: '/', params: {} },
    { path: '/', params: { q: 'status:5xx "a & b=c#d?e" since:7d', record: 'abc', tab: 'raw' } },
    { path: '/people/a%2Fb', params: { q: '' } },
    { path: '/', params: { q: 'ü 漢字 \u202e' } },
  ])('is read as it was written: %j', (place) =>
    expect({ ...parsePlace(formatPlace(place)), params: { ...parsePlace(formatPlace(place)).params } }).toEqual(place),
  );

  it('leaves out what is not given, and has one order', () => {
    expect(formatPlace({ path: '/', params: { b: '2', a: '1', c: null, d: undefined } })).toBe('#/?a=1&b=2');
  });

  it.each(['', '#', '#nonsense', '#//evil.example/?next=https://evil.example', '#javascript:alert(1)'])(
    'never leads elsewhere: %j',
    (hash) => {
      expect(parsePlace(hash).path.startsWith('/')).toBe(true);
      expect(formatPlace(parsePlace(hash)).startsWith('#/')).toBe(true);
    },
  );

  it('takes every text as a step, half a character too', () => {
    expect([step('a/b?c#d'), step(0), step('\uD800')]).toEqual(['a%2Fb%3Fc%23d', '0', '%EF%BF%BD']);
  });

  it('has no names but those that were given', () => {
    const { params } = parsePlace('#/?__proto__=x&constructor=y');
    expect(params['toString']).toBeUndefined();
    expect(Object.keys(params)).toEqual(['__proto__', 'constructor']);
  });
});
