import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter } from './activity-filter.js';
import type { ErasureOrders } from './erasure-orders.js';
import type { ErasurePermits } from './erasure-permits.js';
import type { RecordSeals } from './record-seals.js';
import type { LegalHolds } from './legal-holds.js';
import type { RetentionState } from './retention-state.js';
import type { SavedViews } from './saved-views.js';
import type { AnomalyState } from './anomaly-state.js';
import type { VerificationState } from './verification-state.js';
import type { AuditStore } from './audit-store.js';
import type { ActivityStatistics, MaintainedStatistics } from './statistics.js';
import type { RECORD_ENCODER, RecordEncoder } from '../../bson/record-encoder.js';

export type { ActivityFilter };

/** Injection token of the {@link ActivityStore} in use. @publicApi */
export const ACTIVITY_STORE = Symbol.for('nestjs-activity-tracker:ActivityStore');

/** Result of one {@link ActivityStore.insert} for each of its records. @publicApi */
export interface InsertOutcome {
  /** Number of newly stored records. */
  stored: number;
  /** Number of records already stored under the same `_id` by an earlier attempt whose reply was lost. Counts as success. */
  duplicates: number;
  /** Records rejected for a reason in the record itself; a retry cannot help. */
  rejected: { record: ActivityLog; reason: string }[];
  /** Number of records that were not stored because their person was erased. Default: 0. */
  erased?: number;
}

/** Fields of an index in order, each with 1 or -1. @publicApi */
export type IndexKey = Readonly<Record<string, 1 | -1>>;

/** Sorting, limits and projection of {@link ActivityStore.find}. @publicApi */
export interface FindOptions {
  /** Field → 1 or -1, in order of precedence. Default: `{ created_time: -1, _id: -1 }`. */
  sort?: Record<string, 1 | -1>;
  /** Number of records to skip. Default: 0. */
  skip?: number;
  /** Maximum number of records. Default: all. */
  limit?: number;
  /** Fields to return; `_id` is always included. Default: all. */
  fields?: readonly string[];
  /** Time limit on the server, milliseconds. Default: 10,000. */
  maxTimeMs?: number;
  /**
   * Key of the index to use if the store has it, for filters whose records this index returns in the order of `sort`.
   * Default: the store chooses.
   */
  index?: IndexKey;
}

/** Options of {@link ActivityStore.stream}. @publicApi */
export interface StreamOptions {
  /** Field → 1 or -1, in order of precedence. Default: `{ created_time: -1, _id: -1 }`. */
  sort?: Record<string, 1 | -1>;
  /** Fields to return; `_id` is always included. Default: all. */
  fields?: readonly string[];
  /** Ends the stream; the consumer gets the signal's reason as an error. */
  signal?: AbortSignal;
  /** Maximum number of records held at a time; MongoDB sends fewer if they are large. Default: 200. */
  batchSize?: number;
  /** Keeps the BSON of each record for `storedBytesOf()`. @internal */
  keepsBytes?: boolean;
}

/** Returns the changed record, or the same record to leave it unchanged, for {@link ActivityStore.rewrite}. @publicApi */
export type RecordChange = (record: ActivityLog) => ActivityLog;

/** Options of {@link ActivityStore.rewrite}. @publicApi */
export interface RewriteOptions {
  /** Records per write. Default: 500. */
  batchSize?: number;
  /** Called before each batch is written, with the records before and after the change. */
  before?(records: readonly ActivityLog[]): Promise<void>;
  /** Ends the work between two records; finished writes remain. */
  signal?: AbortSignal;
}

