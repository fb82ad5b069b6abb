import type { mongo } from 'mongoose';
import { declareActivityLog } from '../activity-log.document.js';
import { withDeadline } from '../../../common/deadline.js';
import { keepIndexes } from '../indexes/index-upkeep.js';
import { linkOf, type MongoLink } from './mongo-link.js';
import { StoreMisconfiguredError } from '../../port/store-errors.js';
import type { MongoStoreOptions } from '../mongo-store.types.js';
import { ReturnWatch } from './return-watch.js';
import { claimTarget, releaseTarget } from './open-targets.js';
import { asStoreError } from '../errors/store-error.js';
import { assertUsableTarget, type Collection } from './collection-target.js';

/** Interval between index checks: a collection may be dropped, or a privilege granted, at run time. */
const INDEX_CHECK_MS = 600_000;

const IDLE_MS = 1_000;

export class CollectionAccess {
  /** Deadline of a write attempt. Milliseconds. */
  readonly deadlineMs: number;
  private readonly link: MongoLink;
  private readonly clock: () => number;
  private readonly warned = new Set<string>();
  private readonly returnWatch = new ReturnWatch();
  private targetCheck: Promise<void> | undefined;
  private indexesCheckedAt: number | undefined;
  private closed = false;
  private users = 0;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly options: MongoStoreOptions) {
    this.link = linkOf(options);
    this.deadlineMs = options.deadlineMs ?? 5_000;
    this.clock = options.clock ?? Date.now;
  }

  /** @throws StoreUnavailableError for every failure and timeout */
  async attempt<T>(doing: string, deadlineMs: number, work: (collection: Collection) => Promise<T>): Promise<T> {
    const done = this.use();
    try {
      return await withDeadline(this.collection().then(work), deadlineMs);
    } catch (error) {
      const refusal = asStoreError(error, doing, this.options);
      if (refusal instanceof StoreMisconfiguredError) this.targetCheck = undefined;
      throw refusal;
    } finally {
      done();
    }
  }

  use(): () => void {
    this.users++;
    clearTimeout(this.idle);
    return () => {
      if (--this.users > 0 || this.closed || (this.options.staysConnected?.() ?? true)) return;
      this.idle = setTimeout(() => void this.link.close().catch(() => {}), IDLE_MS);
      this.idle.unref();
    };
  }

  /** Undoes {@link close}: a testing module may reuse the store for another application. */
  reopen(): void {
    this.closed = false;
  }

  onReachable(listener: () => void): void {
    this.returnWatch.add(listener);
  }

  database(): mongo.Db {
    const { db } = declareActivityLog(this.link.connection, this.options.collectionName).db;
    if (!db) throw new Error('the connection is not open');
    return db;
  }

  async checkIndexes(collection: Collection): Promise<void> {
    this.indexesCheckedAt = this.clock();
    const { retentionDays } = this.options;
    try {
      await keepIndexes(collection, { retentionDays, warn: (message) => this.warn(message) });
    } catch (error) {
      // Inserts continue; the next one repeats the index check.
      this.indexesCheckedAt = undefined;
      const refusal = asStoreError(error, 'creating indexes', this.options);
      if (!this.closed)
        this.warn(
          `Could not check the indexes; records are stored, but queries may be slow: ${refusal.message} (logged once)`,
        );
      throw refusal;
    }
  }

  checkIndexesWhenDue(collection: Collection): void {
    if (this.closed || (this.indexesCheckedAt !== undefined && this.clock() - this.indexesCheckedAt < INDEX_CHECK_MS))
      return;
    this.checkIndexes(collection).catch(() => {});
  }

  warn(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.options.warn(message);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idle);
    this.targetCheck = undefined;
    releaseTarget(this);
    await this.link.close();
  }

  private async checkTarget(db: mongo.Db): Promise<void> {
    const { collectionName } = this.options;
    const collision = claimTarget(this, db, collectionName);
    if (collision !== undefined) throw new StoreMisconfiguredError(collision);
    await assertUsableTarget(db, collectionName, (message) => this.warn(message));
  }

  private async collection(): Promise<Collection> {
    if (this.closed) throw new Error('the store was closed');
    await this.link.connect();
    this.returnWatch.follow(this.link.connection.getClient());
    const { collectionName } = this.options;
    const db = this.database();
    this.targetCheck ??= this.checkTarget(db);
    try {
      await this.targetCheck;
    } catch (error) {
      this.targetCheck = undefined;
      throw error;
    }
    return db.collection(collectionName);
  }
}
