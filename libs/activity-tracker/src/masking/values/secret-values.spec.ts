import { describe, expect, it } from 'vitest';
import { FILTERED } from './markers.js';
import { Masker } from '../masker.js';

const mask = (text: string) => new Masker().begin().text(text);

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjo3fQ.c2lnbmF0dXJlLW9mLXRva2Vu';
const BASIC = Buffer.from('jane:hunter22').toString('base64');
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\n-----END RSA PRIVATE KEY-----';
const UNSIGNED = Buffer.from('{"user":"jane","password":"hunter22"}').toString('base64url');

describe('secrets recognized by their own form', () => {
  it.each([
    ['a JWT', JWT, FILTERED],
    ['a JWT in text', `got ${JWT}, thanks`, `got ${FILTERED}, thanks`],
    ['a JWT at the end of a sentence', `It was ${JWT}.`, `It was ${FILTERED}.`],
    ['an unsecured JWT', 'eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjo3fQ.', FILTERED],
    ['base64 of JSON with a password', UNSIGNED, FILTERED],
    ['Bearer', 'Bearer abcdef', `Bearer ${FILTERED}`],
    ['bearer in text', 'sent bearer a1b2c3d4 twice', `sent bearer ${FILTERED} twice`],
    ['Bearer in quotes', 'header "Bearer a1b2c3d4"', `header "Bearer ${FILTERED}"`],
    ['Basic', `Basic ${BASIC}`, `Basic ${FILTERED}`],
    ['Basic in text', `used Basic ${BASIC} here`, `used Basic ${FILTERED} here`],
    ['a private key', PEM, FILTERED],
    ['a private key cut off', `x ${PEM.slice(0, 50)}`, `x ${FILTERED}`],
    ['password in a URL', 'mongodb://root:s3cr3t@db:27017/app', `mongodb://root:${FILTERED}@db:27017/app`],
    ['password with @ in a URL', 'see amqp://a:b@c@host now', `see amqp://a:${FILTERED}@host now`],
    ['password without a user', 'redis://:s3cr3t@cache', `redis://:${FILTERED}@cache`],
    ['AWS key id', 'key AKIAIOSFODNN7EXAMPLE used', `key ${FILTERED} used`],
    ['GitHub token', `x ghp_${'a1B2'.repeat(9)}`, `x ${FILTERED}`],
    ['GitHub token, fine-grained', `github_pat_${'a1B_'.repeat(6)}`, FILTERED],
    ['GitLab token', `glpat-${'a1B-'.repeat(5)}`, FILTERED],
    ['npm token', `npm_${'a1B2'.repeat(9)}`, FILTERED],
    ['Google key', `AIza${'a1B2-'.repeat(7)}`, FILTERED],
    ['SendGrid key', `SG.${'a1'.repeat(11)}.${'b'.repeat(43)}`, FILTERED],
    ['OpenAI key', `sk-proj-${'a1B2'.repeat(9)}`, FILTERED],
    ['webhook secret', `STRIPE whsec_${'a1B2'.repeat(8)} set`, `STRIPE ${FILTERED} set`],
    ['webhook secret in base64', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', FILTERED],
    ['Shopify token', `got shpat_${'a1B2'.repeat(8)}`, `got ${FILTERED}`],
    ['Shopify secret', `shpss_${'0f'.repeat(16)}`, FILTERED],
    ['DigitalOcean token', `dop_v1_${'0f'.repeat(32)}`, FILTERED],
    ['DigitalOcean refresh token', `x dor_v1_${'0f'.repeat(32)}.`, `x ${FILTERED}.`],
    ['Hugging Face token', `hf_${'aB'.repeat(17)}`, FILTERED],
    ['Slack token', 'xoxb-1234567890-abcdef', FILTERED],
    ['payment key', 'sk_live_4eC39HqLyjWDarjtT1', FILTERED],
    ['card', '4111111111111111', FILTERED],
    ['card, spaced', 'paid with 4111 1111 1111 1111.', `paid with ${FILTERED}.`],
    ['card, dashed', '5500-0000-0000-0004', FILTERED],
    ['card of 15 digits', '3782 822463 10005', FILTERED],
    ['card of 13 digits', 'card 4222222222222', `card ${FILTERED}`],
    ['card of 19 digits', '6304000000000000000', FILTERED],
    ['card after a number', '2 4111 1111 1111 1111', `2 ${FILTERED}`],
    ['two cards', '4111111111111111 5500000000000004', `${FILTERED} ${FILTERED}`],
    [
      'a card after a UUID',
      '550e8400-e29b-41d4-a716-446655440000 4111111111111111',
      `550e8400-e29b-41d4-a716-446655440000 ${FILTERED}`,
    ],
    ['card after a letter', 'card4111111111111111', `card${FILTERED}`],
  ])('%s', (_, text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each([
    ['prose', 'Bearer authentication required'],
    ['a plan', 'Basic plan'],
    ['a challenge', 'Bearer realm="api", error="invalid_request", authorization_uri="https://x"'],
    ['a name', 'heyJude.mp3'],
    ['a name of a model', 'hf_hub_download_of_one_model_file_v2'],
    ['a name of a table', `shpat_${'orders'.repeat(6)}`],
    ['a short hash behind a version', 'dop_v1_0f0f0f0f'],
    ['a name of a webhook', 'whsec_rotation'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
    ['a URL with a port', 'http://localhost:3000/a@b'],
    ['a paging cursor', Buffer.from('{"id":7,"created":"now"}').toString('base64url')],
    ['a time in milliseconds', '1700000000006'],
    ['sixteen digits, wrong checksum', '4111111111111112'],
    ['sixteen digits of no card network', '9999999999999995'],
    ['a UUID', '41111111-1111-1111-8111-111111111111'],
    ['a hexadecimal id', 'abcd4111111111111111beef'],
    ['a fraction', '0.4111111111111111'],
    ['a phone number', '+49 170 1234567'],
    ['an ISO date', '2024-01-15T10:00:00.000Z'],
  ])('%s is none', (_, text) => {
    expect(mask(text)).toBe(text);
  });

  it('a card number as a number', () => {
    expect(new Masker().begin().value([4111111111111111, 1700000000006])).toEqual([FILTERED, 1700000000006]);
  });
});

describe('names and values in free text', () => {
  it.each([
    ['a form', 'user=jane&password=hunter2&x=1', `user=jane&password=${FILTERED}&x=1`],
    ['a form with an encoded name', 'pass%77ord=hunter2', `pass%77ord=${FILTERED}`],
    ['a form with brackets', 'user[password]=hunter2&a=b', `user[password]=${FILTERED}&a=b`],
    ['a quoted value', `password: "hunter2", x`, `password: "${FILTERED}", x`],
    ['single quotes', `{ token: 'abc', id: 1 }`, `{ token: '${FILTERED}', id: 1 }`],
    [
      'a GraphQL literal',
      'mutation { login(user: "j", password: "x\\"y") { id } }',
      `mutation { login(user: "j", password: "${FILTERED}") { id } }`,
    ],
    ['JSON that does not parse', '{"a":1,"password":"hunter2"', `{"a":1,"password":"${FILTERED}"`],
    [
      'JSON in a message',
      'Unexpected token in {"password":"x"} at 3',
      `Unexpected token in {"password":"${FILTERED}"} at 3`,
    ],
    [
      'escaped JSON in a message',
      'bad {\\"password\\":\\"hunter2\\",\\"a\\":1}',
      `bad {\\"password\\":\\"${FILTERED}\\",\\"a\\":1}`,
    ],
    ['a value that does not end', 'x "secret":"abc', `x "secret":"${FILTERED}`],
    ['lines of JSON', '{"a":1}\n{"pin":1234}', `{"a":1}\n{"pin":${FILTERED}}`],
    ['JSON with the same key twice', '{"a":{"password":"x"},"a":1}', `{"a":{"password":"${FILTERED}"},"a":1}`],
    ['an object under a sensitive name', 'dump: credentials: {a: 1}', `dump: credentials: ${FILTERED}`],
    ['a header line', 'GET /\nCookie: a=1; b=2\nHost: x', `GET /\nCookie: ${FILTERED}\nHost: x`],
    ['a header in a command', `curl -H 'Authorization: Token abc def' x`, `curl -H 'Authorization: ${FILTERED}' x`],
    ['a number', 'your otp: 123456', `your otp: ${FILTERED}`],
    ['a hash rocket', `:password=>"x"`, `:password=>"${FILTERED}"`],
    ['spaces around', 'PASSWORD = hunter2', `PASSWORD = ${FILTERED}`],
  ])('%s', (_, text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each([
    'password: must be longer than 6 characters',
    'password must be longer than or equal to 6 characters',
    'mutation Login($password: String!) { login(password: $password) }',
    'author=jane&page=2',
    'password: null',
    'a::b == c',
    ':',
    '=====',
    'at 10:30, pin the note',
  ])('%s: stays', (text) => {
    expect(mask(text)).toBe(text);
  });

  it.each([
    ['separators', 'pin:'.repeat(16_000)],
    ['quotes', `":`.repeat(30_000)],
    ['token starts', 'eyJ-'.repeat(16_000)],
    ['schemes', 'basic '.repeat(10_000)],
    ['key starts', '-----BEGIN '.repeat(6_000)],
    ['digits', '4 '.repeat(30_000)],
    ['authorities', 'a://b:c'.repeat(9_000)],
    ['key prefixes', 'sk-'.repeat(20_000)],
    ['URLs in URLs', '/a?b='.repeat(13_000)],
    ['encoded URLs', `/a?b=${'%252F'.repeat(12_000)}`],
    ['backslashes', `pin=${'\\'.repeat(60_000)}"`],
    ['brackets', '['.repeat(60_000)],
    ['escaped quotes', `pin="${'\\"'.repeat(30_000)}`],
  ])('hostile %s take time in proportion to their length', (_, text) => {
    const started = process.cpuUsage();
    mask(text);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(500);
  });
});
