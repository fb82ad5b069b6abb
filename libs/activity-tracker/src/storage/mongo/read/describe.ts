import type { StoreDescription } from '../../port/activity-store.js';
import { holdCollections } from '../holds/hold-collections.js';
import { parkedTerm } from '../holds/parked-retention.js';
import { PARKED_SECONDS } from '../holds/parked-seconds.js';
import { missingAmong } from '../indexes/index-upkeep.js';
import { RETENTION_INDEX } from '../../port/indexes.js';
import type { Collection } from '../connection/collection-target.js';
import { takesSequences } from '../write/document-sequence.js';
import { DAY_SECONDS } from '../../../common/time.js';

interface StorageStats {
  count?: number;
  storageSize?: number;
  indexSizes?: Record<string, number>;
}

export async function describeCollection(collection: Collection, maxTimeMS: number): Promise<StoreDescription> {
  const [shards, indexes] = await Promise.all([
    collection
      .aggregate<{ storageStats: StorageStats }>([{ $collStats: { storageStats: {} } }], { maxTimeMS })
      .toArray()
      .catch(() => []),
    collection.indexes().catch(() => []),
  ]);
  const stats = shards.map(({ storageStats }) => storageStats);
  const sum = (of: (stats: StorageStats) => number | undefined) => stats.reduce((all, one) => all + (of(one) ?? 0), 0);
  const ttl = indexes.find(({ name }) => name === RETENTION_INDEX)?.expireAfterSeconds;
  const expiry = ttl === PARKED_SECONDS ? await termOf(collection) : ttl;
  return {
    collection: collection.namespace,
    records: sum(({ count }) => count),
    bytes: sum(({ storageSize }) => storageSize),
    indexes: indexes.map(({ name = '' }) => ({ name, bytes: sum(({ indexSizes }) => indexSizes?.[name]) })),
    missing_indexes: missingAmong(indexes).map(({ key }) => JSON.stringify(key)),
    retention_days: expiry === undefined ? null : expiry / DAY_SECONDS,
    inserts: takesSequences(collection) ? 'encoded' : 'documents',
  };
}

/** While a legal hold parks the index, records without a hold still expire by this term. */
function termOf(collection: Collection): Promise<number | undefined> {
  return parkedTerm(holdCollections(collection.db, collection.collectionName)).catch(() => undefined);
}
