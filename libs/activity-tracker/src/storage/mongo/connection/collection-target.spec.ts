import type { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { assertUsableTarget } from './collection-target.js';

/** Answers as a mongos does; a cluster is more than a test can have. */
function cluster(
  key: object | Error | undefined,
  msg: string | null = 'isdbgrid',
  collections: { name: string; type: string; options?: object }[] = [{ name: 'activity_logs', type: 'collection' }],
): mongo.Db {
  const findOne = async ({ _id }: { _id: string }) => {
    if (key instanceof Error) throw key;
    return key && _id === 'shop.activity_logs' ? { _id, key } : null;
  };
  const client = {
    db: (name: string) => ({ collection: (of: string) => `${name}.${of}` === 'config.collections' && { findOne } }),
  };
  return {
    client,
    databaseName: 'shop',
    command: async () => ({ msg }),
    listCollections: ({ name: { $in: names } }: { name: { $in: string[] } }) => ({
      toArray: async () => collections.filter(({ name }) => names.includes(name)),
    }),
  } as unknown as mongo.Db;
}

async function warningsOf(db: mongo.Db): Promise<string[]> {
  const warnings: string[] = [];
  await assertUsableTarget(db, 'activity_logs', (message) => warnings.push(message));
  return warnings;
}

describe('a sharded collection', () => {
  it.each([[{ user_id: 'hashed', _id: 1 }], [{ created_time: 1 }]])(
    'by %j causes one warning with its key',
    async (key) =>
      expect(await warningsOf(cluster(key))).toEqual([
        expect.stringMatching(/"activity_logs" is sharded by \{.*\}.*stored twice if its chunk moved/s),
      ]),
  );

  it.each<[string, mongo.Db]>([
    ['by _id', cluster({ _id: 'hashed' })],
    ['that is not one', cluster(undefined)],
    ['that the user may not read', cluster(new Error('not authorized on config'))],
    ['on a standalone server', cluster({ user_id: 1 }, null)],
  ])('%s causes no warning', async (_, db) => expect(await warningsOf(db)).toEqual([]));
});

it('a collation of a collection next to the records causes a warning: holds and saved views compare ids in it', async () => {
  const options = { collation: { locale: 'en', strength: 2 } };
  const db = cluster(undefined, null, [{ name: 'activity_logs_holds', type: 'collection', options }]);
  expect(await warningsOf(db)).toEqual([
    '"activity_logs_holds" has a default collation (en), under which MongoDB takes different user ids for the same. ' +
      'Create it again without one.',
  ]);
});
