import type { IndexKey } from '../../port/activity-store.js';
import { codeOf, NOT_AUTHORIZED } from '../errors/error-codes.js';
import { listIndexes } from './index-listing.js';
import { sameKey } from '../../port/indexes.js';
import type { Collection } from '../connection/collection-target.js';

export async function createIndex(
  collection: Collection,
  key: IndexKey,
  detail: { name?: string; expireAfterSeconds?: number; partialFilterExpression?: Record<string, unknown> },
  purpose: string,
  warn: (message: string) => void,
): Promise<void> {
  await unlessRefused(collection.createIndex({ ...key }, detail), async (reason) => {
    const others = (await listIndexes(collection)).filter((index) => sameKey(index.key, key));
    const found = others.length > 0 ? ` Existing index: ${JSON.stringify(others)}. Drop it if it is not needed.` : '';
    warn(
      `Index ${JSON.stringify({ key, ...detail })} of "${collection.collectionName}", which ${purpose}, could not be ` +
        `created: ${reason}.${found}`,
    );
  });
}

/** Reports a server's refusal of this index; rethrows any other error, which concerns all indexes. */
export async function unlessRefused(
  work: Promise<unknown>,
  report: (reason: string) => void | Promise<void>,
): Promise<void> {
  try {
    await work;
  } catch (error) {
    const refused = error instanceof Error && error.name === 'MongoServerError' && codeOf(error) !== NOT_AUTHORIZED;
    if (!refused) throw error;
    await report(error.message);
  }
}
