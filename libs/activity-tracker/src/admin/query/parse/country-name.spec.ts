import { describe, expect, it } from 'vitest';
import { countryCode, countryName } from './country-name.js';

describe('countryName', () => {
  it.each([
    ['DE', 'Germany'],
    ['de', 'Germany'],
    ['germany', 'Germany'],
    ['TÜRKIYE', 'Türkiye'],
    ['united states', 'United States'],
    ['XQ', 'XQ'],
    ['Elbonia', 'Elbonia'],
  ])('of %s is %s', (text, name) => {
    expect(countryName(text)).toBe(name);
  });
});

describe('countryCode', () => {
  it.each([
    ['Germany', 'DE'],
    ['United Kingdom', 'GB'],
    ['Türkiye', 'TR'],
    ['Elbonia', undefined],
  ])('of %s is %s', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });
});
