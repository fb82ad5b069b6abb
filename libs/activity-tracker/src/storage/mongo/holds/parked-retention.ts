import type { mongo } from 'mongoose';
import { listIndexes, RETENTION_KEY, secondsOf } from '../indexes/index-listing.js';
import { RETENTION_INDEX, sameKey } from '../../port/indexes.js';
import { hasHolds, type HoldCollections, termId } from './hold-collections.js';
import { PARKED_SECONDS } from './parked-seconds.js';

/** Other processes may place or lift holds between check and change: number of attempts. */
const LOOKS = 5;
const SHORT_MS = 10_000;

interface TtlIndex {
  name: string;
  seconds: number;
}

/**
 * A TTL index cannot except documents, so it is parked while a hold is in force, and the sweeper deletes instead.
 * Holds are read again after each change, so the last process to change sees them all.
 */
export async function alignRetention(
  collections: HoldCollections,
  retentionDays: number | undefined,
): Promise<'parked' | 'in force'> {
  for (let look = 1; ; look++) {
    const isHeld = await hasHolds(collections);
    const changed = await (isHeld ? park(collections) : unpark(collections, retentionDays));
    if (!changed || look === LOOKS) return isHeld ? 'parked' : 'in force';
  }
}

export async function parkedTerm({ holds, records }: HoldCollections): Promise<number | undefined> {
  const parked = (await ttlIndexes(records)).filter(({ seconds }) => seconds === PARKED_SECONDS);
  const terms = await holds
    .find({ _id: { $in: parked.map(({ name }) => termId(name)) } }, { maxTimeMS: SHORT_MS })
    .toArray();
  const known = terms.flatMap(({ seconds }) => seconds ?? []);
  return known.length === 0 ? undefined : Math.min(...known);
}

export async function rememberTerm({ holds }: HoldCollections, { name, seconds }: TtlIndex): Promise<void> {
  await holds.updateOne({ _id: termId(name) }, { $set: { seconds } }, { upsert: true, maxTimeMS: SHORT_MS });
}

async function park(collections: HoldCollections): Promise<boolean> {
  const live = (await ttlIndexes(collections.records)).filter(({ seconds }) => seconds !== PARKED_SECONDS);
  for (const index of live) {
    await rememberTerm(collections, index);
    await setSeconds(collections.records, index.name, PARKED_SECONDS);
  }
  return live.length > 0;
}

async function unpark(collections: HoldCollections, retentionDays: number | undefined): Promise<boolean> {
  let changed = false;
  for (const { name, seconds } of await ttlIndexes(collections.records)) {
    if (seconds !== PARKED_SECONDS) continue;
    const isOurs = name === RETENTION_INDEX && retentionDays !== undefined;
    const term = isOurs
      ? secondsOf(retentionDays)
      : (await collections.holds.findOne({ _id: termId(name) }, { maxTimeMS: SHORT_MS }))?.seconds;
    if (term === undefined) continue;
    await setSeconds(collections.records, name, term);
    changed = true;
  }
  return changed;
}

async function ttlIndexes(records: mongo.Collection): Promise<TtlIndex[]> {
  return (await listIndexes(records)).flatMap(({ key, name, expireAfterSeconds: seconds }) =>
    sameKey(key, RETENTION_KEY) && name !== undefined && seconds !== undefined ? [{ name, seconds }] : [],
  );
}

async function setSeconds(records: mongo.Collection, name: string, expireAfterSeconds: number): Promise<void> {
  await records.db.command({ collMod: records.collectionName, index: { name, expireAfterSeconds } });
}
