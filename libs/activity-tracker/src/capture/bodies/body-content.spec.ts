import { describe, expect, it } from 'vitest';
import { readBody } from './body-content.js';
import { CapturedBody } from './captured-body.js';

const form = (text: string) => {
  const body = new CapturedBody(true, 65_536);
  body.noteOrEnd(text);
  return readBody(body, { contentType: 'application/x-www-form-urlencoded' }, 65_536).parsed().value;
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

describe('JSON', () => {
  const json = (text: string, limit = 65_536) => {
    const body = new CapturedBody(true, limit);
    body.noteOrEnd(Buffer.from(text));
    body.noteOrEnd(null);
    return readBody(body, { contentType: 'application/json' }, limit);
  };

  it('is parsed once and returned with its text', () => {
    const content = json('{"a":1}');
    expect(content.parsed()).toEqual({ value: { a: 1 }, text: '{"a":1}' });
    expect(content.parsed()).toBe(content.parsed());
  });

  it('is omitted if it does not parse; the content keeps its text', () => {
    const content = json('{"a":');
    expect(content.parsed()).toEqual({ value: { omitted: 'unreadable', type: 'application/json', size: 5 } });
    expect(content.text).toBe('{"a":');
  });

  it('tells the original size of a truncated body', () => {
    const text = JSON.stringify(Array.from({ length: 1_000 }, () => 7));
    const content = json(text, 256);
    expect(content.truncatedFrom).toBe(text.length);
    expect(content.parsed().truncatedFrom).toBe(text.length);
  });
});
