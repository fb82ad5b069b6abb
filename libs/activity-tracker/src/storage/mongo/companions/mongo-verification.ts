import type { mongo } from 'mongoose';
import { companionOf } from '../connection/collection-names.js';
import type { VerificationResult, VerificationState } from '../../port/verification-state.js';

const SHORT_MS = 10_000;
const LAST = 'last';

type VerificationCollection = mongo.Collection<VerificationResult & { _id: string }>;

export function verificationCollection(db: mongo.Db, collectionName: string): VerificationCollection {
  return db.collection(companionOf(collectionName, 'verification'), {
    writeConcern: { w: 'majority', wtimeoutMS: SHORT_MS },
  });
}

export class MongoVerification implements VerificationState {
  constructor(
    private readonly run: <T>(doing: string, work: (results: VerificationCollection) => Promise<T>) => Promise<T>,
  ) {}

  save(result: VerificationResult): Promise<void> {
    return this.run('storing the result of a verification', async (results) => {
      await results.replaceOne({ _id: LAST }, result, { upsert: true, maxTimeMS: SHORT_MS });
    });
  }

  last(): Promise<VerificationResult | null> {
    return this.run('reading the last verification', async (results) => {
      const found = await results.findOne({ _id: LAST }, { maxTimeMS: SHORT_MS });
      if (!found) return null;
      const { _id, ...result } = found;
      return result;
    });
  }
}
