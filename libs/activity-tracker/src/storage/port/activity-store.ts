import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityFilter } from './activity-filter.js';
import type { ErasurePermits } from './erasure-permits.js';
import type { LegalHolds } from './legal-holds.js';
import type { AuditStore } from './audit-store.js';
import type { ActivityStatistics, MaintainedStatistics } from './statistics.js';
import type { RECORD_ENCODER, RecordEncoder } from '../../bson/record-encoder.js';
import { SharedClass } from '../../package/shared-class.js';

export type { ActivityFilter };

/** Injection token of the {@link ActivityStore} in use. @publicApi */
export const ACTIVITY_STORE = Symbol.for('nestjs-activity-tracker:ActivityStore');

/** What one {@link ActivityStore.insert} did with each record it was given. @publicApi */
export interface InsertOutcome {
  /** Newly stored. */
  stored: number;
  /** Already there under the same `_id`: an earlier try whose reply was lost. Counts as success. */
  duplicates: number;
  /** Refused for a reason of their own; trying again cannot help. */
  rejected: { record: ActivityLog; reason: string }[];
}

/** Fields of an index in order, each with 1 or -1. @publicApi */
export type IndexKey = Readonly<Record<string, 1 | -1>>;

/** How {@link ActivityStore.find} sorts, limits and cuts. @publicApi */
export interface FindOptions {
  /** Field → 1 or -1, in order of precedence. Default: `{ created_time: -1, _id: -1 }`. */
  sort?: Record<string, 1 | -1>;
  /** Records to leave out at the start. Default: 0. */
  skip?: number;
  /** Records to return at most. Default: all. */
  limit?: number;
  /** Fields to return (`_id` always comes along). Default: all. */
  fields?: readonly string[];
  /** Time bound on the server, milliseconds. Default: 10,000. */
  maxTimeMs?: number;
  /**
   * Key of the index to walk through, where the store has it, whatever other might fit the filter better: for filters of
   * which it is known that this one gives the records in the order of `sort`. Default: the store chooses.
   */
  index?: IndexKey;
}

/** How {@link ActivityStore.stream} reads. @publicApi */
export interface StreamOptions {
  /** Field → 1 or -1, in order of precedence. Default: `{ created_time: -1, _id: -1 }`. */
  sort?: Record<string, 1 | -1>;
  /** Fields to return (`_id` always comes along). Default: all. */
  fields?: readonly string[];
  /** Ends the reading: what iterates then gets the signal's reason as an error. */
  signal?: AbortSignal;
  /** Most records held at a time; MongoDB is asked for fewer where they are large. Default: 200. */
  batchSize?: number;
}

/** What {@link ActivityStore.rewrite} makes of a record: the record itself where nothing is to be changed. @publicApi */
export type RecordChange = (record: ActivityLog) => ActivityLog;

/** How {@link ActivityStore.rewrite} goes about it. @publicApi */
export interface RewriteOptions {
  /** Records written at a time. Default: 500. */
  batchSize?: number;
  /** Called before each batch is written, with the records as they were and as they will be. */
  before?(records: readonly ActivityLog[]): Promise<void>;
  /** Ends the work between two records; what was written stays. */
  signal?: AbortSignal;
}

/**
 * Where records are kept. Two implementations ship: MongoDB and memory; give your own as `storage.store`.
 * @publicApi
 */
