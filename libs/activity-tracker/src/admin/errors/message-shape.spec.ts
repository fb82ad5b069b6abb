import { describe, expect, it } from 'vitest';
import { messagesOf } from './error-message.js';
import { phraseOf, shapeOf } from './message-shape.js';

describe('messagesOf', () => {
  it.each<[response: unknown, messages: string[]]>([
    [{ statusCode: 404, message: 'Order 7 not found', error: 'Not Found' }, ['Order 7 not found']],
    [{ message: ['name must be a string', 'age must be a number'] }, ['name must be a string', 'age must be a number']],
    [{ message: '', error: 'Bad Request' }, ['Bad Request']],
    [{ error: { code: 'E7', message: 'Sold out' } }, ['Sold out']],
    [{ detail: 'Not found.' }, ['Not found.']],
    [{ type: 'about:blank', title: 'Conflict' }, ['Conflict']],
    [{ errors: [{ message: 'Cannot query field' }, { path: [] }] }, ['Cannot query field']],
    [{ errors: { name: ['required'] } }, []],
    [{ omitted: 'size', type: null, size: 9 }, []],
    ['Service unavailable\nat Shop.call', ['Service unavailable']],
    ['{"statusCode":500,"message":"Out of \\"luck\\""}', ['Out of "luck"']],
    ['{"message":"Cut JSON","data":[1,', ['Cut JSON']],
    ['{"data":[1,', []],
    ['{"message":"\\x"', []],
    ['<!DOCTYPE html><title>Error</title><pre>Cannot GET /lamps</pre>', ['Cannot GET /lamps']],
    ['<html></html>', []],
    ['', []],
    [null, []],
    [[{ message: 'a list' }], []],
    [7, []],
  ])('%j', (response, messages) => {
    expect(messagesOf(response)).toEqual(messages);
  });

  it('reads the first thousand characters of a message', () => {
    expect(messagesOf('x'.repeat(5_000))).toEqual(['x'.repeat(1_000)]);
  });
});

describe('shapeOf', () => {
  it.each<[message: string, shape: string, phrase: string | undefined]>([
    ['Order 4711 not found', 'Order {number} not found', 'not found'],
    ['Order ord_9f3-7 not found', 'Order {id} not found', 'not found'],
    ['No user 6b0592d247016ed3d60074f2', 'No user {id}', 'No user'],
    ['No user 1f6e8a52-3c1d-4b7e-9a55-0f1e2d3c4b5a', 'No user {id}', 'No user'],
    ['Unknown color "deep blue", try again', 'Unknown color {value}, try again', 'Unknown color'],
    ["Can't find 'lamp' in users' carts", "Can't find {value} in users' carts", "in users' carts"],
    ['Cannot GET `/lamps/7`', 'Cannot GET {value}', 'Cannot GET'],
    ['Took 1,250.5 ms at 10:31', 'Took {number} ms at {number}', 'ms at'],
    ['-5 is below 0', '{number} is below {number}', 'is below'],
    ['ada@shop.example is taken', '{email} is taken', 'is taken'],
    ['E11000 duplicate key', '{id} duplicate key', 'duplicate key'],
    ['***FILTERED*** is wrong', '***FILTERED*** is wrong', '***FILTERED*** is wrong'],
    ['7', '{number}', undefined],
    ['A 7 B', 'A {number} B', undefined],
  ])('%s', (message, shape, phrase) => {
    expect(shapeOf([message])).toBe(shape);
    expect(phraseOf([message])).toBe(phrase);
  });

  it('joins the messages of one response, at most 300 characters, and searches the first', () => {
    const messages = ['name must be a string', 'age must be 18 or more'];
    expect(shapeOf(messages)).toBe('name must be a string; age must be {number} or more');
    expect(phraseOf(messages)).toBe('name must be a string');
    expect(shapeOf(['word '.repeat(200)])).toHaveLength(300);
    expect(phraseOf(['word '.repeat(200)])!.length).toBeLessThanOrEqual(200);
  });

  it.each([
    '"'.repeat(999),
    "'".repeat(999),
    '-'.repeat(999),
    '1-'.repeat(499),
    'a'.repeat(999) + '@',
    '1.'.repeat(499),
  ])('needs little time for %#', (message) => {
    const begun = performance.now();
    shapeOf([message]);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
