import type { mongo } from 'mongoose';
import type { AnomalyState } from '../../port/anomaly-state.js';
import { codeOf, DUPLICATE_KEY } from '../errors/error-codes.js';
import { companion, SHORT_MS, type WithCompanion } from './companion.js';
import { LeasedCompanion } from './leased-companion.js';

const PROGRESS = 'progress';

/** The lease, the progress, or a finding under its digest. */
interface AnomalyDocument {
  _id: string;
  searched_to?: Date;
  expires?: Date;
}

type AnomalyCollection = mongo.Collection<AnomalyDocument>;

export const anomalyCollection = companion<AnomalyDocument>('anomalies');

/** Digests of findings in a collection of the same database. Times use the server's clock, which all processes share. */
export class MongoAnomalies extends LeasedCompanion<AnomalyDocument> implements AnomalyState {
  constructor(run: WithCompanion<AnomalyDocument>, owner?: string) {
    super(run, 'the search for anomalies', owner);
  }

  load(): Promise<Date | null> {
    return this.run('reading the progress of the search for anomalies', async (state) => {
      const found = await state.findOne({ _id: PROGRESS }, { maxTimeMS: SHORT_MS });
      return found?.searched_to ?? null;
    });
  }

  save(searchedTo: Date): Promise<void> {
    return this.run('saving the progress of the search for anomalies', async (state) => {
      const progress = { $set: { searched_to: searchedTo } };
      await state.updateOne({ _id: PROGRESS }, progress, { upsert: true, maxTimeMS: SHORT_MS });
    });
  }

  remember(digests: readonly string[], validMs: number): Promise<string[]> {
    return this.run('remembering anomalies', async (state) => {
      await state.deleteMany({ $expr: { $lte: ['$expires', '$$NOW'] }, expires: { $exists: true } }, SOON);
      const unknown: string[] = [];
      for (const digest of new Set(digests)) if (await isNew(state, digest, validMs)) unknown.push(digest);
      return unknown;
    });
  }
}

const SOON = { maxTimeMS: SHORT_MS };

async function isNew(state: AnomalyCollection, digest: string, validMs: number): Promise<boolean> {
  const expires = { $ifNull: ['$expires', { $add: ['$$NOW', validMs] }] };
  try {
    const { upsertedCount } = await state.updateOne({ _id: digest }, [{ $set: { expires } }], {
      ...SOON,
      upsert: true,
    });
    return upsertedCount === 1;
  } catch (error) {
    // Another process remembered the same finding at the same moment.
    if (codeOf(error) === DUPLICATE_KEY) return false;
    throw error;
  }
}
