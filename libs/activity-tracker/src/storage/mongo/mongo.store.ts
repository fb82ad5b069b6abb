import type { ActivityLog } from '../../record/activity-log.js';
import {
  type ActivityFilter,
  type ActivityStore,
  type FindOptions,
  type IndexKey,
  type InsertOutcome,
  type RecordChange,
  type RewriteOptions,
  type StreamOptions,
  type StoreDescription,
  type StoredRecord,
  type WatchOptions,
} from '../port/activity-store.js';
import type { RecordSeals } from '../port/record-seals.js';
import type { AnomalyState } from '../port/anomaly-state.js';
import type { AuditStore } from '../port/audit-store.js';
import type { ErasureOrders } from '../port/erasure-orders.js';
import type { ErasurePermits } from '../port/erasure-permits.js';
import type { LegalHolds } from '../port/legal-holds.js';
import type { VerificationState } from '../port/verification-state.js';
import type { RetentionState } from '../port/retention-state.js';
import type { SavedViews } from '../port/saved-views.js';
import type { MaintainedStatistics } from '../port/statistics.js';
import { CollectionAccess } from './connection/collection-access.js';
import { withDeadline } from '../../common/deadline.js';
import { describeCollection } from './read/describe.js';
import { sift } from './erasures/erased-records.js';
import type { MongoErasureOrders } from './erasures/mongo-erasure-orders.js';
import { deleteRecords, rewriteRecords } from './write/erase.js';
import { storeNotes } from '../note-removal.js';
import { READING } from './errors/store-error.js';
import { isOfTime, withHint } from './read/hint.js';
import { indexOf } from '../port/indexes.js';
import { companionsOf, DEFAULT_QUERY_MS } from './companions/companions.js';
import { confirmed, inCommand } from './write/insert-command.js';
import { RecordInsert } from './write/record-insert.js';
import type { MongoStoreOptions } from './mongo-store.types.js';
import { BSON_ENCODER } from '../../bson/encoded-record.js';
import { RECORD_ENCODER, type RecordEncoder } from '../../bson/record-encoder.js';
import { type Attempt, readAll, streamCollection } from './read/stream.js';
import type { Collection } from './connection/collection-target.js';
import { watchInserts } from './read/watch.js';
import { SharedClass } from '../../package/shared-class.js';

const INDEX_PATIENCE_MS = 2_000;

/** Keeps records in a MongoDB collection; connects on first use and reconnects after an outage. @publicApi */
@SharedClass('MongoActivityStore')
export class MongoActivityStore implements ActivityStore {
  /** Statistics from roll-ups, which are kept in separate collections. */
  readonly statistics: MaintainedStatistics;
  readonly holds: Required<LegalHolds>;
  readonly erasureOrders: ErasureOrders;
  readonly erasurePermits: ErasurePermits;
  readonly retention: RetentionState;
  readonly verification: VerificationState;
  readonly views: SavedViews;
  readonly anomalies: AnomalyState;
  /** The audit trail, kept in separate collections. */
  readonly audit: AuditStore;
  private readonly access: CollectionAccess;
  private readonly inserts: RecordInsert;
  private readonly orders: MongoErasureOrders;

  constructor(private readonly options: MongoStoreOptions) {
    const access = (this.access = new CollectionAccess(options));
    const companions = companionsOf(access, options, this);
    this.audit = companions.audit;
    this.statistics = companions.statistics;
    this.holds = companions.holds;
    this.erasureOrders = this.orders = companions.erasureOrders;
    this.erasurePermits = companions.erasurePermits;
    this.verification = companions.verification;
    this.retention = companions.retention;
    this.views = companions.views;
    this.anomalies = companions.anomalies;
    this.inserts = new RecordInsert(access, companions.statistics);
  }

  /** False if the application overrides `insert()`, which may read the records. @internal */
  get acceptsEncodedParts(): boolean {
    return this.insert === MongoActivityStore.prototype.insert;
  }

  /** @internal */
  get seals(): RecordSeals | undefined {
    return this.options.seals;
  }

  /** @internal */
  get [RECORD_ENCODER](): RecordEncoder | undefined {
    return this.acceptsEncodedParts ? BSON_ENCODER : undefined;
  }

  /** {@link MongoErasureOrders.share} @internal */
  shareOrders(read: () => Promise<unknown>): string {
    return this.orders.share(read);
  }

  /** The next insert reads the erasure orders first. @internal */
  forgetOrders(): void {
    this.orders.forget();
  }

