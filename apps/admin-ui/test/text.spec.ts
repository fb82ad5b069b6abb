import { describe, expect, it } from 'vitest';
import type { Activity } from '../src/api/record-types';
import { countryCode, countryIn } from '../src/text/country';
import { curlOf } from '../src/text/curl';
import { differences } from '../src/text/difference';
import { pathText } from '../src/text/json-path';
import { isOmitted, markerOf } from '../src/text/marker';
import { safeLink } from '../src/text/safe-link';
import { visible, visiblePieces } from '../src/text/visible';
import { execFileSync } from 'node:child_process';

const record = (fields: Partial<Activity>): Activity => ({
  _id: 'a',
  user_id: 1,
  url_name: 'create',
  namespace: 'OrdersController',
  route: '/orders',
  url_path: '/orders',
  api: 'https://shop.example/orders',
  method: 'POST',
  status_code: 201,
  created_time: '2026-01-01T00:00:00.000Z',
  execution_time: 0.1,
  client_ip_address: null,
  country: null,
  outcome: 'completed',
  headers: {},
  body: null,
  ...fields,
});

describe('what cannot be seen is shown as an escape', () => {
  it.each([
    ['a\u202Eb', 'a\\u202eb'],
    ['\u2066x\u2069', '\\u2066x\\u2069'],
    ['zero\u200Bwidth', 'zero\\u200bwidth'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['line\nbreak\ttab\0', 'line\\nbreak\\ttab\\u0000'],
    ['\u2028\u2029\uFEFF', '\\u2028\\u2029\\ufeff'],
    ['\uD800 alone', '\\ud800 alone'],
    ['\u{E0041}tag', '\\u{e0041}tag'],
    ['soft\u00ADhyphen', 'soft\\u00adhyphen'],
    ['plain äöü 漢字 العربية 😀', 'plain äöü 漢字 العربية 😀'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(
      visiblePieces(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(shown);
  });
});

describe('links', () => {
  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    'http:evil',
    'file:///etc/passwd',
    'https://',
    'java\nscript:x',
  ])('no link: %j', (text) => expect(safeLink(text)).toBeUndefined());
  it.each(['https://shop.example/a?b=c', 'http://localhost:3000/'])('a link: %s', (text) =>
    expect(safeLink(text)).toBe(text),
  );
});

describe('cURL', () => {
  const run = (command: string) =>
    execFileSync('sh', ['-c', command.replace(/^curl/, "printf '%s\\0'")], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);

  it('gives the shell exactly what was sent, whatever is in it', () => {
    const nasty = `it's $(touch x) \`id\` "quoted" \\ \n !history ü`;
    const headers = {
      host: 'shop.example',
      'content-type': 'application/json',
      'x-note': nasty,
      cookie: ['a=1', 'b=2'],
      'content-length': '12',
    };
    expect(run(curlOf(record({ headers, body: { note: nasty } }), 'https://panel.example'))).toEqual([
      '--globoff',
      '--request',
      'POST',
      '--url',
      'https://shop.example/orders',
      '--header',
      'content-type: application/json',
      '--header',
      `x-note: ${nasty}`,
      '--header',
      'cookie: a=1',
      '--header',
      'cookie: b=2',
      '--data-raw',
      JSON.stringify({ note: nasty }),
    ]);
  });

  it.each([
    [{ api: '/orders', headers: { host: 'shop.example:8443' } }, 'https://shop.example:8443/orders'],
    [{ api: '/orders', headers: { host: 'evil/../x' } }, 'https://panel.example/orders'],
    [{ api: null, url_path: null }, 'https://panel.example/'],
    [{ api: '-o /etc/passwd' }, 'https://panel.example/-o /etc/passwd'],
  ])('finds an address: %j', (fields, url) =>
    expect(run(curlOf(record(fields), 'https://panel.example'))).toContain(url),
  );

  it('leaves out a body that was not kept', () => {
    expect(curlOf(record({ method: 'GET', body: { omitted: 'type', type: 'image/png', size: 9 } }), '')).not.toContain(
      '--data',
    );
  });
});

describe('the difference of two records', () => {
  it('is told by path, deep in the body', () => {
    const changes = differences(
      record({ body: { items: [{ id: 1, 'odd key': 1 }], gone: true } }),
      record({ _id: 'b', status_code: 500, body: { items: [{ id: 2, 'odd key': 1 }, { id: 3 }] } }),
    );
    expect(changes.map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual([
      'added body.items[1]',
      'changed body.items[0].id',
      'changed status_code',
      'removed body.gone',
    ]);
  });

  it('is nothing between equal records', () => expect(differences(record({}), record({ _id: 'b' }))).toEqual([]));
});

describe('paths', () => {
  it.each([
    [['body', 'items', 0, 'id'], 'body.items[0].id'],
    [['a b', '0', '__proto__'], '["a b"]["0"].__proto__'],
  ])('%j', (path, text) => expect(pathText(path)).toBe(text));
});

describe('markers', () => {
  it.each([
    ['***FILTERED***', { kind: 'masked' }],
    ['***TRUNCATED 12 more***', { kind: 'truncated', detail: '12 more' }],
    ['***BINARY 4096 bytes***', { kind: 'binary', bytes: 4096 }],
    ['***CIRCULAR***', { kind: 'unreadable' }],
    ['***something else***', undefined],
    ['FILTERED', undefined],
  ])('%s', (text, marker) => expect(markerOf(text)).toEqual(marker));

  it('a body that is not kept is told from one that looks alike', () => {
    expect(isOmitted({ omitted: 'type', type: null, size: 1 })).toBe(true);
    expect(isOmitted({ omitted: 'type', type: null, size: 1, more: 1 })).toBe(false);
    expect(isOmitted(null)).toBe(false);
  });
});

describe('countries', () => {
  it('have a code and a name in each language', () => {
    expect([countryCode('Germany'), countryCode('United States'), countryCode('Atlantis')]).toEqual([
      'DE',
      'US',
      undefined,
    ]);
    expect([countryIn('de', 'Germany'), countryIn('de', 'Atlantis')]).toEqual(['Deutschland', 'Atlantis']);
  });
});
