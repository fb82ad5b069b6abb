import type { mongo } from 'mongoose';
import { companionOf } from '../connection/collection-names.js';
import { codeOf, NOT_AUTHORIZED } from '../errors/error-codes.js';
import type { ActivityUserId } from '../../../record/activity-log.js';
import type { LegalHold } from '../../port/legal-holds.js';
import type { RollupState } from '../rollups/rollup-collections.js';

const SHORT_MS = 10_000;

/** A document of the collection `<records>_holds`: a hold, the term of a parked TTL index, or the sweeper's lease. */
export interface HoldDocument extends Partial<LegalHold> {
  _id: string;
  /** Of a parked TTL index: the seconds after which it deleted, and will again. */
  seconds?: number;
}

export interface HoldCollections {
  records: mongo.Collection;
  holds: mongo.Collection<HoldDocument>;
}

/** Runs a piece of work on the collections, within a time; rejects with a StoreUnavailableError. */
export type WithHolds = <T>(
  doing: string,
  deadlineMs: number,
  work: (collections: HoldCollections) => Promise<T>,
) => Promise<T>;

/** The collection, in the database of the records. */
export function holdCollections(db: mongo.Db, collectionName: string): HoldCollections {
  // Whatever the connection string says: a hold must be seen by all as soon as it is placed, and survive a failover.
  const options = {
    readPreference: 'primary',
    writeConcern: { w: 'majority', wtimeoutMS: SHORT_MS },
  } as const;
  return {
    records: db.collection(collectionName, options),
    holds: db.collection(companionOf(collectionName, 'holds'), options),
  };
}

/** One hold for each person: `7` and `'7'` are one. */
export const holdId = (userId: ActivityUserId): string => `hold:${String(userId)}`;
export const termId = (indexName: string): string => `retention:${indexName}`;

/** What the lease of the statistics needs of its collection. */
export const leaseIn = ({ holds }: HoldCollections) => ({ state: holds as unknown as mongo.Collection<RollupState> });

const IS_HOLD = { _id: { $gte: 'hold:', $lt: 'hold;' } };
/** By the server's clock, which is one for all processes. */
const IN_FORCE = {
  ...IS_HOLD,
  $expr: { $or: [{ $eq: ['$until', null] }, { $gt: ['$until', '$$NOW'] }] },
};

export async function holdsInForce({ holds }: HoldCollections, of: { _id?: string } = {}): Promise<LegalHold[]> {
  const found = await holds
    .find({ $and: [IN_FORCE, of] }, { sort: { placed_at: 1, _id: 1 }, maxTimeMS: SHORT_MS, projection: { _id: 0 } })
    .toArray();
  return found.map(({ user_id, reason, until, placed_by, placed_at }) => ({
    user_id: user_id!,
    reason: reason!,
    until: until ?? null,
    placed_by: placed_by!,
    placed_at: placed_at!,
  }));
}

export async function hasHolds({ holds }: HoldCollections): Promise<boolean> {
  return (await holds.findOne(IN_FORCE, { projection: { _id: 1 }, maxTimeMS: SHORT_MS })) !== null;
}

/** Whether there is any, ended ones included; `denied` to a process that may not know, and so leaves them to others. */
export async function lookForHolds({ holds }: HoldCollections): Promise<'some' | 'none' | 'denied'> {
  try {
    return (await holds.findOne(IS_HOLD, { projection: { _id: 1 }, maxTimeMS: SHORT_MS })) ? 'some' : 'none';
  } catch (error) {
    if (codeOf(error) === NOT_AUTHORIZED) return 'denied';
    throw error;
  }
}

export async function removeEnded({ holds }: HoldCollections): Promise<void> {
  const isEnded = { until: { $type: 'date' as const }, $expr: { $lte: ['$until', '$$NOW'] } };
  await holds.deleteMany({ ...IS_HOLD, ...isEnded }, { maxTimeMS: SHORT_MS });
}
