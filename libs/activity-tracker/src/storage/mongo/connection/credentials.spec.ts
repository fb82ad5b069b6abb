import { describe, expect, it } from 'vitest';
import { causeWithoutCredentials, redactUri, withoutCredentials } from './credentials.js';

describe('redactUri', () => {
  it.each([
    ['mongodb://127.0.0.1:27017/logs', 'mongodb://127.0.0.1:27017/logs'],
    ['mongodb://ann@db:27017/logs', 'mongodb://ann:***@db:27017/logs'],
    ['mongodb://ann:s3cret@db1:27017,db2:27017/logs?w=1', 'mongodb://ann:***@db1:27017,db2:27017/logs?w=1'],
    ['mongodb+srv://ann:s3cret@cluster.example.net', 'mongodb+srv://ann:***@cluster.example.net'],
    ['mongodb://ann:s3@c/r?et@db/logs', 'mongodb://ann:***@db/logs'],
    ['mongodb://ann:s3:cret@db', 'mongodb://ann:***@db'],
    ['ann:s3cret@db', 'ann:***@db'],
    [
      'mongodb://db/?tls=true&tlsCertificateKeyFilePassword=s3cret',
      'mongodb://db/?tls=true&tlsCertificateKeyFilePassword=***',
    ],
    [
      'mongodb://db/?authMechanismProperties=AWS_SESSION_TOKEN:s3cret&w=1',
      'mongodb://db/?authMechanismProperties=***&w=1',
    ],
    ['mongodb://db/?proxyPassword=s3cret', 'mongodb://db/?proxyPassword=***'],
  ])('turns %s into %s', (uri, expected) => {
    expect(redactUri(uri)).toBe(expected);
  });
});

describe('withoutCredentials', () => {
  const uri = 'mongodb://ann:p%40ss-word@db/?proxyPassword=s3cret';

  it.each([
    ['connect ECONNREFUSED 127.0.0.1:1', 'connect ECONNREFUSED 127.0.0.1:1'],
    [`Invalid connection string "${uri}"`, 'Invalid connection string "mongodb://ann:***@db/?proxyPassword=***"'],
    ['raw p%40ss-word, decoded p@ss-word, option s3cret', 'raw ***, decoded ***, option ***'],
  ])('turns %s into %s', (text, expected) => {
    expect(withoutCredentials(text, uri)).toBe(expected);
  });

  it('finds a connection string other than its own', () => {
    expect(withoutCredentials('at mongodb://bob:s3cret@db/x', undefined)).toBe('at mongodb://***@db/x');
  });

  it('hands on a cause unless it quotes a secret', () => {
    const harmless = new Error('connect ECONNREFUSED');
    expect(causeWithoutCredentials(harmless, uri)).toBe(harmless);
    expect(causeWithoutCredentials(new Error('Invalid password p@ss-word'), uri)).toBeUndefined();
  });
});
