import { expect, it } from 'vitest';
import { plainLines, plainText } from './plain-text.js';

it.each([
  ['a plain text', 'a plain text'],
  [7, '7'],
  [undefined, 'undefined'],
  ['clears \u001b[2J the screen', 'clears \\u001b[2J the screen'],
  ['two\r\nlines', 'two\\u000d\\u000alines'],
  ['turned \u202e round', 'turned \\u202e round'],
  [{ toString: 'no function' }, '[object Object]'],
  [Object.create(null), '[object Object]'],
])('shows %j as %j', (value, text) => {
  expect(plainText(value)).toBe(text);
});

it('keeps the lines of a text', () => {
  expect(plainLines('one\ntwo\u0007\n')).toBe('one\ntwo\\u0007\n');
});
