import { describe, expect, it } from 'vitest';
import { errorText } from './error-text.js';

describe('errorText', () => {
  it.each<[string, unknown, string]>([
    ['an error', new TypeError('no'), 'no'],
    ['a text', 'no', 'no'],
    ['undefined', undefined, 'undefined'],
    ['an object with a message', { message: 'no' }, 'no'],
    ['an object whose message is not a string', { message: 7 }, '[object Object]'],
    ['an object without a prototype', Object.create(null), 'an unknown error'],
    [
      'an error whose message throws',
      {
        get message(): string {
          throw new Error('again');
        },
      },
      'an unknown error',
    ],
  ])('reads %s', (_case, error, text) => {
    expect(errorText(error)).toBe(text);
  });
});
