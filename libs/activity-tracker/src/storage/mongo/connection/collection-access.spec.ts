import { describe, expect, it } from 'vitest';
import { CollectionAccess } from './collection-access.js';
import type { Collection } from './collection-target.js';

/** A collection whose index commands end when the test says so. */
function interruptible(): { collection: Collection; interrupt(): void } {
  let reject!: (error: Error) => void;
  const promise = new Promise<never>((_resolve, refuse) => (reject = refuse));
  const listIndexes = { toArray: () => promise };
  const collection = { indexes: () => promise, createIndex: () => promise, listIndexes: () => listIndexes };
  return {
    collection: collection as unknown as Collection,
    interrupt: () => reject(new Error('Operation interrupted because client was closed')),
  };
}

describe('CollectionAccess.checkIndexes', () => {
  it.each([
    [
      'warns if the check fails while the store is open',
      false,
      [expect.stringContaining('Could not check the indexes')],
    ],
    ['does not warn if closing the store interrupts the check', true, []],
  ])('%s', async (_title, isClosed, expected) => {
    const warnings: string[] = [];
    const access = new CollectionAccess({
      uri: 'mongodb://127.0.0.1:1',
      collectionName: 'activity_logs',
      warn: (message) => warnings.push(message),
    });
    const { collection, interrupt } = interruptible();
    const check = access.checkIndexes(collection);
    if (isClosed) await access.close();
    interrupt();
    await expect(check).rejects.toThrow('creating indexes');
    await access.close();
    expect(warnings).toEqual(expected);
  });
});
