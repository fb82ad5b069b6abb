import type { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { readQueryString } from '../../http/parameters/query-string.js';
import { recordsRequest } from '../records/records-request.js';
import { formatQuery } from './parse/format-query.js';
import { queryOfParameters } from './query-parameters.js';

const read = (search: string) => queryOfParameters(readQueryString(`/records?${search}`));

function refusal(search: string): string[] {
  try {
    recordsRequest(readQueryString(`/records?${search}`));
  } catch (error) {
    return ((error as BadRequestException).getResponse() as { message: string[] }).message;
  }
  throw new Error(`${search} was accepted`);
}

describe('queryOfParameters', () => {
  it.each([
    ['', ''],
    ['user=42', 'user:42'],
    ['user_id=0', 'user:0'],
    ['status=4xx,5xx&not.method=GET', 'status:4xx,5xx -method:GET'],
    ['not.status=404&status=4xx', '-status:404 status:4xx'],
    ['q=user:42+"a+b"&status=5xx', 'user:42 "a b" status:5xx'],
    ['country=%22United+States%22,DE', 'country:"United States",Germany'],
    ['duration=%3E1.5s', 'duration:>1500ms'],
    ['text=a,+b+%22c%22&not.text=!d', '"a, b \\"c\\"" -"!d"'],
    ['user=&status=&q=', ''],
    ['name=Orders.*', 'name:Orders.*'],
  ])('reads %s as %s', (search, text) => {
    expect(formatQuery(read(search).query)).toBe(text);
  });

  it('leaves other parameters', () => {
    expect(read('user=42&limit=5&x=').rest).toEqual({ limit: '5', x: '' });
  });

  it('takes dates in a zone', () => {
    const { query } = queryOfParameters({ from: '2024-05-31' }, { zone: 'Europe/Berlin' });
    expect(formatQuery(query)).toBe('from:2024-05-30T22:00:00.000Z');
  });
});

describe('recordsRequest', () => {
  it('reads which page is meant', () => {
    expect(recordsRequest({ user: '42', limit: '5', cursor: '' })).toMatchObject({ limit: 5, cursor: '' });
    expect(recordsRequest({ limit: '1000000000' })).toMatchObject({ limit: 1e9 });
  });

  it.each<[string, RegExp]>([
    ['status=5x', /^status is "5x", which is invalid\. It must be a code such as 404/],
    ['not.code=abc', /^not\.code: status is "abc"/],
    ['user[$ne]=x', /^user must be one plain value/],
    ['status[$gt]=0', /^status must be one plain value/],
    ['user=1&user=2', /^user must be given once/],
    ['user=1&user_id=2', /^user_id means the same as user/],
    ['__proto__[x]=1', /^__proto__ must be one plain value/],
    ['constructor=1', /^constructor is not a parameter/],
    ['$where=1', /^\$where is not a parameter/],
    ['Status=500', /^Status is not a parameter/],
    ['offset=5', /^offset is not a parameter/],
    ['limit=0', /^limit must be a whole number, 1 or more, got/],
    ['limit=-1', /^limit must be/],
    ['limit=NaN', /^limit must be/],
    ['limit=10;x', /^limit must be/],
    ['country=!DE', /^country is negated by its name: write not\.country=DE/],
    ['ip=10.0.0.0/33', /^ip is "10\.0\.0\.0\/33"/],
    ['from=2024-05-31&to=2024-05-30', /^from is later than to\. Exchange them/],
    ['q=from:2024-05-31&to=2024-05-30', /^from is later than to/],
    ['q=usr:1', /^q, at character 1: "usr" is not a field\. Did you mean user\?/],
    ['text=%00', /NUL/],
    [`text=${'x'.repeat(5_000)}`, /5000 characters/],
    [`user=${'x'.repeat(300)}`, /^user is "x{40}…".*256/],
    ['user=a,b c', /^user has something after its value/],
  ])('refuses %.40s', (search, message) => {
    expect(refusal(search)).toEqual([expect.stringMatching(message)]);
  });
});
