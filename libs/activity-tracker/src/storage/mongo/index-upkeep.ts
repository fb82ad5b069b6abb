import type { mongo } from 'mongoose';
import type { IndexKey } from '../activity-store.js';
import { codeOf, NAMESPACE_NOT_FOUND, NOT_AUTHORIZED } from './error-codes.js';
import { type ActivityIndex, INDEXES, RETENTION_INDEX, sameKey } from './indexes.js';
import type { Collection } from './target.js';

const SECONDS_A_DAY = 86_400;
export const RETENTION_KEY = { created_time: 1 } as const;

/** What keeps the indexes in step with the options. */
export interface IndexUpkeepOptions {
  retentionDays: number | undefined;
  warn: (message: string) => void;
}

/**
 * Creates the indexes that are missing and brings the retention up to date. What somebody else defined otherwise is
 * reported and left as it is; nothing is dropped.
 */
export async function keepIndexes(collection: Collection, options: IndexUpkeepOptions): Promise<void> {
  try {
    const existing = await listIndexes(collection);
    for (const { key, serves, partialFilterExpression } of missingAmong(existing)) {
      const detail = partialFilterExpression ? { partialFilterExpression } : {};
      await createIndex(collection, key, detail, `serves ${serves}`, options.warn);
    }
    await keepRetention(collection, existing, options);
  } catch (error) {
    if (codeOf(error) !== NOT_AUTHORIZED) throw error;
    options.warn(
      `No right to list or create indexes on "${collection.collectionName}"; records are stored, but reading them grows ` +
        `slow${options.retentionDays === undefined ? '' : ' and none is deleted'}. Grant the right, or create: ${wantedIndexes(options)}.`,
    );
  }
}

async function keepRetention(
  collection: Collection,
  existing: mongo.IndexDescriptionInfo[],
  { retentionDays, warn }: IndexUpkeepOptions,
): Promise<void> {
  const ours = existing.find(({ name }) => name === RETENTION_INDEX);
  const name = `Index "${RETENTION_INDEX}" of "${collection.collectionName}"`;
  if (retentionDays === undefined) {
    if (ours?.expireAfterSeconds === undefined) return;
    warn(
      `${name} still deletes records after ${ours.expireAfterSeconds / SECONDS_A_DAY} days, though storage.retentionDays ` +
        'is not set. Set it, or drop the index.',
    );
    return;
  }
  const expireAfterSeconds = secondsOf(retentionDays);
  if (!ours) {
    const standIn = existing.find((index) => sameKey(index.key, RETENTION_KEY) && isWhole(index));
    if (standIn?.expireAfterSeconds === expireAfterSeconds) return;
    const detail = { name: RETENTION_INDEX, expireAfterSeconds };
    await createIndex(collection, RETENTION_KEY, detail, 'deletes records after storage.retentionDays', warn);
  } else if (!sameKey(ours.key, RETENTION_KEY)) {
    warn(`${name} exists as ${JSON.stringify(ours)}, so storage.retentionDays is not in force. Drop it.`);
  } else if (ours.expireAfterSeconds !== expireAfterSeconds) {
    const change = { collMod: collection.collectionName, index: { name: RETENTION_INDEX, expireAfterSeconds } };
    await unlessRefused(collection.db.command(change), (reason) =>
      warn(
        `${name} exists as ${JSON.stringify(ours)} and could not be changed to storage.retentionDays: ${reason}. Drop it.`,
      ),
    );
  }
}

async function createIndex(
  collection: Collection,
  key: IndexKey,
  detail: { name?: string; expireAfterSeconds?: number; partialFilterExpression?: Record<string, unknown> },
  purpose: string,
  warn: (message: string) => void,
): Promise<void> {
  await unlessRefused(collection.createIndex({ ...key }, detail), async (reason) => {
    const others = (await listIndexes(collection)).filter((index) => sameKey(index.key, key));
    const found = others.length > 0 ? ` There is ${JSON.stringify(others)}: drop it if nobody needs it.` : '';
    warn(
      `Index ${JSON.stringify({ key, ...detail })} of "${collection.collectionName}", which ${purpose}, could not be ` +
        `created: ${reason}.${found}`,
    );
  });
}

/** A server that answers and says no to this one index is reported; anything else concerns them all and is thrown. */
async function unlessRefused(work: Promise<unknown>, report: (reason: string) => void | Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const refused = error instanceof Error && error.name === 'MongoServerError' && codeOf(error) !== NOT_AUTHORIZED;
    if (!refused) throw error;
    await report(error.message);
  }
}

export async function listIndexes(collection: Collection): Promise<mongo.IndexDescriptionInfo[]> {
  try {
    return await collection.indexes();
  } catch (error) {
    if (codeOf(error) === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}

/** Those that queries count on, and that are not there. */
export function missingAmong(existing: readonly mongo.IndexDescriptionInfo[]): ActivityIndex[] {
  return INDEXES.filter(
    ({ key, partialFilterExpression }) =>
      !existing.some(
        (index) => sameKey(index.key, key) && (isWhole(index) || isPartial(index, partialFilterExpression)),
      ),
  );
}

/** Covers every record, in the order of its bytes: no filter, no collation. */
export const isWhole = (index: mongo.IndexDescriptionInfo): boolean =>
  !index.sparse && !index.hidden && index.partialFilterExpression === undefined && index.collation === undefined;

/** Covers every record that has a value. */
const isPartial = (index: mongo.IndexDescriptionInfo, expression: Record<string, unknown> | undefined): boolean =>
  expression !== undefined &&
  !index.hidden &&
  index.collation === undefined &&
  JSON.stringify(index.partialFilterExpression) === JSON.stringify(expression);

export const secondsOf = (days: number): number => Math.round(days * SECONDS_A_DAY);

function wantedIndexes({ retentionDays }: IndexUpkeepOptions): string {
  const wanted: object[] = INDEXES.map(({ key, partialFilterExpression }) =>
    partialFilterExpression ? { key, partialFilterExpression } : key,
  );
  if (retentionDays !== undefined) wanted.push({ key: RETENTION_KEY, expireAfterSeconds: secondsOf(retentionDays) });
  return wanted.map((index) => JSON.stringify(index)).join(', ');
}
