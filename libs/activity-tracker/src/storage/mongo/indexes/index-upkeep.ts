import type { mongo } from 'mongoose';
import { createIndex } from './create-index.js';
import { codeOf, NOT_AUTHORIZED } from '../errors/error-codes.js';
import { isWhole, listIndexes, RETENTION_KEY, secondsOf } from './index-listing.js';
import { type ActivityIndex, INDEXES, sameKey } from '../../port/indexes.js';
import { keepRetention } from './retention-upkeep.js';
import type { Collection } from '../connection/collection-target.js';

export interface IndexUpkeepOptions {
  indexes?: readonly ActivityIndex[];
  keepTerm?: typeof keepRetention;
  retentionDays: number | undefined;
  warn: (message: string) => void;
}

/** Indexes that differ from the definition are reported and left; none is dropped. */
export async function keepIndexes(collection: Collection, options: IndexUpkeepOptions): Promise<void> {
  try {
    const existing = await listIndexes(collection);
    for (const { key, serves, partialFilterExpression } of missingAmong(existing, options.indexes)) {
      const detail = partialFilterExpression ? { partialFilterExpression } : {};
      await createIndex(collection, key, detail, `serves ${serves}`, options.warn);
    }
    await (options.keepTerm ?? keepRetention)(collection, existing, options);
  } catch (error) {
    if (codeOf(error) !== NOT_AUTHORIZED) throw error;
    options.warn(
      `Missing privilege to list or create indexes on "${collection.collectionName}": records are stored, but queries will ` +
        `be slow${options.retentionDays === undefined ? '' : ' and retention is off'}. Grant the privilege, or create: ${wantedIndexes(options)}.`,
    );
  }
}

export function missingAmong(
  existing: readonly mongo.IndexDescriptionInfo[],
  wanted: readonly ActivityIndex[] = INDEXES,
): ActivityIndex[] {
  return wanted.filter(
    ({ key, partialFilterExpression }) =>
      !existing.some(
        (index) => sameKey(index.key, key) && (isWhole(index) || isPartial(index, partialFilterExpression)),
      ),
  );
}

const isPartial = (index: mongo.IndexDescriptionInfo, expression: Record<string, unknown> | undefined): boolean =>
  expression !== undefined &&
  !index.hidden &&
  index.collation === undefined &&
  JSON.stringify(index.partialFilterExpression) === JSON.stringify(expression);

function wantedIndexes({ retentionDays, indexes = INDEXES }: IndexUpkeepOptions): string {
  const wanted: object[] = indexes.map(({ key, partialFilterExpression }) =>
    partialFilterExpression ? { key, partialFilterExpression } : key,
  );
  if (retentionDays !== undefined) wanted.push({ key: RETENTION_KEY, expireAfterSeconds: secondsOf(retentionDays) });
  return wanted.map((index) => JSON.stringify(index)).join(', ');
}
