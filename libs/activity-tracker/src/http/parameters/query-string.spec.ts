import { describe, expect, it } from 'vitest';
import { readQueryString } from './query-string.js';

describe('readQueryString', () => {
  it.each<[string, string, Record<string, string>]>([
    ['no query', '/h', {}],
    ['an empty query', '/h?', {}],
    ['a value', '/h?limit=5', { limit: '5' }],
    ['a bare name', '/h?cursor', { cursor: '' }],
    ['an empty value', '/h?cursor=', { cursor: '' }],
    ['percent-encoding', '/h?url%5Fname=a%20b', { url_name: 'a b' }],
    ['a broken percent sign', '/h?url_name=%E0%A4%A', { url_name: '�%A' }],
    ['a question mark in a value', '/h?url_name=a?b', { url_name: 'a?b' }],
    ['several', '/h?limit=5&offset=1', { limit: '5', offset: '1' }],
  ])('reads %s', (_case, url, parameters) => {
    expect(readQueryString(url)).toEqual(parameters);
  });

  it.each([
    ['one given twice', '/h?limit=5&limit=6', 'limit must be given once'],
    ['one given twice with the same value', '/h?limit=5&limit=5', 'limit must be given once'],
    ['one given empty and full', '/h?user_id=&user_id=7', 'user_id must be given once'],
    ['an operator', '/h?user_id[$ne]=7', 'user_id must be one plain value, without brackets'],
    ['an encoded operator', '/h?user_id%5B$ne%5D=7', 'user_id must be one plain value, without brackets'],
    ['an array', '/h?user_id[]=7', 'user_id must be one plain value, without brackets'],
    ['an array with index', '/h?user_id[0]=7', 'user_id must be one plain value, without brackets'],
    ['a nameless bracket', '/h?[x]=7', '[x] must be one plain value, without brackets'],
    ['a polluting path', '/h?__proto__[x]=1', '__proto__ must be one plain value, without brackets'],
    ['__proto__', '/h?__proto__=1', '__proto__ is not a parameter here'],
    ['constructor', '/h?constructor=1', 'constructor is not a parameter here'],
  ])('refuses %s by name', (_case, url, message) => {
    expect(() => readQueryString(url)).toThrow(
      expect.objectContaining({ status: 400, response: expect.objectContaining({ message: [message] }) }),
    );
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
