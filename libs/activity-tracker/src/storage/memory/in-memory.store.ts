import type { Query } from 'mingo';
import { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import type {
  ActivityFilter,
  ActivityStore,
  FindOptions,
  InsertOutcome,
  RecordChange,
  RewriteOptions,
  StreamOptions,
} from '../port/activity-store.js';
import type { AnomalyState } from '../port/anomaly-state.js';
import { changedRecord } from '../port/changed-record.js';
import type { ErasurePermits } from '../port/erasure-permits.js';
import type { LegalHolds } from '../port/legal-holds.js';
import type { RetentionState } from '../port/retention-state.js';
import type { SavedViews } from '../port/saved-views.js';
import { InMemoryAuditStore } from './in-memory-audit.js';
import { copyDocument } from './copy-document.js';
import { QUERY_ENGINE } from './late-query-engine.js';
import { MemoryAnomalies } from './memory-anomalies.js';
import { MemoryHolds } from './memory-holds.js';
import { MemoryRetention } from './memory-retention.js';
import { MemoryPermits } from './memory-permits.js';
import { MemoryViews } from './memory-views.js';
import { SharedClass } from '../../package/shared-class.js';
import { DAY_MS } from '../../common/time.js';

/** Settings of an {@link InMemoryActivityStore}. @publicApi */
export interface InMemoryStoreOptions {
  /** Maximum number of records; the oldest are removed beyond it. @default 10,000 */
  maxRecords?: number;
  /** Days after which a record is deleted. Default: records are kept. */
  retentionDays?: number;
  /** Milliseconds since 1970. Default: the system clock. */
  clock?: () => number;
}

/**
 * Keeps records in process memory, for tests and first steps. Filters and pipelines work as in MongoDB; all records are
 * lost when the process ends.
 * @publicApi
 */
@SharedClass('InMemoryActivityStore')
export class InMemoryActivityStore implements ActivityStore {
  readonly outlivesProcess: boolean = false;
  readonly holds: LegalHolds;
  readonly erasurePermits: ErasurePermits;
  readonly retention: RetentionState;
  readonly views: SavedViews = new MemoryViews();
  readonly anomalies: AnomalyState;
  readonly audit: InMemoryAuditStore;
  private readonly memoryHolds: MemoryHolds;
  private readonly records = new Map<string, ActivityLog>();
  private readonly maxRecords: number;
  private readonly retentionMs: number;
  private readonly clock: () => number;

  constructor(options: InMemoryStoreOptions = {}) {
    this.maxRecords = options.maxRecords ?? 10_000;
    this.retentionMs = (options.retentionDays ?? Infinity) * DAY_MS;
    this.clock = options.clock ?? Date.now;
    this.holds = this.memoryHolds = new MemoryHolds(this.clock);
    this.erasurePermits = new MemoryPermits(this.clock);
    this.retention = new MemoryRetention(this.clock);
    this.anomalies = new MemoryAnomalies(this.clock);
    this.audit = new InMemoryAuditStore(this.clock);
  }

  /** False if the application overrides `insert()`, which may read the records. @internal */
  get acceptsEncodedParts(): boolean {
    return this.insert === InMemoryActivityStore.prototype.insert;
  }

  async open(): Promise<void> {}

  async insert(records: readonly ActivityLog[]): Promise<InsertOutcome> {
    const outcome: InsertOutcome = { stored: 0, duplicates: 0, rejected: [] };
    for (const record of records) this.insertOne(record, outcome);
    return outcome;
  }

  async find(filter: ActivityFilter, options: FindOptions = {}): Promise<ActivityLog[]> {
    const { aggregate } = await QUERY_ENGINE.get();
    const cursor = (await this.query(filter))
      .find<ActivityLog>(this.alive())
      .sort(options.sort ?? { created_time: -1, _id: -1 });
    if (options.skip) cursor.skip(options.skip);
    if (options.limit) cursor.limit(options.limit);
    const found = cursor.all().map(copyDocument);
    if (!options.fields) return found;
    const projection = Object.fromEntries([...options.fields, '_id'].map((field) => [field, 1]));
    return aggregate(found, [{ $project: projection }]) as ActivityLog[];
  }

  async count(filter: ActivityFilter, cap: number): Promise<number> {
    if (cap < 1) return 0;
    return (await this.query(filter)).find(this.alive()).limit(cap).all().length;
  }

  async aggregate<T = Record<string, unknown>>(pipeline: Record<string, unknown>[]): Promise<T[]> {
    // Stages may modify the documents they receive, so they get copies; a leading $match only reads and reduces the
    // copying.
    const filter = pipeline[0]?.['$match'] as ActivityFilter | undefined;
    const { aggregate } = await QUERY_ENGINE.get();
    const matched = (await this.query(filter ?? {})).find<ActivityLog>(this.alive()).all();
    const stages = filter ? pipeline.slice(1) : pipeline;
    return aggregate(matched.map(copyDocument), stages, { scriptEnabled: false }) as T[];
  }

  async *stream(
    filter: ActivityFilter,
    { signal, sort, fields }: StreamOptions = {},
  ): AsyncGenerator<ActivityLog, void, undefined> {
    signal?.throwIfAborted();
    for (const record of await this.find(filter, { sort, fields })) {
      yield record;
      signal?.throwIfAborted();
    }
  }

  async delete(filter: ActivityFilter): Promise<number> {
    const matched = (await this.query(filter)).find<ActivityLog>(this.alive()).all();
    for (const { _id } of matched) this.records.delete(String(_id));
    return matched.length;
  }

  async rewrite(filter: ActivityFilter, change: RecordChange, options: RewriteOptions = {}): Promise<number> {
    let count = 0;
    for (const { _id } of (await this.query(filter)).find<ActivityLog>(this.alive()).all()) {
      options.signal?.throwIfAborted();
      if (await this.rewriteOne(String(_id), change, options.before)) count++;
    }
    return count;
  }

  /** Keeps the records, so that another application with the same store finds them. */
  async close(): Promise<void> {}

  private insertOne(record: ActivityLog, outcome: InsertOutcome): void {
    const key = String(record._id);
    if (this.records.has(key)) {
      outcome.duplicates++;
      return;
    }
    try {
      this.records.set(key, asStored(record));
      outcome.stored++;
    } catch (error) {
      outcome.rejected.push({ record, reason: (error as Error).message });
    }
    if (this.records.size > this.maxRecords) this.records.delete(this.oldestKey());
  }

  /** Evicts a held record only if every record is held. */
  private oldestKey(): string {
    const isHeld = this.memoryHolds.covering();
    for (const [key, record] of this.records) if (!isHeld(record)) return key;
    return this.records.keys().next().value as string;
  }

  private async rewriteOne(key: string, change: RecordChange, before: RewriteOptions['before']): Promise<boolean> {
    for (;;) {
      const stored = this.records.get(key);
      const read = stored && copyDocument(stored);
      const written = read && changedRecord(read, change);
      if (!written) return false;
      await before?.([read, written]);
      if (this.records.get(key) !== stored) continue;
      this.records.set(key, asStored(written));
      return true;
    }
  }

  private alive(): Iterable<ActivityLog> {
    if (this.retentionMs !== Infinity) {
      const oldest = this.clock() - this.retentionMs;
      const isHeld = this.memoryHolds.covering();
      for (const [key, record] of this.records) {
        const isPast = record.created_time instanceof Date && record.created_time.getTime() < oldest;
        if (isPast && !isHeld(record)) this.records.delete(key);
      }
    }
    return this.records.values();
  }

  private async query(filter: ActivityFilter): Promise<Query<ActivityLog>> {
    const { Query } = await QUERY_ENGINE.get();
    return new Query<ActivityLog>(filter, { scriptEnabled: false });
  }
}

/** Round trip through BSON: returns the values MongoDB would return and rejects the values it would reject. */
function asStored(record: ActivityLog): ActivityLog {
  return mongo.BSON.deserialize(mongo.BSON.serialize(record, { ignoreUndefined: true })) as ActivityLog;
}
