import type { RetentionProgress, RetentionState } from '../../port/retention-state.js';
import { companion, SHORT_MS, type WithCompanion } from './companion.js';
import { LeasedCompanion } from './leased-companion.js';

interface ProgressDocument extends Partial<RetentionProgress> {
  _id: 'progress' | 'lease';
}

export const retentionCollection = companion<ProgressDocument>('retention');

export class MongoRetention extends LeasedCompanion<ProgressDocument> implements RetentionState {
  constructor(run: WithCompanion<ProgressDocument>, owner?: string) {
    super(run, 'retention', owner);
  }

  load(): Promise<RetentionProgress | null> {
    return this.run('reading the progress of retention', async (state) => {
      const found = await state.findOne({ _id: 'progress' }, { projection: { _id: 0 }, maxTimeMS: SHORT_MS });
      return found as RetentionProgress | null;
    });
  }

  save(progress: RetentionProgress): Promise<void> {
    return this.run('saving the progress of retention', async (state) => {
      await state.replaceOne({ _id: 'progress' }, progress, { upsert: true, maxTimeMS: SHORT_MS });
    });
  }

  now(): Promise<Date> {
    return this.run('reading the time of the server', async (state) => {
      const { localTime } = (await state.db.command({ hello: 1 })) as { localTime: Date };
      return localTime;
    });
  }
}
