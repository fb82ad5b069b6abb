import { mongo, type Connection } from 'mongoose';
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
} from '../activity-store.js';
import { declareActivityLog } from './activity-log.document.js';
import { describeCollection } from './describe.js';
import { withDeadline } from './deadline.js';
import { deleteRecords, rewriteRecords } from './erase.js';
import { codeOf, NOT_AUTHORIZED } from './error-codes.js';
import { isOfTime, withHint } from './hint.js';
import { keepIndexes } from './index-upkeep.js';
import { indexOf } from './indexes.js';
import { asStoreError } from './store-error.js';
import { confirmed, inCommand, sendInsert } from './insert-command.js';
import { outcomeOf, type Verdict, verdictOf } from './insert-outcome.js';
import { linkOf, type MongoLink } from './mongo-link.js';
import { MongoStatistics } from './rollups/mongo-statistics.js';
import { rollupCollections } from './rollups/rollup-collections.js';
import { type Attempt, streamRecords } from './stream.js';
import { assertUsableTarget, type Collection } from './target.js';
import { watchInserts } from './watch.js';

const MAX_RECORDS_PER_COMMAND = 1_000;
const DEFAULT_QUERY_MS = 10_000;
/** How often the indexes are looked at again: somebody may have dropped the collection, or granted the right by now. */
const INDEX_CHECK_MS = 600_000;

/** Settings of a {@link MongoActivityStore}: exactly one of `uri` and `connection`. @publicApi */
export interface MongoStoreOptions {
  /** Connection string, for a connection of the store's own. */
  uri?: string;
  /** A Mongoose connection of the host's, or how to find it later; it stays the host's to open and close. */
  connection?: Connection | (() => Connection);
  /** Default: the database that the connection names. */
  dbName?: string;
  collectionName: string;
  /** Days after which MongoDB deletes a record. Default: kept. */
  retentionDays?: number;
  /** Hears what an operator should know and nothing else tells: each message once. */
  warn(message: string): void;
  /**
   * Time within which a write attempt, with the connecting it may need, has to end. Milliseconds.
   * @default 5,000
   */
  deadlineMs?: number;
  /** Milliseconds since 1970. Default: the system's clock. */
  clock?: () => number;
}

/**
 * Keeps records in a MongoDB collection. Connects when first needed and finds back by itself after an outage.
 * @publicApi
 */
export class MongoActivityStore implements ActivityStore {
  /** @internal */
  readonly takesJsonText = true;
  /** Counts from roll-ups, in collections beside that of the records. */
  readonly statistics: MongoStatistics;
  private readonly link: MongoLink;
  private readonly deadlineMs: number;
  private readonly clock: () => number;
  private readonly warned = new Set<string>();
  private targetCheck: Promise<void> | undefined;
  private indexesCheckedAt: number | undefined;
  private closed = false;

  constructor(private readonly options: MongoStoreOptions) {
    this.link = linkOf(options);
    this.deadlineMs = options.deadlineMs ?? 5_000;
    this.clock = options.clock ?? Date.now;
    const { collectionName, retentionDays } = options;
    this.statistics = new MongoStatistics(
      {
        collectionName,
        retentionDays,
        writeDeadlineMs: this.deadlineMs,
        run: (doing, deadlineMs, work) =>
          this.attempt(doing, this.deadlineMs + deadlineMs, async () =>
            work(rollupCollections(this.database(), collectionName)),
          ),
        warn: (message) => this.warn(message),
      },
      this,
    );
  }

  /**
   * @throws StoreMisconfiguredError where the collection is a view or a time series, or the connection string is wrong
   * @throws StoreUnavailableError
   */
  async open(): Promise<void> {
    const collection = await this.attempt('opening', this.deadlineMs, async (collection) => collection);
    await this.checkIndexes(collection);
  }

  async insert(records: readonly ActivityLog[]): Promise<InsertOutcome> {
    const outcome: InsertOutcome = { stored: 0, duplicates: 0, rejected: [] };
    const writable: ActivityLog[] = [];
    for (const record of records) {
      if (record._id) writable.push(record);
      else outcome.rejected.push({ record, reason: 'has no _id: stored twice, it could not be told from another' });
    }
    for (let start = 0; start < writable.length; start += MAX_RECORDS_PER_COMMAND) {
      add(outcome, await this.insertChunk(writable.slice(start, start + MAX_RECORDS_PER_COMMAND)));
    }
    return outcome;
  }

  async find(filter: ActivityFilter, options: FindOptions = {}): Promise<ActivityLog[]> {
    const { sort = { created_time: -1, _id: -1 }, skip = 0, limit = 0, fields, maxTimeMs, index } = options;
    const projection = fields && Object.fromEntries([...fields, '_id'].map((field) => [field, 1]));
    return this.read(maxTimeMs, (collection, maxTimeMS) =>
      withHint(index, (hint) =>
        collection.find<ActivityLog>(filter, { sort, skip, limit, projection, maxTimeMS, ...hint }).toArray(),
      ),
    );
  }