/** Stores records. MongoDB and in-memory implementations ship; set your own as `storage.store`. @publicApi */
export interface ActivityStore {
  /** Whether insert() accepts pre-encoded BSON parts (`EncodedPart`); custom stores receive plain records. @internal */
  readonly acceptsEncodedParts?: boolean;
  /** @internal */
  readonly seals?: RecordSeals | undefined;
  /** @internal */
  readonly [RECORD_ENCODER]?: RecordEncoder | undefined;
  /** Precomputed statistics. Without it, statistics are counted from the records through {@link aggregate}. */
  readonly statistics?: ActivityStatistics | MaintainedStatistics;
  /** Legal holds. Without it no legal hold can be placed. */
  readonly holds?: LegalHolds;
  /** Permits that dry runs issue. Without it, {@link delete} and {@link rewrite}, erasure is unavailable. */
  readonly erasurePermits?: ErasurePermits;
  /** Makes an erasure reach what other processes hold. Without it they store records of an erased person. */
  readonly erasureOrders?: ErasureOrders;
  /** Coordinates `storage.retention`. Without it each process removes by itself, from the start of the log. */
  readonly retention?: RetentionState;
  /** Keeps the result of the last verification, for the health page. Without it the page shows none. */
  readonly verification?: VerificationState;
  /** Saved views of the panel. Without it the panel offers none, and `/views` of the admin API responds with 501. */
  readonly views?: SavedViews;
  /** Coordinates the search for anomalies. Without it each process searches by itself and may emit the same anomaly. */
  readonly anomalies?: AnomalyState;
  /** Keeps administrators' reads and actions. Without it the admin API and the admin history respond with 501. */
  readonly audit?: AuditStore;
  /**
   * False if the records end with the process, as in memory: then they carry no `instance` and `seq`, and no records
   * frame the process's life.
   * @default true
   */
  readonly outlivesProcess?: boolean;
  /**
   * Maximum number of concurrent {@link insert} calls; the buffer never makes more than four. Set 1 to prevent overlap.
   * @default 4
   */
  readonly maxConcurrentInserts?: number;
  /**
   * Connects and prepares indexes and retention. Called in the background at boot until it succeeds; the app serves
   * requests without it. Inserts wait for it at most 5 seconds.
   * @throws StoreUnavailableError if it fails; the buffer keeps the records
   */
  open(): Promise<void>;
  /**
   * Calls the listener each time the store becomes reachable again: the buffer then retries at once. Without it the
   * buffer retries after its pause.
   */
  onReachable?(listener: () => void): void;
  /**
   * Stores a batch, unordered; resolves when each record's result is known. One record's fault never affects another.
   * Up to {@link maxConcurrentInserts} calls overlap; they share no record. Runs outside every request: the host's
   * `AsyncLocalStorage` is empty and no span is active.
   * @throws StoreMisconfiguredError if an operator must act first; retried once a minute
   * @throws StoreUnavailableError if the whole batch was not, or may not have been, stored; retried
   */
  insert(records: readonly ActivityLog[]): Promise<InsertOutcome>;
  /** Returns matching records, complete unless `fields` is set. @throws StoreUnavailableError */
  find(filter: ActivityFilter, options?: FindOptions): Promise<ActivityLog[]>;
  /** Counts up to `cap`, which limits the cost. `maxTimeMs` as in {@link FindOptions}. @throws StoreUnavailableError */
  count(filter: ActivityFilter, cap: number, options?: { maxTimeMs?: number }): Promise<number>;
  /** Runs an aggregation pipeline over the records. @throws StoreUnavailableError */
  aggregate<T = Record<string, unknown>>(
    pipeline: Record<string, unknown>[],
    options?: { maxTimeMs?: number; index?: IndexKey },
  ): Promise<T[]>;
  /**
   * Reads any number of records, few in memory at a time, and loads more on demand. Releases the store's resources when
   * the consumer stops, fails or aborts. Without it records are read in pages.
   * @throws StoreUnavailableError
   */
  stream?(filter: ActivityFilter, options?: StreamOptions): AsyncIterable<ActivityLog>;
  /**
   * Deletes matching records and returns their number. Without it and {@link rewrite}, erasure is unavailable.
   * @throws StoreUnavailableError if some may remain; safe to repeat
   */
  delete?(filter: ActivityFilter): Promise<number>;
  /**
   * Replaces matching records in batches and returns the number replaced. `change` may be called more than once for a
   * record and must keep its `_id`.
   * @throws StoreUnavailableError if some may be unchanged; safe to repeat
   */
  rewrite?(filter: ActivityFilter, change: RecordChange, options?: RewriteOptions): Promise<number>;
  /**
   * Yields records as any process stores them, until the signal aborts. Without it the store is polled once a second.
   * Throws if the deployment has no change feed.
   */
  watch?(options: WatchOptions): AsyncIterable<StoredRecord>;
  /** Returns the collection's size, indexes and retention. @throws StoreUnavailableError */
  describe?(): Promise<StoreDescription>;
  /** Closes the resources of {@link open}; never closes the host's connection. */
  close(): Promise<void>;
}

/** Options of {@link ActivityStore.watch}. @publicApi */
export interface WatchOptions {
  /** Fields of each record; `_id` is always included. */
  fields: readonly string[];
  /** Ends the feed. */
  signal: AbortSignal;
  /** Resume after this {@link StoredRecord.position}. Default: start with records stored from now on. */
  after?: string | undefined;
}

/** A newly stored record. @publicApi */
export interface StoredRecord {
  /** The record, with the requested fields. */
  record: ActivityLog;
  /** Pass it as {@link WatchOptions.after} to resume. */
  position: string;
}

/** State of a collection. @publicApi */
export interface StoreDescription {
  /** Location of the records, without credentials. */
  collection: string;
  /** Approximate number of records. */
  records?: number;
  /** Bytes on disk, without indexes. */
  bytes?: number;
  /** Each index with its size in bytes, `null` if the size is unknown. */
  indexes?: { name: string; bytes: number | null }[];
  /** Missing indexes that queries rely on. */
  missing_indexes?: string[];
  /** Days after which a record is deleted; `null` if records are kept. */
  retention_days?: number | null;
  /**
   * How records reach the store: `encoded`, as the BSON that the buffer holds, or `documents`, which the driver encodes once more and
   * which costs more CPU: under command monitoring, client-side encryption, or a driver that offers no other way.
   */
  inserts?: 'encoded' | 'documents';
}
