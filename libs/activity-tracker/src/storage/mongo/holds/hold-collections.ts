import type { mongo } from 'mongoose';
import { companion, ONE_ORDER, SHORT_MS } from '../companions/companion.js';
import { codeOf, NOT_AUTHORIZED } from '../errors/error-codes.js';
import type { ActivityUserId } from '../../../record/activity-log.js';
import type { LegalHold } from '../../port/legal-holds.js';
import type { RollupState } from '../rollups/rollup-collections.js';

export interface HoldDocument extends Partial<LegalHold> {
  _id: string;
  /** Original term in seconds of a parked TTL index. */
  seconds?: number;
}

export interface HoldCollections {
  records: mongo.Collection;
  holds: mongo.Collection<HoldDocument>;
}

const holdsOf = companion<HoldDocument>('holds');

export type WithHolds = <T>(
  doing: string,
  deadlineMs: number,
  work: (collections: HoldCollections) => Promise<T>,
) => Promise<T>;

export function holdCollections(db: mongo.Db, collectionName: string): HoldCollections {
  return { records: db.collection(collectionName, ONE_ORDER), holds: holdsOf(db, collectionName) };
}

/** One hold for each person: `7` and `'7'` are the same. */
export const holdId = (userId: ActivityUserId): string => `hold:${String(userId)}`;
export const termId = (indexName: string): string => `retention:${indexName}`;

export const leaseIn = ({ holds }: HoldCollections) => ({ state: holds as unknown as mongo.Collection<RollupState> });

const IS_HOLD = { _id: { $gte: 'hold:', $lt: 'hold;' } };
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

/** Ended holds included; `denied` without privilege to read them, so that another process does the work. */
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