export interface ActivityStore {
  /**
   * The store can do with parts that are encoded (`EncodedPart`), as ours do; any other gets values.
   * @internal
   */
  readonly takesEncodedParts?: boolean;
  /** @internal */
  readonly [RECORD_ENCODER]?: RecordEncoder | undefined;
  /** Where the store counts ahead. Without it, statistics are counted from the records through {@link aggregate}. */
  readonly statistics?: ActivityStatistics | MaintainedStatistics;
  /** Whose records must be kept. Without it no legal hold can be placed. */
  readonly holds?: LegalHolds;
  /** What dry runs permit to erase. Without it, and without {@link delete} and {@link rewrite}, nobody can be erased. */
  readonly erasurePermits?: ErasurePermits;
  /** Keeps what administrators read and do. Without it the admin API and the admin history answer 501. */
  readonly audit?: AuditStore;
  /**
   * How many calls of {@link insert} may overlap. The buffer never makes more than four; give 1 if calls must not overlap.
   * @default 4
   */
  readonly maxConcurrentInserts?: number;
  /**
   * Connects and prepares (indexes, retention). Called at boot, in the background, until it succeeds: it must not be needed for the
   * app to serve. May throw {@link StoreUnavailableError}; the buffer keeps records until {@link insert} succeeds. Inserts
   * wait 5 seconds for it at most.
   */
  open(): Promise<void>;
  /**
   * Calls the listener each time the store can be reached again after it could not: the buffer then ends its pause between two
   * attempts. Without it the store is tried again after the pause.
   */
  onReachable?(listener: () => void): void;
  /**
   * Stores a batch, unordered. Resolves when each record's fate is known; a fault of one record never affects another. Calls may
   * overlap, up to {@link maxConcurrentInserts}; batches that overlap share no record. Called outside of every request: an
   * `AsyncLocalStorage` of the host is empty, and no span is active.
   * @throws StoreMisconfiguredError when an operator has to act first: it is tried again once a minute.
   * @throws StoreUnavailableError when the batch as a whole could not be, or may not have been, stored: it is tried again.
   */
  insert(records: readonly ActivityLog[]): Promise<InsertOutcome>;
  /** Records that match the filter, each whole unless `fields` says otherwise. @throws StoreUnavailableError */
  find(filter: ActivityFilter, options?: FindOptions): Promise<ActivityLog[]>;
  /**
   * Counts up to `cap` and no further, so that a count stays cheap. `maxTimeMs` as in {@link FindOptions}.
   * @throws StoreUnavailableError
   */
  count(filter: ActivityFilter, cap: number, options?: { maxTimeMs?: number }): Promise<number>;
  /** Runs an aggregation pipeline over the records. @throws StoreUnavailableError */
  aggregate<T = Record<string, unknown>>(
    pipeline: Record<string, unknown>[],
    options?: { maxTimeMs?: number; index?: IndexKey },
  ): Promise<T[]>;
  /**
   * Reads any number of records, few of them in memory at a time: the next are read when they are asked for. What the
   * store holds for it is let go when the consumer stops, fails or aborts. Without it records are read by pages.
   * @throws StoreUnavailableError
   */
  stream?(filter: ActivityFilter, options?: StreamOptions): AsyncIterable<ActivityLog>;
  /**
   * Deletes records for good, and says how many. Without it, and without {@link rewrite}, nobody can be erased.
   * @throws StoreUnavailableError when not all of them may have been deleted; it can be done again
   */
  delete?(filter: ActivityFilter): Promise<number>;
  /**
   * Puts changed records in the place of those that match, in batches, and says how many. `change` may be asked about a
   * record more than once, and has to keep its `_id`.
   * @throws StoreUnavailableError when not all of them may have been written; it can be done again
   */
  rewrite?(filter: ActivityFilter, change: RecordChange, options?: RewriteOptions): Promise<number>;
  /**
   * Tells of records as they are stored, by whichever process, until the signal aborts. Without it the store is asked
   * once a second. Throws where the deployment has no feed of changes.
   */
  watch?(options: WatchOptions): AsyncIterable<StoredRecord>;
  /** What an operator wants to know of the collection. @throws StoreUnavailableError */
  describe?(): Promise<StoreDescription>;
  /** Closes what {@link open} opened; nothing of the host's. */
  close(): Promise<void>;
}

/** How {@link ActivityStore.watch} reads. @publicApi */
export interface WatchOptions {
  /** Fields of each record (`_id` always comes along). */
  fields: readonly string[];
  /** Ends the watching. */
  signal: AbortSignal;
  /** Begin behind this {@link StoredRecord.position}. Default: with what is stored from now on. */
  after?: string | undefined;
}

/** A record that has just been stored. @publicApi */
export interface StoredRecord {
  /** The record, with the fields that were asked for. */
  record: ActivityLog;
  /** For {@link WatchOptions.after}. */
  position: string;
}

/** State of a collection. @publicApi */
export interface StoreDescription {
  /** Where the records are, without credentials. */
  collection: string;
  /** About how many there are. */
  records: number;
  /** Bytes on disk, without indexes. */
  bytes: number;
  /** Each index with its size in bytes. */
  indexes: { name: string; bytes: number }[];
  /** Indexes that queries count on and that are not there. */
  missing_indexes: string[];
  /** Days after which a record is deleted; `null` where it is kept. */
  retention_days: number | null;
  /**
   * How records reach the store: `encoded`, as the BSON that the buffer holds, or `documents`, which the driver encodes once more and
   * which costs more CPU: under command monitoring, client-side encryption, or a driver that offers no other way.
   */
  inserts?: 'encoded' | 'documents';
}

/**
 * The store cannot be reached, refuses us, or did not answer in time. The message names no credentials.
 * @publicApi
 */
@SharedClass('StoreUnavailableError')
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError';
}

/**
 * The store answered that a query took longer than its `maxTimeMs`: a narrower one may not.
 * @publicApi
 */
@SharedClass('StoreTimeoutError')
export class StoreTimeoutError extends StoreUnavailableError {
  override readonly name: string = 'StoreTimeoutError';
}

/**
 * The store can be reached but must not be used as it is set up; the message names the remedy. Trying again helps once
 * somebody has acted on it, hence a kind of {@link StoreUnavailableError}.
 * @publicApi
 */
@SharedClass('StoreMisconfiguredError')
export class StoreMisconfiguredError extends StoreUnavailableError {
  override readonly name: string = 'StoreMisconfiguredError';
}

/**
 * The application keeps no records, so there is nothing to read: trying again does not help.
 * @publicApi
 */
@SharedClass('StoreNotConfiguredError')
export class StoreNotConfiguredError extends StoreUnavailableError {
  override readonly name: string = 'StoreNotConfiguredError';
}
