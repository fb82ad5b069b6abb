import type { mongo } from 'mongoose';
import type { RetentionProgress, RetentionState } from '../../port/retention-state.js';
import { companionOf } from '../connection/collection-names.js';
import { asLease, Lease } from '../rollups/lease.js';

const SHORT_MS = 10_000;

interface ProgressDocument extends Partial<RetentionProgress> {
  _id: 'progress' | 'lease';
}

type RetentionCollection = mongo.Collection<ProgressDocument>;

export type WithRetention = <T>(doing: string, work: (state: RetentionCollection) => Promise<T>) => Promise<T>;

export function retentionCollection(db: mongo.Db, collectionName: string): RetentionCollection {
  return db.collection(companionOf(collectionName, 'retention'), {
    readPreference: 'primary',
    writeConcern: { w: 'majority', wtimeoutMS: SHORT_MS },
  });
}

export class MongoRetention implements RetentionState {
  private readonly lease: Lease;

  constructor(
    private readonly run: WithRetention,
    owner?: string,
  ) {
    this.lease = new Lease(undefined, undefined, owner);
  }

  acquire(): Promise<boolean> {
    return this.run('acquiring the lease of retention', (state) => this.lease.hold(asLease(state)));
  }

  release(): Promise<void> {
    return this.run('releasing the lease of retention', (state) => this.lease.release(asLease(state)));
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
