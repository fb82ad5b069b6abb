import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { mongo } from 'mongoose';
import { codeOf, DUPLICATE_KEY } from '../errors/error-codes.js';
import { type RollupCollections, type RollupState, SERVER_TIME, type ServerTime } from './rollup-collections.js';

const LEASE_MS = 60_000;
const RENEW_MS = LEASE_MS / 3;
const MAX_TIME_MS = 5_000;

/** Only an optimization: concurrent counts stay correct because of `counted_at`. */
export class Lease {
  readonly owner: string;
  private renewedAt = -Infinity;

  constructor(
    private readonly serverTime: ServerTime = SERVER_TIME,
    private readonly clock: () => number = () => performance.now(),
    owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
  ) {
    this.owner = owner;
  }

  async hold({ state }: Pick<RollupCollections, 'state'>): Promise<boolean> {
    const now = this.clock();
    if (now - this.renewedAt < RENEW_MS) return true;
    this.renewedAt = -Infinity;
    const serverNow = this.serverTime();
    const isFree = {
      $or: [{ $eq: ['$owner', this.owner] }, { $lt: [{ $ifNull: ['$until', new Date(0)] }, serverNow] }],
    };
    const until = { $add: [serverNow, LEASE_MS] };
    try {
      const lease = await state.findOneAndUpdate(
        { _id: 'lease' },
        [{ $set: { owner: { $cond: [isFree, this.owner, '$owner'] }, until: { $cond: [isFree, until, '$until'] } } }],
        { upsert: true, returnDocument: 'after', maxTimeMS: MAX_TIME_MS },
      );
      if (lease?.owner !== this.owner) return false;
    } catch (error) {
      // Another process created the lease at the same moment.
      if (codeOf(error) === DUPLICATE_KEY) return false;
      throw error;
    }
    this.renewedAt = now;
    return true;
  }

  async release({ state }: Pick<RollupCollections, 'state'>): Promise<void> {
    this.renewedAt = -Infinity;
    await state.updateOne(
      { _id: 'lease', owner: this.owner },
      { $set: { until: new Date(0) } },
      { maxTimeMS: MAX_TIME_MS },
    );
  }
}

/** A collection that keeps the document of a lease among others. */
export const asLease = <Document extends mongo.Document>(collection: mongo.Collection<Document>) => ({
  state: collection as unknown as mongo.Collection<RollupState>,
});
