import type { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { assertUsableTarget } from './collection-target.js';

/** Answers as a mongos does; a cluster is more than a test can have. */
function cluster(key: object | Error | undefined, msg: string | null = 'isdbgrid'): mongo.Db {
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
    listCollections: () => ({ toArray: async () => [{ name: 'activity_logs', type: 'collection' }] }),
  } as unknown as mongo.Db;
}

async function warningsOf(db: mongo.Db): Promise<string[]> {
  const warnings: string[] = [];
  await assertUsableTarget(db, 'activity_logs', (message) => warnings.push(message));
  return warnings;
}

describe('a sharded collection', () => {
  it.each([[{ user_id: 'hashed', _id: 1 }], [{ created_time: 1 }]])(
    'by %j is warned of, once, with its key',
    async (key) =>
      expect(await warningsOf(cluster(key))).toEqual([
        expect.stringMatching(/"activity_logs" is sharded by \{.*\}.*while the same shard owns/s),
      ]),
  );

  it.each<[string, mongo.Db]>([
    ['by _id', cluster({ _id: 'hashed' })],
    ['that is not one', cluster(undefined)],
    ['of which the user may not know', cluster(new Error('not authorized on config'))],
    ['beside a server alone', cluster({ user_id: 1 }, null)],
  ])('%s is taken as it is', async (_, db) => expect(await warningsOf(db)).toEqual([]));
});
