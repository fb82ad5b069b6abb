import type { mongo } from 'mongoose';
import { companionOf } from '../connection/collection-names.js';
import type { ErasurePermit, ErasurePermits } from '../../port/erasure-permits.js';

const SHORT_MS = 10_000;

interface PermitDocument {
  _id: string;
  binding: string;
  expires: Date;
}

type PermitCollection = mongo.Collection<PermitDocument>;

export function permitCollection(db: mongo.Db, collectionName: string): PermitCollection {
  return db.collection(companionOf(collectionName, 'erasurePermits'), {
    readPreference: 'primary',
    writeConcern: { w: 'majority', wtimeoutMS: SHORT_MS },
  });
}

/** Erasure permits in a collection of the same database. Times use the server's clock, which all processes share. */
export class MongoPermits implements ErasurePermits {
  constructor(
    private readonly run: <T>(doing: string, work: (permits: PermitCollection) => Promise<T>) => Promise<T>,
  ) {}

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
