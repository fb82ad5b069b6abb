import type { StoreDescription } from '../../port/activity-store.js';
import { holdCollections } from '../holds/hold-collections.js';
import { parkedTerm } from '../holds/parked-retention.js';
import { PARKED_SECONDS } from '../holds/parked-seconds.js';
import { missingAmong } from '../indexes/index-upkeep.js';
import { ATLAS_ERROR, AUTHENTICATION_FAILED, codeOf, NAMESPACE_NOT_FOUND } from '../errors/error-codes.js';
import { RETENTION_INDEX } from '../../port/indexes.js';
import type { Collection } from '../connection/collection-target.js';
import { takesSequences } from '../write/document-sequence.js';
import { DAY_SECONDS } from '../../../common/time.js';

const CREDENTIALS_REFUSED = new Set([AUTHENTICATION_FAILED, ATLAS_ERROR]);

interface StorageStats {
  count?: number;
  storageSize?: number;
  indexSizes?: Record<string, number>;
}

export async function describeCollection(collection: Collection, maxTimeMS: number): Promise<StoreDescription> {
  const [shards, indexes] = await Promise.all([
    ifAnswered(
      collection
        .aggregate<{ storageStats: StorageStats }>([{ $collStats: { storageStats: {} } }], { maxTimeMS })
        .toArray(),
    ),
    ifAnswered(collection.indexes()),
  ]);
  const stats = shards?.map(({ storageStats }) => storageStats);
  const sum = (of: (stats: StorageStats) => number | undefined) => stats?.reduce((all, one) => all + (of(one) ?? 0), 0);
  const ttl = indexes?.find(({ name }) => name === RETENTION_INDEX)?.expireAfterSeconds;
  const expiry = ttl === PARKED_SECONDS ? await termOf(collection) : ttl;
  return {
    collection: collection.namespace,
    ...(stats && { records: sum(({ count }) => count)!, bytes: sum(({ storageSize }) => storageSize)! }),
    ...(indexes && {
      indexes: indexes.map(({ name = '' }) => ({ name, bytes: sum(({ indexSizes }) => indexSizes?.[name]) ?? null })),
      missing_indexes: missingAmong(indexes).map(({ key }) => JSON.stringify(key)),
      retention_days: expiry === undefined ? null : expiry / DAY_SECONDS,
    }),
    inserts: takesSequences(collection) ? 'encoded' : 'documents',
  };
}

/** A collection that does not exist has nothing; a question that the server refuses leaves its answer unknown. */
function ifAnswered<T>(question: Promise<T[]>): Promise<T[] | undefined> {
  return question.catch((error: unknown) => {
    const code = codeOf(error);
    if (code === NAMESPACE_NOT_FOUND) return [];
    if (typeof code === 'number' && !CREDENTIALS_REFUSED.has(code)) return undefined;
    throw error;
  });
}

/** While a legal hold parks the index, records without a hold still expire by this term. */
function termOf(collection: Collection): Promise<number | undefined> {
  return parkedTerm(holdCollections(collection.db, collection.collectionName)).catch(() => undefined);
}
