import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Exchange } from './exchange.js';
import { express } from './express.js';
import { originForm, pathOf } from './request-target.js';
import { apiUrl, type PathType, urlOrigin } from './request-url.js';

function exchange(host: string | undefined, protocol = 'https'): Exchange {
  const made = new Exchange(
    { url: '/a?b=1', headers: { host } } as unknown as IncomingMessage,
    {} as ServerResponse,
    express,
    65_536,
  );
  made.platformRequest = { host, protocol } as never;
  return made;
}

describe('apiUrl', () => {
  it.each<[PathType, string | undefined, string[], string]>([
    ['ABSOLUTE', 'api.example.com', [], 'https://api.example.com/a?b=1'],
    ['ABSOLUTE', 'api.example.com:8443', [], 'https://api.example.com:8443/a?b=1'],
    ['ABSOLUTE', 'api.example.com:8443', ['api.example.com'], 'https://api.example.com:8443/a?b=1'],
    ['ABSOLUTE', 'API.example.com', ['api.example.com'], 'https://API.example.com/a?b=1'],
    ['ABSOLUTE', 'evil.example', ['api.example.com'], '/a?b=1'],
    ['ABSOLUTE', 'a.b.example.com', ['.example.com'], 'https://a.b.example.com/a?b=1'],
    ['ABSOLUTE', 'example.com', ['.example.com'], 'https://example.com/a?b=1'],
    ['ABSOLUTE', 'notexample.com', ['.example.com'], '/a?b=1'],
    ['ABSOLUTE', 'anything.example', ['*'], 'https://anything.example/a?b=1'],
    ['ABSOLUTE', '[2001:db8::1]:80', [], 'https://[2001:db8::1]:80/a?b=1'],
    ['ABSOLUTE', 'a b', [], '/a?b=1'],
    ['ABSOLUTE', 'evil.example/..', [], '/a?b=1'],
    ['ABSOLUTE', 'user:secret@evil.example', [], '/a?b=1'],
    ['ABSOLUTE', undefined, [], '/a?b=1'],
    ['RAW_URI', 'evil.example', ['api.example.com'], 'https://evil.example/a?b=1'],
    ['RAW_URI', 'a"b', [], '/a?b=1'],
    ['FULL_PATH', 'api.example.com', [], '/a?b=1'],
  ])('%s with host %s, allowed %j: %s', (pathType, host, allowed, url) => {
    expect(apiUrl(urlOrigin(exchange(host)), '/a?b=1', pathType, allowed)).toBe(url);
  });
});

describe('originForm', () => {
  it.each([
    ['/a?b', '/a?b'],
    ['http://host/a?b', '/a?b'],
    ['http://host', '/'],
    ['http://host?b', '/?b'],
    ['*', '*'],
    ['//a//b', '//a//b'],
    ['nonsense', 'nonsense'],
  ])('%s → %s', (target, path) => expect(originForm(target)).toBe(path));
});

describe('pathOf', () => {
  it.each([
    ['/a?b=1?c', '/a'],
    ['/a', '/a'],
    ['/?', '/'],
  ])('%s → %s', (target, path) => expect(pathOf(target)).toBe(path));
});
