import { generateKeyPairSync } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { ActivityTrackerModule, type ActivityTrackerOptions } from 'nestjs-activity-tracker';
import {
  ActivityTrackerOptionsError,
  resolveOptions,
} from '../../libs/activity-tracker/src/module/options/resolve-options.js';
import { Masker } from '../../libs/activity-tracker/src/masking/masker.js';

const jwt = { secret: 'top secret', algorithms: ['HS256' as const] };
const PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' });

function problems(options: unknown): string {
  try {
    resolveOptions(options as ActivityTrackerOptions);
    return '';
  } catch (error) {
    if (error instanceof ActivityTrackerOptionsError) return error.message;
    throw error;
  }
}

/** Of each kind something that is a mistake for every option of that kind. */
const NEVER = [null, Number.NaN, Infinity, -1, '', {}, [''], [null], [[]], true, new Date(), 10n, Symbol('x')];
const OPTIONS: [string, Record<string, unknown>?][] = [
  ['jwt.secret'],
  ['jwt.publicKey', { secret: undefined, algorithms: ['ES256'] }],
  ['jwt.secretOrKeyProvider', { secret: undefined }],
  ['jwt.algorithms'],
  ['jwt.issuer'],
  ['jwt.audience'],
  ['jwt.clockTolerance'],
  ['jwt.userIdKey'],
  ['jwt.payloadKeys'],
  ['jwt.loginResponseKey'],
  ['jwt.from'],
  ['jwt.accept'],
  ['capture.methods'],
  ['capture.skipNamespaces'],
  ['capture.skipUrlNames'],
  ['capture.trackAnonymousUrlNames'],
  ['capture.pathType'],
  ['capture.allowedHosts'],
  ['capture.maxBodyBytes'],
  ['capture.traceHeader'],
  ['geo.database'],
  ['masking.excludeKeys'],
  ['masking.removeKeys'],
  ['masking.keepKeys'],
  ['buffer.maxSize'],
  ['buffer.interval'],
  ['buffer.maxBytes'],
  ['buffer.durability'],
  ['buffer.spoolDirectory'],
  ['buffer.maxSpoolBytes'],
  ['buffer.whenSpoolIsFull'],
  ['buffer.syncInterval'],
  ['mongo.uri'],
  ['mongo.connectionName', { uri: undefined }],
  ['mongo.dbName'],
  ['mongo.collectionName'],
  ['storage.retentionDays'],
  ['storage.bodyFormat'],
  ['storage.refuseBoot'],
  ['storage.store'],
  ['history.limit'],
  ['history.maxConcurrent'],
  ['history.hiddenUrlNames'],
  ['history.permission'],
  ['history.hasPermission'],
];
const BASE: Record<string, object> = { jwt, mongo: { uri: 'mongodb://127.0.0.1' } };