  /**
   * Connects, and waits at most two seconds for the indexes, which take longer on a large collection.
   * @throws StoreMisconfiguredError if an operator must act: authentication, privileges, or a target that is not a
   * plain collection
   * @throws StoreUnavailableError if the server cannot be reached
   */
  async open(): Promise<void> {
    this.access.reopen();
    const collection = await this.access.attempt('opening', this.access.deadlineMs, async (collection) => collection);
    await withDeadline(this.access.checkIndexes(collection), INDEX_PATIENCE_MS).catch(() => {});
  }

  onReachable(listener: () => void): void {
    this.access.onReachable(listener);
  }

  async insert(records: readonly ActivityLog[]): Promise<InsertOutcome> {
    const { kept, notes, erased } = await sift(records, this.orders, this.options.seals);
    const outcome = await this.inserts.insert(kept);
    if (erased === 0) return outcome;
    await storeNotes(this.inserts, notes);
    return { ...outcome, erased };
  }

  async find(filter: ActivityFilter, options: FindOptions = {}): Promise<ActivityLog[]> {
    const { sort = { created_time: -1, _id: -1 }, skip = 0, limit = 0, fields, maxTimeMs, index } = options;
    const projection = fields && Object.fromEntries([...fields, '_id'].map((field) => [field, 1]));
    return this.read(maxTimeMs, (collection, maxTimeMS) =>
      withHint(index, (hint) =>
        readAll(collection.find(filter, { sort, skip, limit, projection, maxTimeMS, raw: true, ...hint })),
      ),
    );
  }

  async count(filter: ActivityFilter, cap: number, options: { maxTimeMs?: number } = {}): Promise<number> {
    // The server treats a limit of 0 as no limit.
    if (cap < 1) return 0;
    return this.read(options.maxTimeMs, (collection, maxTimeMS) =>
      withHint(isOfTime(filter) ? indexOf() : undefined, (hint) =>
        collection.countDocuments(filter, { limit: cap, maxTimeMS, ...hint }),
      ),
    );
  }

  async aggregate<T = Record<string, unknown>>(
    pipeline: Record<string, unknown>[],
    options: { maxTimeMs?: number; index?: IndexKey } = {},
  ): Promise<T[]> {
    return this.read(options.maxTimeMs, (collection, maxTimeMS) =>
      withHint(options.index, (hint) => readAll<T>(collection.aggregate(pipeline, { maxTimeMS, raw: true, ...hint }))),
    );
  }

  stream(filter: ActivityFilter, options: StreamOptions = {}): AsyncIterable<ActivityLog> {
    return this.keepingConnection(streamCollection(this.inBatches(READING), filter, options));
  }

  async delete(filter: ActivityFilter): Promise<number> {
    return this.inBatches('deleting')((collection) => deleteRecords(collection, filter, this.concern(collection)));
  }

  async rewrite(filter: ActivityFilter, change: RecordChange, options: RewriteOptions = {}): Promise<number> {
    const concern = (collection: Collection) => this.concern(collection);
    const { seals } = this.options;
    const sealed: RecordChange = (record) => {
      const written = change(record);
      return written === record || !seals ? written : seals.change(record, written);
    };
    return rewriteRecords(this.inBatches('rewriting'), filter, sealed, concern, options);
  }

  async *watch(options: WatchOptions): AsyncGenerator<StoredRecord> {
    const done = this.access.use();
    try {
      const collection = await this.access.attempt(
        'watching',
        this.access.deadlineMs,
        async (collection) => collection,
      );
      yield* watchInserts(collection, options);
    } finally {
      done();
    }
  }

  describe(): Promise<StoreDescription> {
    return this.read(undefined, (collection, maxTimeMS) => describeCollection(collection, maxTimeMS));
  }

  async close(): Promise<void> {
    await this.orders.leave();
    await this.access.close();
  }

  private async *keepingConnection<T>(stream: AsyncIterable<T>): AsyncGenerator<T> {
    const done = this.access.use();
    try {
      yield* stream;
    } finally {
      done();
    }
  }

  private read<T>(
    maxTimeMs: number = DEFAULT_QUERY_MS,
    query: (collection: Collection, maxTimeMs: number) => Promise<T>,
  ): Promise<T> {
    return this.access.attempt(READING, this.access.deadlineMs + maxTimeMs, (collection) =>
      query(collection, maxTimeMs),
    );
  }

  private inBatches(doing: string): Attempt {
    return (work) => this.access.attempt(doing, this.access.deadlineMs + DEFAULT_QUERY_MS, work);
  }

  private concern(collection: Collection): Record<string, unknown> {
    return inCommand(confirmed(collection.writeConcern, this.access.deadlineMs));
  }
}
