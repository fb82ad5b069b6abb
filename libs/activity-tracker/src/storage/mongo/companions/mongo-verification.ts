import type { VerificationResult, VerificationState } from '../../port/verification-state.js';
import { companion, SHORT_MS, type WithCompanion } from './companion.js';

const LAST = 'last';

type StoredResult = VerificationResult & { _id: string };

export const verificationCollection = companion<StoredResult>('verification');

export class MongoVerification implements VerificationState {
  constructor(private readonly run: WithCompanion<StoredResult>) {}

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