describe('invalid options', () => {
  it.each(OPTIONS)('%s rejects values of other types by name', (path, others = {}) => {
    const [slice, name] = path.split('.') as [string, string];
    const accepted = NEVER.filter(
      (value) => !problems({ [slice]: { ...BASE[slice], ...others, [name]: value } }).includes(`- ${path} `),
    );
    expect(accepted).toEqual([]);
  });

  it.each(['trackAnonymous', 'responseHeaders', 'anonymizeIp', 'globalInterceptor'])(
    'capture.%s takes true and false alone',
    (name) => {
      for (const value of NEVER.filter((value) => value !== true).concat('false', 1))
        expect(problems({ capture: { [name]: value } })).toContain(`- capture.${name} is `);
    },
  );

  it('capture.signIns accepts only an object of body fields', () => {
    for (const value of [
      null,
      'login',
      ['login'],
      new Date(),
      { login: '' },
      { login: 7 },
      { '': 'email' },
      { login: ['email'] },
    ])
      expect(problems({ capture: { signIns: value } })).toContain('- capture.signIns is ');
  });

  it.each(['database', 'signal', 'resolveUser', 'jwt', 'capture', 'buffer', 'history'])(
    '%s takes no text, number or null',
    (name) => {
      for (const value of ['true', 1, 0, null]) expect(problems({ [name]: value })).toContain(`- ${name} is `);
    },
  );

  it.each<[string, unknown, string[]]>([
    ['a secret of no bytes', { jwt: { ...jwt, secret: Buffer.alloc(0) } }, ['jwt.secret', 'not empty']],
    ['a list of issuers without any', { jwt: { ...jwt, issuer: [] } }, ['jwt.issuer', 'none of them empty']],
    [
      'a buffer that no long body fits into',
      { buffer: { maxBytes: 65_536 }, capture: { maxBodyBytes: 65_537 } },
      ['buffer.maxBytes is 65536', 'capture.maxBodyBytes, 65537', 'Raise'],
    ],
    ['a durability that is none', { buffer: { durability: 'paper' } }, ["must be 'memory', 'spill' or 'journal'"]],
    [
      'a durability that needs a directory',
      { buffer: { durability: 'spill' } },
      ['buffer.durability is "spill"', 'buffer.spoolDirectory is missing', 'Give the path of a directory'],
    ],
    [
      'a public key that is none',
      { jwt: { publicKey: 'mykey', algorithms: ['RS256'] } },
      ['jwt.publicKey', 'PEM', 'BEGIN'],
    ],
    [
      'a secret in a connection string of the wrong kind',
      { mongo: { uri: 'mysql://ada:hunter22@host' } },
      ['mongo.uri is (not shown)'],
    ],
  ])('%s stops the boot', (_, options, parts) => {
    const message = problems(options);
    for (const part of parts) expect(message).toContain(part);
    expect(message).not.toMatch(/hunter22|mykey/);
  });

  it.each<[string, unknown]>([
    ['a Buffer for a secret', { jwt: { ...jwt, secret: Buffer.from('top secret') } }],
    ['a public key', { jwt: { publicKey: PEM, algorithms: ['ES256'] } }],
    ['several audiences', { jwt: { ...jwt, audience: ['a', 'b'], issuer: 'us' } }],
    ['options that are undefined', { jwt: { ...jwt, issuer: undefined }, mongo: undefined, resolveUser: undefined }],
  ])('accepts %s', (_, options) => expect(problems(options)).toBe(''));

  it.each(['decodeOnly', 'decode', 'ignoreExpiration', 'verify'])(
    'there is no jwt.%s, nor any other way to believe a token unverified',
    (name) => expect(problems({ jwt: { ...jwt, [name]: true } })).toContain(`jwt.${name} is not an option.`),
  );

  it('has no option that decodes tokens without verification', () => {
    expect(problems({ identity: 'decodeOnly', jwt })).toContain('identity is not an option.');
  });

  it('keeps the defaults for an empty list of keys', () => {
    const { masking } = resolveOptions({ masking: { excludeKeys: [] } });
    expect(new Masker(masking).begin().value({ password: 'x', refresh: 'y', a: 1 })).toEqual({
      password: '***FILTERED***',
      refresh: '***FILTERED***',
      a: 1,
    });
  });

  it.each<[string, () => unknown, string]>([
    ['throws', () => { throw new Error('the vault is shut'); }, 'the vault is shut'],
    ['rejects', async () => { throw new Error('the vault is shut'); }, 'the vault is shut'],
    ['returns nothing', () => undefined, 'the options are undefined: must be an object. Return one from the factory.'],
    ['returns text', async () => 'options', 'the options are options: must be an object'],
    ['returns what is wrong', () => ({ history: { limit: 0 } }), 'history.limit is 0'],
  ])('stops the boot and reports the cause if a factory %s', async (_, useFactory, message) => {
    @Module({ imports: [ActivityTrackerModule.forRootAsync({ useFactory: useFactory as () => ActivityTrackerOptions })] })
    class App {}
    await expect(NestFactory.create(App, { logger: false, abortOnError: false })).rejects.toThrow(message);
  }); // prettier-ignore
});
