import { describe, expect, it } from 'vitest';
import { JwtOptions } from './jwt.options.js';
import { tokensInCookies, tokensInResponse, tokensInSetCookie } from './login-response.js';

const A = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjF9.a';
const B = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjJ9.b';
const KEYS = new JwtOptions().loginResponseKey as string[];

describe('tokensInResponse', () => {
  it.each<[unknown, readonly string[], string[]]>([
    [{ access: A }, KEYS, [A]],
    [{ access_token: A }, KEYS, [A]],
    [{ accessToken: A }, KEYS, [A]],
    [{ token: A }, KEYS, [A]],
    [{ data: { access_token: A } }, KEYS, [A]],
    [{ tokens: { access: A, refresh: B } }, KEYS, [A]],
    [{ result: { token: A } }, KEYS, [A]],
    [{ data: { token: B }, access_token: A }, KEYS, [A, B]],
    [{ token: 'opaque', data: { token: A } }, KEYS, [A]],
    [{ token: `Bearer ${A}` }, KEYS, [A]],
    [{ refresh_token: A, user: { token: A } }, KEYS, []],
    [{ data: { data: { token: A } } }, KEYS, []],
    [{ auth: { jwt: A } }, ['auth.jwt'], [A]],
    [{ data: { auth: { jwt: A } } }, ['auth.jwt'], []],
    [{ access: 7 }, KEYS, []],
    [{ access: { token: A } }, KEYS, []],
    [{}, KEYS, []],
    [[], KEYS, []],
    [null, KEYS, []],
    [A, KEYS, []],
    [{}, ['constructor.name'], []],
  ])('%j at %j → %j', (response, keys, tokens) => expect(tokensInResponse(response, keys)).toEqual(tokens));
});

describe('tokens in cookies', () => {
  it.each([
    [`access_token=${A}`, [{ name: 'access_token', token: A }]],
    [`sid=1; jwt=${A} ; x=eyJ`, [{ name: 'jwt', token: A }]],
    [`sid=${A.slice(3)}`, []],
    ['', []],
    [undefined, []],
  ])('%s', (header, found) => expect(tokensInCookies(header)).toEqual(found));

  it.each([
    [`jwt=${A}; Path=/; HttpOnly`, [A]],
    [[`sid=1; Path=/`, `jwt=${A}; HttpOnly`], [A]],
    [`sid=1; Path=${A}`, []],
    [undefined, []],
  ])('set by %s', (header, found) => expect(tokensInSetCookie(header)).toEqual(found));
});
