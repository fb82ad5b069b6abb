import { describe, expect, it } from 'vitest';
import type { ActivityTrackerOptions } from '../../activity-tracker.options.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { ActivityTrackerOptionsError, resolveOptions } from './resolve-options.js';

const jwt = { secret: 'top secret', algorithms: ['HS256' as const] };

function problems(options: unknown): string {
  try {
    resolveOptions(options as ActivityTrackerOptions);
  } catch (error) {
    if (error instanceof ActivityTrackerOptionsError) return error.message;
    throw error;
  }
  throw new Error('the options were accepted');
}

describe('resolveOptions', () => {
  it('everything has a default', () => {
    expect(resolveOptions({})).toMatchObject({
      database: false,
      signal: false,
      jwt: undefined,
      mongo: undefined,
      capture: { methods: [], pathType: 'ABSOLUTE', maxBodyBytes: 65_536, trackAnonymous: false },
      buffer: { maxSize: 50, interval: 10, maxBytes: 67_108_864, durability: 'memory' },
      storage: { bodyFormat: 'document' },
      history: { limit: 100, permission: 'activity_tracker.view_activity_log' },
    });
  });

  it('an option that is undefined was not given', () => {
    expect(resolveOptions({ buffer: { maxSize: undefined }, database: undefined, jwt: undefined })).toMatchObject({
      buffer: { maxSize: 50 },
      database: false,
    });
  });

  it('two apps share no defaults', () => {
    resolveOptions({}).capture.methods.push('GET');
    expect(resolveOptions({}).capture.methods).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      'the address of the database in place of its slice',
      { mongo: 'mongodb://app:s3cr3t@db/shop' },
      'mongo is (not shown)',
    ],
    ['the key of tokens in place of its slice', { jwt: 's3cr3t' }, 'jwt is (not shown)'],
    ['the key of the chain in place of its slice', { integrity: 's3cr3t' }, 'integrity is (not shown)'],
    ['an address in another option', { buffer: 'redis://app:s3/cr3t@cache' }, 'buffer is "redis://(not shown)@cache"'],
  ])('shows no secret of %s', (_name, options, shown) => {
    const error = problems(options);
    expect(error).toContain(shown);
    expect(error).not.toMatch(/s3|cr3t/);
  });

  it.each<[string, unknown, string[]]>([
    ['no object', undefined, ['must be an object', 'Return one from the factory']],
    ['a slice that is none', { buffer: 5 }, ['buffer is 5', 'must be an object']],
    ['null for a slice that holds secrets', { jwt: null }, ['jwt is null']],
    ['zero', { buffer: { maxSize: 0 } }, ['buffer.maxSize is 0', 'whole number from 1', 'the default, 50']],
    ['a text for a number', { buffer: { maxSize: '50' } }, ['buffer.maxSize is "50"', 'whole number']],
    ['a text for a boolean', { database: 'false' }, ['database is "false"', 'must be true or false']],
    ['NaN', { buffer: { interval: Number.NaN } }, ['buffer.interval is NaN', 'number of seconds']],
    ['Infinity', { buffer: { interval: Infinity } }, ['buffer.interval is Infinity']],
    [
      'an unknown option',
      { buffer: { batchsize: 5 } },
      ['buffer.batchsize is not an option', 'Did you mean buffer.maxSize?'],
    ],
    ['a misspelt option', { buffer: { intervall: 5 } }, ['Did you mean buffer.interval?']],
    ['a misspelt slice', { bufer: {} }, ['bufer is not an option', 'Did you mean buffer?']],
    ['a misspelt switch', { databse: true }, ['Did you mean database?']],
    ['nowhere to store', { database: true, jwt }, ['database is true', 'mongo: { uri, dbName }', 'storage: { store }']],
    ['no algorithms', { jwt: { secret: 'top secret' } }, ['jwt.algorithms is undefined', 'signature algorithms']],
    ['alg none', { jwt: { secret: 'top secret', algorithms: ['none'] } }, ['jwt.algorithms is ["none"]']],
    ['no key', { jwt: { algorithms: ['HS256'] } }, ['jwt has no key']],
    ['two keys', { jwt: { ...jwt, publicKey: 'x' } }, ['secret and publicKey', 'exactly one']],
    ['mixed algorithms', { jwt: { ...jwt, algorithms: ['HS256', 'RS256'] } }, ['mixes HS256 with RS256']],
    ['a secret for RSA', { jwt: { ...jwt, algorithms: ['RS256'] } }, ['need jwt.publicKey']],
    ['a public key for HMAC', { jwt: { publicKey: 'x', algorithms: ['HS256'] } }, ['need jwt.secret']],
    ['a payload key that is a field', { jwt: { ...jwt, payloadKeys: ['body'] } }, ['jwt.payloadKeys holds "body"']],
    [
      'a payload key that is a field, of resolveUser',
      { payloadKeys: [{ body: 'body' }] },
      ['payloadKeys holds "body"', '{ "body": "claim_body" }'],
    ],
    ['a payload key with a dot', { jwt: { ...jwt, payloadKeys: ['https://x.example/c'] } }, ['{ claim: field }']],
    ['a payload field with a dot', { payloadKeys: [{ company: 'a.b' }] }, ['payloadKeys is [{"company":"a.b"}]']],
    [
      'two claims in one field',
      { jwt: { ...jwt, payloadKeys: ['team'] }, payloadKeys: [{ group: 'team' }] },
      ['payloadKeys stores two claims in "team"'],
    ],
    ['a payload key that is an operator', { jwt: { ...jwt, payloadKeys: ['$where'] } }, ['jwt.payloadKeys', '"$"']],
    ['a method in small letters', { capture: { methods: ['get'] } }, ['capture.methods is ["get"]', 'in capitals']],
    ['an unknown form of URL', { capture: { pathType: 'FULL' } }, ['capture.pathType is "FULL"', 'FULL_PATH']],
    [
      'a body limit beyond what a document holds',
      { capture: { maxBodyBytes: 20_000_000 } },
      ['capture.maxBodyBytes is 20000000', '4,194,304'],
    ],
    ['removing _id', { masking: { removeKeys: ['_id'] } }, ['masking.removeKeys', '_id']],
    ['a store without methods', { storage: { store: {} } }, ['storage.store is {}', 'insert']],
    ['retention of nothing', { storage: { retentionDays: 0 } }, ['storage.retentionDays is 0', 'number of days']],
    ['neither uri nor connection', { mongo: {} }, ['mongo.uri']],
    ['a wrong uri', { mongo: { uri: 'localhost' } }, ['mongo.uri', 'mongodb://']],
    ['a resolveUser that is none', { resolveUser: 'me' }, ['resolveUser is "me"', 'a function']],
    ['a limit of zero', { history: { limit: 0 } }, ['history.limit is 0']],
    ['a durability that is not there', { buffer: { durability: 'paper' } }, ['buffer.durability is "paper"']],
  ])('%s stops the boot', (_, options, parts) => {
    const message = problems(options);
    for (const part of parts) expect(message).toContain(part);
  });

  it('says all that is wrong at once', () => {
    expect(problems({ buffer: { maxSize: 0, interval: -1 }, database: 1 }).match(/\n {2}- /g)).toHaveLength(3);
  });

  it('shows patterns in a list as they are written', () => {
    expect(problems({ masking: { keepKeys: [/pass/i] } })).toContain('masking.keepKeys is ["/pass/i"]');
  });

  it('shows no secret', () => {
    expect(
      problems({ jwt: { secret: 12345678, algorithms: [] }, mongo: { uri: 'postgres://me:hunter22@host' } }),
    ).not.toMatch(/12345678|hunter22/);
  });

  it('takes a store, functions and patterns as they are', () => {
    const store = new InMemoryActivityStore();
    const resolveUser = () => 1;
    const pattern = /card/i;
    const resolved = resolveOptions({
      database: true,
      storage: { store },
      resolveUser,
      masking: { excludeKeys: [pattern] },
    });
    expect(resolved.storage.store).toBe(store);
    expect(resolved.resolveUser).toBe(resolveUser);
    expect(resolved.masking.excludeKeys[0]).toBe(pattern);
  });
});
