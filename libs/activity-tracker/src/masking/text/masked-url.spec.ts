import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILTERED } from '../values/markers.js';
import { Masker } from '../masker.js';

const masker = new Masker({ excludeKeys: ['national_id', /^x-/], removeKeys: ['debug'] });

describe('URLs', () => {
  it.each([
    ['a sensitive parameter', '/a?token=abc&page=2', `/a?token=${FILTERED}&page=2`],
    ['each of its values', '/a?token=a&token=b', `/a?token=${FILTERED}&token=${FILTERED}`],
    ['a name in percent-encoding', '/a?pass%77ord=x', `/a?pass%77ord=${FILTERED}`],
    ['a name encoded twice', '/a?%2570assword=x', `/a?%2570assword=${FILTERED}`],
    ['a name with a space', '/a?api+key=x', `/a?api+key=${FILTERED}`],
    ['brackets', '/a?user[password]=x', `/a?user[password]=${FILTERED}`],
    ['encoded brackets', '/a?user%5Bpassword%5D=x', `/a?user%5Bpassword%5D=${FILTERED}`],
    ['an excluded key', '/a?nationalId=x', `/a?nationalId=${FILTERED}`],
    ['an excluded key in brackets', '/a?user[national_id]=x', `/a?user[national_id]=${FILTERED}`],
    ['an excluded pattern', '/a?x-y=1', `/a?x-y=${FILTERED}`],
    ['a removed key', '/a?debug=1&b=2', '/a?b=2'],
    ['a removed key alone', '/a?debug=1', '/a'],
    ['a name whose encoding is broken', '/a?%FFpass%77ord%=x', `/a?%FFpass%77ord%=${FILTERED}`],
    ['a JWT in the path', '/verify/eyJhbGciOiJub25lIn0.eyJhIjoxfQ.', `/verify/${FILTERED}`],
    ['a card number in the path', '/cards/4111111111111111', `/cards/${FILTERED}`],
    ['a path parameter', '/a;jsessionid=abc/b', `/a;jsessionid=${FILTERED}`],
    ['a semicolon between parameters', '/a?b=1;token=x', `/a?b=1;token=${FILTERED}`],
    ['a password before @', 'https://jane:pw@example.com/a', `https://jane:${FILTERED}@example.com/a`],
    ['a fragment', '/cb#access_token=x&state=1', `/cb#access_token=${FILTERED}&state=1`],
    ['a route in the fragment', '/#/reset?token=x', `/#/reset?token=${FILTERED}`],
    [
      'a URL in a parameter',
      '/login?next=%2Freset%3Ftoken%3Dabc',
      `/login?next=${encodeURIComponent(`/reset?token=${FILTERED}`)}`,
    ],
    [
      'JSON in a parameter',
      '/a?f=%7B%22password%22%3A%22x%22%7D',
      `/a?f=${encodeURIComponent(`{"password":"${FILTERED}"}`)}`,
    ],
    ['a JWT as a name', '/a?eyJhbGciOiJub25lIn0.eyJhIjoxfQ.=1&b=2', `/a?${FILTERED}=1&b=2`],
    ['an issued key before a lone =', '/a?sk_live_4eC39HqLyjWDarjtT1=', `/a?${FILTERED}=`],
    ['a JWT under a harmless name', '/a?x=eyJhbGciOiJub25lIn0.eyJhIjoxfQ.', `/a?x=${FILTERED}`],
  ])('mask %s', (_, url, masked) => {
    expect(masker.begin().url(url)).toBe(masked);
  });

  it.each([
    '', '/', '/a?', '/a?&&=&', '/a?token', '/a?token&b', '/a?page=2&page=3', '/a?x=%', '/a?x=%zz&y=%E0%A4%A', '/a?x=+%20%2B', '/%E4%BD%A0?q=%e4%bd%a0',
    '*', 'http://[::1]:3000/a?b=c#d', '/a//b/../c?d=/e', '/a?author=x&key=1', '//x', '/a?b=c=d', '/a#',
  ])('%j stays byte for byte', (url) => {
    expect(masker.begin().url(url)).toBe(url);
  }); // prettier-ignore
});

describe('path parameters', () => {
  it.each([
    ['a value', '/reset/abcdef/now', { token: 'abcdef' }, `/reset/${FILTERED}/now`],
    ['a short value, whole segments only', '/v1/pin/1', { pin: '1' }, `/v1/pin/${FILTERED}`],
    ['a value in percent-encoding', '/reset/a%20b%2Fc', { token: 'a b/c' }, `/reset/${FILTERED}`],
    ['needless percent-encoding', '/reset/%61bcdef', { token: 'abcdef' }, `/reset/${FILTERED}`],
    ['part of a segment', '/file-abcdef.txt', { token: 'abcdef' }, `/file-${FILTERED}.txt`],
    [
      'in the query too',
      '/reset/abcdef?next=/reset/abcdef',
      { token: 'abcdef' },
      `/reset/${FILTERED}?next=/reset/${FILTERED}`,
    ],
    ['harmless names', '/orders/12', { id: '12' }, '/orders/12'],
    ['a wildcard', '/secret/ab/cd', { secret: ['ab', 'cd'] }, `/secret/${FILTERED}/${FILTERED}`],
    ['excluded names', '/people/12345678', { national_id: '12345678' }, `/people/${FILTERED}`],
  ])('%s', (_, url, params, masked) => {
    const session = masker.begin();
    const secrets = session.pathSecrets(params);
    expect(session.url(url, secrets)).toBe(masked);
  });

  it('are remembered', () => {
    const session = masker.begin();
    session.pathSecrets({ token: 'abc<def>' });
    expect(session.maskEchoes('Cannot GET /reset/abc&lt;def&gt;')).toBe(`Cannot GET /reset/${FILTERED}`);
  });
});

describe('a URL that is a value', () => {
  it.each([
    'https://cdn.example.com/p/7.jpg?w=200&h=300&fit=crop',
    '/orders?q=two%20words+more&page=2&empty=&flag',
    'https://example.com/a?b=%C3%A4',
  ])('stays as it is, and costs little: %s', (url) => {
    const session = masker.begin();
    session.text(url);
    session.forget();
    expect(session.text(url)).toBe(url);
    expect(session.work.spent).toBeLessThan(1_500 + 10 * url.length);
  });

  it('is masked as the URL of a request is, however harmless it looks', () => {
    const pieces = fc.constantFrom(
      'a', 'token', 'password', 'x-y', '=', '&', '?', '/', '%3D', '%3A', '%26', '%70assword', '+', '%', ';', ':', '[', ']',
      '"', '{', '%7B', '%22', 'eyJhIjoxfQ', 'Bearer', '%20', '4111111111111111', 'AKIAIOSFODNN7EXAMPLE', '@', '1', 'pin', '#', '..',
    ); // prettier-ignore
    const url = fc.array(pieces, { maxLength: 12 }).map((parts) => `https://h/${parts.join('')}`);
    fc.assert(
      fc.property(
        url.filter((given) => masker.begin().url(given) !== given),
        (given) => {
          expect(masker.begin().text(given)).not.toBe(given);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
