import { createHmac, generateKeyPairSync } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessTokenVerifier } from './access-token.js';
import { bearerToken } from './bearer-token.js';
import { JwtOptions } from './jwt.options.js';
import { Refusal, type UnidentifiedCause } from './refusal.js';

const secret = 'a secret of thirty-two characters';
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const verifier = (options: Partial<JwtOptions> = {}) =>
  new AccessTokenVerifier(Object.assign(new JwtOptions(), { secret, algorithms: ['HS256'] }, options), JwtService);
const sign = (payload: object, options: object = {}, key = secret) =>
  new JwtService({ secret: key }).sign(payload, options);
const base64url = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const forged = (header: object, payload: object, signature = '') =>
  `${base64url(header)}.${base64url(payload)}.${signature}`;

describe('bearerToken', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   abc', 'abc'],
    ['Bearer abc ', 'abc'],
    ['Bearer', undefined],
    ['Bearer ', undefined],
    ['Bearer a b', undefined],
    ['Basic abc', undefined],
    ['xBearer abc', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j → %j', (header, token) => expect(bearerToken(header)).toBe(token));
});

describe('AccessTokenVerifier', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each<[string, object, Partial<JwtOptions>, unknown]>([
    ['a number', { user_id: 7 }, {}, 7],
    ['zero', { user_id: 0 }, {}, 0],
    ['a string', { user_id: '7' }, {}, '7'],
    ['another claim', { uid: 'u1', sub: 'x' }, { userIdKey: 'uid' }, 'u1'],
    ['sub, by default', { sub: 'u1' }, {}, 'u1'],
    ['userId, by default', { userId: 7, id: 8 }, {}, 7],
    ['id, by default', { id: 8 }, {}, 8],
    ['user_id before sub, by default', { sub: 'u1', user_id: 7 }, {}, 7],
    ['the first of a list that is there', { uid: null, oid: 'o', sub: 'x' }, { userIdKey: ['uid', 'oid', 'sub'] }, 'o'],
    ['an access token', { user_id: 7, token_type: 'access' }, {}, 7],
    ['what accept() says', { user_id: 7, token_type: 'at+jwt' }, { accept: (p) => p.token_type === 'at+jwt' }, 7],
  ])('identifies the user of a token with %s', async (_, payload, options, id) => {
    expect(await verifier(options).verify(sign(payload))).toMatchObject({ userId: id });
  });

  it.each<[UnidentifiedCause, string, string | (() => string), Partial<JwtOptions>?]>([
    ['wrongType', 'a refresh token', () => sign({ user_id: 7, token_type: 'refresh' })],
    ['wrongType', 'a reset token', () => sign({ user_id: 7, token_type: 'reset' })],
    ['wrongType', 'what accept() refuses', () => sign({ user_id: 7 }), { accept: () => false }],
    ['noClaim', 'no id', () => sign({ name: 'x' })],
    ['noClaim', 'an id of null', () => sign({ user_id: null })],
    ['noClaim', 'no claim of the configured name', () => sign({ user_id: 7 }), { userIdKey: 'uid' }],
    ['unusableId', 'an id that is an operator', () => sign({ user_id: { $ne: null }, sub: 'x' })],
    ['unusableId', 'an id that is an array', () => sign({ user_id: [7] })],
    ['unusableId', 'an id that looks like BSON', () => sign({ user_id: { _bsontype: 'Long' } })],
    ['noClaim', 'an inherited id', () => sign({ x: 1 }), { userIdKey: 'constructor' }],
    ['badSignature', 'another key', () => sign({ user_id: 7 }, {}, 'another secret of thirty-two chars')],
    ['expired', 'expiry', () => sign({ user_id: 7 }, { expiresIn: -10 })],
    ['notYetValid', 'a beginning in the future', () => sign({ user_id: 7 }, { notBefore: 60 })],
    ['wrongIssuer', 'another issuer', () => sign({ user_id: 7 }, { issuer: 'them' }), { issuer: 'us' }],
    ['wrongAudience', 'another audience', () => sign({ user_id: 7 }, { audience: 'them' }), { audience: 'us' }],
    ['badSignature', 'an algorithm that is not listed', () => sign({ user_id: 7 }, { algorithm: 'HS512' })],
    ['badSignature', 'alg none', forged({ alg: 'none' }, { user_id: 7 })],
    ['badSignature', 'alg nOnE', forged({ alg: 'nOnE' }, { user_id: 7 })],
    ['badSignature', 'an empty signature', () => sign({ user_id: 7 }).replace(/[^.]*$/, '')],
    ['malformed', 'nonsense', 'abc'],
    ['malformed', 'two dots', '..'],
    ['malformed', 'a payload that is text', () => sign('7' as never)],
    ['malformed', 'a huge token', 'a'.repeat(10_000_000)],
  ])('refuses as %s a token with %s', async (cause, _, token, options) => {
    const verdict = await verifier(options).verify(typeof token === 'function' ? token() : token);
    expect(verdict).toBeInstanceOf(Refusal);
    expect(verdict).toMatchObject({ cause });
  });

  it('refuses an HS256 token signed with the public RSA key', async () => {
    const input = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ user_id: 7 })}`;
    const confused = `${input}.${createHmac('sha256', publicKey).update(input).digest('base64url')}`;
    const rsa = Object.assign(new JwtOptions(), { publicKey, algorithms: ['RS256'] });
    expect(await new AccessTokenVerifier(rsa, JwtService).verify(confused)).toMatchObject({ cause: 'badSignature' });

    const honest = new JwtService({ privateKey }).sign({ user_id: 7 }, { algorithm: 'RS256' });
    expect(await new AccessTokenVerifier(rsa, JwtService).verify(honest)).toMatchObject({ userId: 7 });
  });

  it.each<[string, Partial<JwtOptions>]>([
    ['text', { secret }],
    ['bytes', { secret: Buffer.from(secret) }],
    ['bytes that are no Buffer', { secret: new Uint8Array(Buffer.from(secret)) as Buffer }],
    ['text as a public key', { secret: undefined, publicKey: secret }],
  ])('accepts a secret as %s', async (_, options) => {
    expect(await verifier(options).verify(sign({ user_id: 7 }))).toMatchObject({ userId: 7 });
    expect(await verifier(options).verify(sign({ user_id: 7 }, {}, `${secret}!`))).toMatchObject({
      cause: 'badSignature',
    });
  });

  it.each([publicKey, Buffer.from(publicKey), privateKey])(
    'takes a public key as PEM, or as what it is part of',
    (key) => {
      const rsa = Object.assign(new JwtOptions(), { publicKey: key, algorithms: ['RS256'] });
      const token = new JwtService({ privateKey }).sign({ user_id: 7 }, { algorithm: 'RS256' });
      expect(new AccessTokenVerifier(rsa, JwtService).verify(token)).toMatchObject({ userId: 7 });
    },
  );

  it('refuses every token if the secret is empty', async () => {
    const input = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ user_id: 7 })}`;
    const token = `${input}.${createHmac('sha256', '').update(input).digest('base64url')}`;
    expect(await verifier({ secret: '' }).verify(token)).toMatchObject({ cause: 'badSignature' });
  });

  it('calls a key provider for each token, and refuses the token if it rejects', async () => {
    const provider = vi.fn(async () => secret);
    const tokens = verifier({ secret: undefined, secretOrKeyProvider: provider });
    const token = sign({ user_id: 7 }, { expiresIn: 60 });
    expect(await tokens.verify(token)).toMatchObject({ userId: 7 });
    expect(await tokens.verify(token)).toMatchObject({ userId: 7 });
    expect(provider).toHaveBeenCalledTimes(2);
    provider.mockRejectedValueOnce(new Error('no such key'));
    expect(await tokens.verify(token)).toMatchObject({ cause: 'keyProvider', detail: 'no such key' });
  });

  it.each<[UnidentifiedCause, string, Partial<JwtOptions>]>([
    ['keyProvider', 'a key provider that throws', { secretOrKeyProvider: () => { throw new Error('broken'); } }],
    ['keyProvider', 'a key provider without a key', { secretOrKeyProvider: () => undefined as never }],
    ['accept', 'an accept() that throws', { accept: () => { throw new Error('broken'); } }],
    ['accept', 'an accept() that throws, with a key provider', { secretOrKeyProvider: () => secret, accept: () => { throw new Error('broken'); } }],
  ])('refuses as %s: %s', async (cause, _, options) => {
    const key = options.secretOrKeyProvider ? { secret: undefined } : {};
    expect(await verifier({ ...key, ...options }).verify(sign({ user_id: 7 }))).toMatchObject({ cause });
  }); // prettier-ignore

  it('refuses the token after five seconds if the key provider hangs, so that no flush waits for it', async () => {
    const tokens = verifier({ secret: undefined, secretOrKeyProvider: () => new Promise(() => {}) as never });
    const answer = tokens.verify(sign({ user_id: 7 }));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await answer).toMatchObject({
      cause: 'keyProvider',
      detail: 'jwt.secretOrKeyProvider took longer than 5 s',
    });
  });

  it('refuses a cached header after its token has expired', async () => {
    const tokens = verifier();
    const header = `Bearer ${sign({ user_id: 7 }, { expiresIn: 60 })}`;
    for (const [later, found] of [
      [0, true],
      [59_000, true],
      [1_000, false],
    ] as const) {
      vi.advanceTimersByTime(later);
      expect(await tokens.verifyHeader(header)).toMatchObject(found ? { userId: 7 } : { cause: 'expired' });
    }
    expect(await tokens.verifyHeader('Basic abc')).toBeNull();
    expect(await tokens.verifyHeader(`Bearer ${'a'.repeat(10_000_000)}`)).toMatchObject({ cause: 'malformed' });
  });

  it('refuses a cached token after it has expired', async () => {
    const tokens = verifier();
    const token = sign({ user_id: 7 }, { expiresIn: 60 });
    expect(await tokens.verify(token)).toMatchObject({ userId: 7 });
    vi.advanceTimersByTime(59_000);
    expect(await tokens.verify(token)).toMatchObject({ userId: 7 });
    vi.advanceTimersByTime(1_000);
    expect(await tokens.verify(token)).toMatchObject({ cause: 'expired' });
  });
});
