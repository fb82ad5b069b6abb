import { describe, expect, it } from 'vitest';
import { readBody } from './body-content.js';
import { CapturedBody } from './captured-body.js';

const form = (text: string) => {
  const body = new CapturedBody(true, 65_536);
  body.noteOrEnd(text);
  return readBody(body, { contentType: 'application/x-www-form-urlencoded' }, 65_536).value;
};

describe('forms', () => {
  it.each([
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
    ['__proto__=x&a=1', { ['__proto__']: 'x', a: '1' }],
    ['a', { a: '' }],
  ])('%s', (text, fields) => {
    expect(Object.entries(form(text) as object)).toEqual(Object.entries(fields));
  });

  it('reads one name repeated up to the limit in linear time', () => {
    expect((form('a&'.repeat(32_000)) as { a: string[] }).a).toHaveLength(32_000);
  });
});
