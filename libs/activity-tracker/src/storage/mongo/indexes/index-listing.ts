import type { mongo } from 'mongoose';
import { codeOf, NAMESPACE_NOT_FOUND } from '../errors/error-codes.js';
import type { Collection } from '../connection/collection-target.js';
import { DAY_SECONDS } from '../../../common/time.js';

export const RETENTION_KEY = { created_time: 1 } as const;

export async function listIndexes(collection: Collection): Promise<mongo.IndexDescriptionInfo[]> {
  try {
    return await collection.indexes();
  } catch (error) {
    if (codeOf(error) === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}

/** True if the index covers every record in byte order: no filter, no collation. */
export const isWhole = (index: mongo.IndexDescriptionInfo): boolean =>
  !index.sparse && !index.hidden && index.partialFilterExpression === undefined && index.collation === undefined;

export const secondsOf = (days: number): number => Math.round(days * DAY_SECONDS);
