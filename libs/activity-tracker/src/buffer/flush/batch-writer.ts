import { plainRecord } from '../../bson/encoded-part.js';
import { outsideRequests } from '../../common/outside-requests.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import type { FairQueue } from '../queue/fair-queue.js';
import type { StoreOpening } from '../life/store-opening.js';
import type { WaitingRecord } from '../queue/waiting-record.js';
import { InsertDeadline } from './insert-deadline.js';

/** Maximum inserts in flight: enough to fill a slow connection, few enough to leave the pool to readers. */
const MAX_INSERTS = 4;

export interface BatchRules {
  readonly maxSize: number;
  readonly maxBytes: number;
  /** Must not throw. @param outcome as the store gave it: a store of the host may give anything */
  stored(batch: readonly WaitingRecord[], outcome: unknown): void;
  /** Called when the last insert in flight has ended, with the first error. */
  failed(error: unknown): void;
}

export class BatchWriter {
  private running: Promise<void> | undefined;
  private readonly inserts = new Set<Promise<void>>();
  /** Number of the oldest records to store regardless of the rules, for a requested flush. */
  private wanted = 0;
  private failure: { error: unknown } | undefined;
  /** After a failure one insert finds out whether the store is back. */
  private isProbing = false;
  private readonly maxInserts: number;
  private readonly deadline: InsertDeadline;
  /** Captured once: queued records must keep one representation until stored. */
  private readonly acceptsEncodedParts: boolean;

  constructor(
    private readonly queue: FairQueue,
    private readonly store: ActivityStore,
    private readonly opening: Pick<StoreOpening, 'ready'>,
    private readonly rules: BatchRules,
  ) {
    this.maxInserts = Math.max(1, Math.min(MAX_INSERTS, store.maxConcurrentInserts ?? MAX_INSERTS));
    this.deadline = new InsertDeadline(this.maxInserts > 1);
    this.acceptsEncodedParts = store.acceptsEncodedParts ?? false;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  get isPressing(): boolean {
    return this.queue.queuedBytes >= this.rules.maxBytes;
  }

  get isDue(): boolean {
    return this.queue.queued > 0 && (this.wanted > 0 || this.queue.queued >= this.rules.maxSize || this.isPressing);
  }

  /** Tries to store everything queued now. Never rejects. */
  writeAll(): Promise<void> {
    this.wanted = Math.max(this.wanted, this.queue.queued);
    return this.write();
  }

  /** Tries to store what is due. Never rejects. */
  write(): Promise<void> {
    this.useFreeLanes();
    return (this.running ??= outsideRequests(() => this.run()));
  }

  /** Begins further inserts for what came while others are in flight. */
  useFreeLanes(): void {
    if (this.inserts.size > 0) this.begin();
  }

  private async run(): Promise<void> {
    try {
      await this.opening.ready();
      this.begin();
      while (this.inserts.size > 0) {
        await Promise.race(this.inserts);
        this.begin();
      }
    } catch (error) {
      this.failure = { error };
    }
    const { failure } = this;
    this.running = this.failure = undefined;
    this.wanted = 0;
    this.isProbing = failure !== undefined;
    if (failure) this.rules.failed(failure.error);
  }

  private begin(): void {
    const lanes = this.isProbing ? 1 : this.maxInserts;
    while (!this.failure && this.inserts.size < lanes && this.isDue && (this.inserts.size === 0 || this.isWorthALane)) {
      const batch = this.queue.takeBatch();
      this.wanted = Math.max(0, this.wanted - batch.length);
      const insert = outsideRequests(() => this.insert(batch)).finally(() => this.inserts.delete(insert));
      this.inserts.add(insert);
    }
  }

  /** Further lanes are for full batches: many small inserts cost more than they gain. */
  private get isWorthALane(): boolean {
    const { queued, queuedBytes, limits } = this.queue;
    return this.wanted > 0 || queued >= limits.batchRecords || queuedBytes >= limits.batchBytes;
  }

  private async insert(batch: readonly WaitingRecord[]): Promise<void> {
    let outcome: unknown;
    try {
      const records = batch.map(({ record }) => record);
      outcome = await this.deadline.within(async () =>
        this.store.insert(this.acceptsEncodedParts ? records : records.map(plainRecord)),
      );
    } catch (error) {
      this.queue.putBack(batch);
      this.failure ??= { error };
      return;
    }
    this.queue.settle(batch);
    if (!this.failure) this.isProbing = false;
    // Outside of the attempt: stored records must not be put back, or each retry would store them again.
    this.rules.stored(batch, outcome);
  }
}