  async count(filter: ActivityFilter, cap: number, options: { maxTimeMs?: number } = {}): Promise<number> {
    // To the server a limit of 0 means none.
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
      withHint(
        options.index,
        (hint) => collection.aggregate(pipeline, { maxTimeMS, ...hint }).toArray() as Promise<T[]>,
      ),
    );
  }

  stream(filter: ActivityFilter, options: StreamOptions = {}): AsyncIterable<ActivityLog> {
    return streamRecords(this.inBatches('reading'), filter, options);
  }

  async delete(filter: ActivityFilter): Promise<number> {
    return this.inBatches('deleting')((collection) => deleteRecords(collection, filter, this.concern(collection)));
  }

  async rewrite(filter: ActivityFilter, change: RecordChange, options: RewriteOptions = {}): Promise<number> {
    const concern = (collection: Collection) => this.concern(collection);
    return rewriteRecords(this.inBatches('rewriting'), filter, change, concern, options);
  }

  async *watch(options: WatchOptions): AsyncGenerator<StoredRecord> {
    const collection = await this.attempt('watching', this.deadlineMs, async (collection) => collection);
    yield* watchInserts(collection, options);
  }

  describe(): Promise<StoreDescription> {
    return this.read(undefined, (collection, maxTimeMS) => describeCollection(collection, maxTimeMS));
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.link.close();
  }

  /** Halves the batch as long as one record spoils it for the others. */
  private async insertChunk(records: readonly ActivityLog[]): Promise<InsertOutcome> {
    const verdict = await this.attempt('writing', this.deadlineMs, async (collection) => {
      const writeConcern = confirmed(collection.writeConcern, this.deadlineMs);
      await this.statistics.beforeInsert(this.database(), records, writeConcern);
      const verdict = await sendInsert(collection, records, writeConcern).then(
        (reply): Verdict => outcomeOf(reply, records),
        (error: unknown) => verdictOf(error, records),
      );
      this.checkIndexesWhenDue(collection);
      return verdict;
    }).catch((error: unknown) => {
      this.statistics.afterFailedInsert();
      throw error;
    });
    if (verdict !== 'split') return verdict;
    const half = records.length >> 1;
    const outcome = await this.insertChunk(records.slice(0, half));
    add(outcome, await this.insertChunk(records.slice(half)));
    return outcome;
  }

  private read<T>(
    maxTimeMs: number = DEFAULT_QUERY_MS,
    query: (collection: Collection, maxTimeMs: number) => Promise<T>,
  ): Promise<T> {
    return this.attempt('reading', this.deadlineMs + maxTimeMs, (collection) =>
      query(collection, maxTimeMs).catch((error: unknown) => {
        if (codeOf(error) === NOT_AUTHORIZED) {
          this.warn(
            `No right to read "${this.options.collectionName}": records are stored, but history, admin API and panel answer ` +
              '503. Grant the action "find" on it.',
          );
        }
        throw error;
      }),
    );
  }

  /** For work of several steps, each of which has the time of a query. */
  private inBatches(doing: string): Attempt {
    return (work) => this.attempt(doing, this.deadlineMs + DEFAULT_QUERY_MS, work);
  }

  private concern(collection: Collection): Record<string, unknown> {
    return inCommand(confirmed(collection.writeConcern, this.deadlineMs));
  }

  private async attempt<T>(
    doing: string,
    deadlineMs: number,
    work: (collection: Collection) => Promise<T>,
  ): Promise<T> {
    try {
      return await withDeadline(this.collection().then(work), deadlineMs);
    } catch (error) {
      throw asStoreError(error, doing, this.options);
    }
  }

  private async collection(): Promise<Collection> {
    if (this.closed) throw new Error('the store was closed');
    await this.link.connect();
    const { collectionName } = this.options;
    const db = this.database();
    this.targetCheck ??= assertUsableTarget(db, collectionName, (message) => this.warn(message));
    try {
      await this.targetCheck;
    } catch (error) {
      this.targetCheck = undefined;
      throw error;
    }
    return db.collection(collectionName);
  }

  private database(): mongo.Db {
    const { db } = declareActivityLog(this.link.connection, this.options.collectionName).db;
    if (!db) throw new Error('the connection is not open');
    return db;
  }

  private async checkIndexes(collection: Collection): Promise<void> {
    this.indexesCheckedAt = this.clock();
    const { retentionDays } = this.options;
    try {
      await keepIndexes(collection, { retentionDays, warn: (message) => this.warn(message) });
    } catch (error) {
      // Records may come in all the same: the next one that does has the indexes looked at again.
      this.indexesCheckedAt = undefined;
      throw asStoreError(error, 'creating indexes', this.options);
    }
  }

  private checkIndexesWhenDue(collection: Collection): void {
    if (this.closed || (this.indexesCheckedAt !== undefined && this.clock() - this.indexesCheckedAt < INDEX_CHECK_MS))
      return;
    this.checkIndexes(collection).catch(() => {});
  }

  private warn(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.options.warn(message);
  }
}

function add(sum: InsertOutcome, part: InsertOutcome): void {
  sum.stored += part.stored;
  sum.duplicates += part.duplicates;
  sum.rejected.push(...part.rejected);
}
