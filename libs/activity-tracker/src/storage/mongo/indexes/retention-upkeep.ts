import type { mongo } from 'mongoose';
import { createIndex, unlessRefused } from './create-index.js';
import { codeOf, NOT_AUTHORIZED } from '../errors/error-codes.js';
import { hasHolds, type HoldCollections, holdCollections } from '../holds/hold-collections.js';
import { alignRetention, rememberTerm } from '../holds/parked-retention.js';
import { PARKED_SECONDS } from '../holds/parked-seconds.js';
import { isWhole, listIndexes, RETENTION_KEY, secondsOf } from './index-listing.js';
import { RETENTION_INDEX, sameKey } from '../../port/indexes.js';
import type { Collection } from '../connection/collection-target.js';
import { DAY_SECONDS } from '../../../common/time.js';

interface RetentionUpkeepOptions {
  retentionDays: number | undefined;
  warn: (message: string) => void;
}

interface Retention {
  index: string;
  option: string;
}

const RETENTION_OF_RECORDS: Retention = { index: RETENTION_INDEX, option: 'storage.retentionDays' };

export async function keepRetention(
  collection: Collection,
  existing: mongo.IndexDescriptionInfo[],
  options: RetentionUpkeepOptions,
): Promise<void> {
  const expires = existing.some(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
  if (options.retentionDays === undefined && !expires) return;
  const collections = holdCollections(collection.db, collection.collectionName);
  const state = await retentionState(collections, options);
  if (state === undefined) return;
  if (state === 'parked') {
    await keepParked(collections, options);
    return;
  }
  await keepInForce(collection, await listIndexes(collection), options, RETENTION_OF_RECORDS);
  // A hold placed after the check above must park the index again.
  await alignRetention(collections, options.retentionDays);
}

async function retentionState(
  collections: HoldCollections,
  { retentionDays, warn }: RetentionUpkeepOptions,
): Promise<'parked' | 'in force' | undefined> {
  try {
    await hasHolds(collections);
  } catch (error) {
    if (codeOf(error) !== NOT_AUTHORIZED) throw error;
    if (retentionDays !== undefined)
      warn(
        `Missing privilege to read "${collections.holds.collectionName}": the retention of ` +
          `"${collections.records.collectionName}" is unchanged, because it could delete records under a legal hold. Grant the ` +
          'action "find" on it.',
      );
    return undefined;
  }
  return alignRetention(collections, retentionDays);
}

/** The sweeper uses a new term at once, the index after the last hold. */
async function keepParked(
  collections: HoldCollections,
  { retentionDays, warn }: RetentionUpkeepOptions,
): Promise<void> {
  if (retentionDays === undefined) return;
  const { records } = collections;
  const existing = await listIndexes(records);
  const ours = existing.find(({ name }) => name === RETENTION_INDEX);
  if (!ours && existing.some((index) => sameKey(index.key, RETENTION_KEY) && isWhole(index))) return;
  await rememberTerm(collections, { name: RETENTION_INDEX, seconds: secondsOf(retentionDays) });
  if (ours) return;
  const detail = { name: RETENTION_INDEX, expireAfterSeconds: PARKED_SECONDS };
  await createIndex(records, RETENTION_KEY, detail, 'deletes records after storage.retentionDays', warn);
}

export async function keepInForce(
  collection: Collection,
  existing: mongo.IndexDescriptionInfo[],
  { retentionDays, warn }: RetentionUpkeepOptions,
  { index, option }: Retention,
): Promise<void> {
  const ours = existing.find((found) => found.name === index);
  const name = `Index "${index}" of "${collection.collectionName}"`;
  if (retentionDays === undefined) {
    if (ours?.expireAfterSeconds === undefined) return;
    warn(
      `${name} still deletes records after ${ours.expireAfterSeconds / DAY_SECONDS} days, though ${option} ` +
        'is not set. Set it, or drop the index.',
    );
    return;
  }
  const expireAfterSeconds = secondsOf(retentionDays);
  if (!ours) {
    const standIn = existing.find((found) => sameKey(found.key, RETENTION_KEY) && isWhole(found));
    if (standIn?.expireAfterSeconds === expireAfterSeconds) return;
    const detail = { name: index, expireAfterSeconds };
    await createIndex(collection, RETENTION_KEY, detail, `deletes records after ${option}`, warn);
  } else if (!sameKey(ours.key, RETENTION_KEY)) {
    warn(`${name} exists as ${JSON.stringify(ours)}, so ${option} has no effect. Drop the index.`);
  } else if (ours.expireAfterSeconds !== expireAfterSeconds) {
    const change = { collMod: collection.collectionName, index: { name: index, expireAfterSeconds } };
    await unlessRefused(collection.db.command(change), (reason) =>
      warn(
        `${name} exists as ${JSON.stringify(ours)} and could not be changed to ${option}: ${reason}. Drop the index.`,
      ),
    );
  }
}
