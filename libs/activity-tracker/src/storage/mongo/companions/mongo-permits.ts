import type { ErasurePermit, ErasurePermits } from '../../port/erasure-permits.js';
import { companion, SHORT_MS, type WithCompanion } from './companion.js';

interface PermitDocument {
  _id: string;
  binding: string;
  expires: Date;
}

export const permitCollection = companion<PermitDocument>('erasurePermits');

/** Erasure permits in a collection of the same database. Times use the server's clock, which all processes share. */
export class MongoPermits implements ErasurePermits {
  constructor(private readonly run: WithCompanion<PermitDocument>) {}

  issue({ id, binding }: ErasurePermit, validMs: number): Promise<void> {
    return this.run('issuing an erasure permit', async (permits) => {
      await permits.deleteMany({ $expr: { $lte: ['$expires', '$$NOW'] } }, { maxTimeMS: SHORT_MS });
      await permits.updateOne(
        { _id: id },
        [{ $set: { binding: { $literal: binding }, expires: { $add: ['$$NOW', validMs] } } }],
        { upsert: true, maxTimeMS: SHORT_MS },
      );
    });
  }

  redeem({ id, binding }: ErasurePermit): Promise<boolean> {
    return this.run('redeeming an erasure permit', async (permits) => {
      const valid = { _id: id, binding, $expr: { $gt: ['$expires', '$$NOW'] } };
      const { deletedCount } = await permits.deleteOne(valid, { maxTimeMS: SHORT_MS });
      return deletedCount === 1;
    });
  }
}
