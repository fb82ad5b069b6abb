import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { InMemoryActivityStore } from './memory/in-memory.store.js';
import { MongoOptions, StorageOptions } from './storage.options.js';

const faults = (options: object): string[] =>
  validateSync(options, { whitelist: true, forbidNonWhitelisted: true }).map(({ property }) => property);
const uri = 'mongodb://127.0.0.1:27017';

describe('StorageOptions', () => {
  it('keeps records as documents, without end, by default', () => {
    const { retentionDays, bodyFormat, store } = new StorageOptions();
    expect({ retentionDays, bodyFormat, store }).toEqual({
      retentionDays: undefined,
      bodyFormat: 'document',
      store: undefined,
    });
  });

  it.each<[object, string[]]>([
    [{}, []],
    [{ retentionDays: 90 }, []],
    [{ retentionDays: 0.5 }, []],
    [{ retentionDays: 24_855 }, []],
    [{ retentionDays: 24_856 }, ['retentionDays']],
    [{ retentionDays: 0 }, ['retentionDays']],
    [{ retentionDays: -1 }, ['retentionDays']],
    [{ retentionDays: '90' }, ['retentionDays']],
    [{ retentionDays: NaN }, ['retentionDays']],
    [{ retentionDays: Infinity }, ['retentionDays']],
    [{ bodyFormat: 'text' }, []],
    [{ bodyFormat: 'json' }, ['bodyFormat']],
    [{ refuseBoot: 'misconfigured' }, []],
    [{ refuseBoot: 'unreachable' }, []],
    [{ refuseBoot: true }, ['refuseBoot']],
    [{ refuseBoot: 'always' }, ['refuseBoot']],
    [{ store: new InMemoryActivityStore() }, []],
    [{ store: { insert: () => {} } }, ['store']],
    [{ store: 'memory' }, ['store']],
    [{ retention: 90 }, ['retention']],
  ])('checks %j: %j', (options, expected) => {
    expect(faults(Object.assign(new StorageOptions(), options))).toEqual(expected);
  });
});

describe('MongoOptions', () => {
  it('names the collection activity_logs by default', () => {
    expect(new MongoOptions().collectionName).toBe('activity_logs');
  });

  it.each<[object, string[]]>([
    [{ uri }, []],
    [{ uri: 'mongodb+srv://user:p%40ss@cluster.example.net/logs?retryWrites=true' }, []],
    [{ connectionName: 'default' }, []],
    [{}, ['uri']],
    [{ uri: '' }, ['uri']],
    [{ uri: 'http://127.0.0.1' }, ['uri']],
    [{ uri: 'mongodb://ann:a/b@127.0.0.1' }, ['uri']],
    [{ uri: 'mongodb://127.0.0.1:port' }, ['uri']],
    [{ uri: 'mongodb://127.0.0.1/?nonsense=1' }, ['uri']],
    [{ uri: 'mongodb+srv://cluster.example.net:27017' }, ['uri']],
    [{ uri: '', connectionName: 'default' }, ['uri', 'connectionName']],
    [{ uri, connectionName: 'default' }, ['connectionName']],
    [{ connectionName: '' }, ['connectionName']],
    [{ uri, dbName: 'logs' }, []],
    [{ uri, dbName: '' }, ['dbName']],
    [{ uri, dbName: 'a.b' }, ['dbName']],
    [{ uri, collectionName: 'audit.activity' }, []],
    [{ uri, collectionName: '' }, ['collectionName']],
    [{ uri, collectionName: 'a$b' }, ['collectionName']],
    [{ uri, collectionName: 'a\0b' }, ['collectionName']],
    [{ uri, collectionName: 'system.users' }, ['collectionName']],
    [{ uri, collectionName: '.logs' }, ['collectionName']],
    [{ uri, collectionName: 'logs.' }, ['collectionName']],
    [{ uri, collectionName: 'a..b' }, ['collectionName']],
    [{ uri, collectionName: 'a'.repeat(175) }, []],
    [{ uri, collectionName: 'a'.repeat(176) }, ['collectionName']],
    [{ uri, collectionName: 'ä'.repeat(128) }, ['collectionName']],
    [{ uri, collectionName: 7 }, ['collectionName']],
  ])('checks %j: %j', (options, expected) => {
    expect(faults(Object.assign(new MongoOptions(), options))).toEqual(expected);
  });
});
