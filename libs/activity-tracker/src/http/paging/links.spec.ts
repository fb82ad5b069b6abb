import { describe, expect, it } from 'vitest';
import { type HistoryRequest, linkTo } from './links.js';
import type { PagePosition } from './paging.js';

const to = (position: PagePosition, change: Partial<HistoryRequest>) =>
  linkTo(position, { originalUrl: '/activity-logs/user-history', protocol: 'https', host: 'shop.example', ...change });

describe('a link', () => {
  const path = '/activity-logs/user-history';

  it.each<[string, string, PagePosition, string]>([
    ['adds an offset', path, { offset: 20 }, '?offset=20'],
    [
      'replaces an offset and keeps the rest',
      `${path}?limit=10&offset=20&created_time_after=2024-05-31`,
      { offset: 30 },
      '?limit=10&created_time_after=2024-05-31&offset=30',
    ],
    ['leaves offset 0 out', `${path}?limit=10&offset=10`, { offset: 0 }, '?limit=10'],
    ['ends without a question mark where nothing is left', `${path}?offset=10`, { offset: 0 }, ''],
    ['replaces an empty cursor', `${path}?cursor=&limit=10`, { cursor: 'abc' }, '?limit=10&cursor=abc'],
    ['goes from offsets to cursors', `${path}?offset=9990`, { cursor: 'abc' }, '?cursor=abc'],
    ['keeps values encoded', `${path}?url_name=a%26b%3Dc`, { offset: 5 }, '?url_name=a%26b%3Dc&offset=5'],
  ])('%s', (_case, originalUrl, position, search) => {
    expect(to(position, { originalUrl })).toBe(`https://shop.example${path}${search}`);
  });

  it.each<[string, Partial<HistoryRequest>, string]>([
    ['a port', { host: 'localhost:3000', protocol: 'http' }, 'http://localhost:3000'],
    ['an IPv4 address', { host: '127.0.0.1:3000' }, 'https://127.0.0.1:3000'],
    ['an IPv6 address', { host: '[::1]:3000' }, 'https://[::1]:3000'],
    ['no host', { host: undefined }, ''],
    ['an empty host', { host: '' }, ''],
    ['a host with a path', { host: 'evil.example/x' }, ''],
    ['a host with a user', { host: 'shop.example@evil.example' }, ''],
    ['a host with markup', { host: '"><script>' }, ''],
    ['a host with a space', { host: 'shop.example evil.example' }, ''],
    ['an impossible port', { host: 'shop.example:99999' }, ''],
    ['an impossible address', { host: '[:::::]' }, ''],
    ['an unknown protocol', { protocol: 'javascript' }, ''],
  ])('begins, given %s, as it can be trusted', (_case, change, origin) => {
    expect(to({ offset: 5 }, change)).toBe(`${origin}${path}?offset=5`);
  });

  it.each([
    ['absolute form', `http://evil.example${path}?limit=5`],
    ['two slashes', `/${path}?limit=5`],
  ])('is to this path, for a target in %s', (_case, originalUrl) => {
    expect(to({ offset: 5 }, { originalUrl, host: '!' })).toBe(`${path}?limit=5&offset=5`);
  });
});
