import { Types } from 'mongoose';
import { counted } from '../../../common/counted.js';
import { settledWithin } from '../../../common/deadline.js';
import type { ActivityUserId } from '../../../record/activity-log.js';
import type { ErasureOrders, IsErased } from '../../port/erasure-orders.js';
import { codeOf, isRefusal, NOT_AUTHORIZED } from '../errors/error-codes.js';
import { withoutQuotedData } from '../errors/server-text.js';
import { WRITING } from '../errors/store-error.js';
import { KnownOrders } from './known-orders.js';
import {
  endProcess,
  extendOrder,
  hasOtherProcesses,
  isOrder,
  type OrderCollections,
  type OrderDocument,
  readOrders,
  readOrMakeKey,
  storeOrder,
  tellOfProcess,
  withdrawOrder,
} from './order-collections.js';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Records that arrived later are inserted without reading the orders first. */
const FRESH_MS = 2_000;
/** For so long other processes rely on what this one told of itself; they forget it a minute later. */
const TOLD_MS = 90_000;
const SHORT_MS = 10_000;
const LEAVING_MS = 1_000;

export interface ErasureOrdersOptions {
  /** @param deadlineMs beyond that of connecting */
  readonly run: <T>(
    doing: string,
    deadlineMs: number,
    work: (collections: OrderCollections) => Promise<T>,
  ) => Promise<T>;
  /** Milliseconds that an insert may take. */
  readonly insertMs: number;
  readonly warn: (message: string) => void;
  /** Of a store that is shared with another thread of the process. Default: a new one. */
  readonly processId?: string | undefined;
  /** Waits so many milliseconds. */
  readonly settle?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Erasure orders in a collection of the same database. An insert reads them first if one of its records is not fresh;
 * an erasure waits until inserts that did not have to have ended. So none is missed, and a busy process reads once a minute.
 */
export class MongoErasureOrders implements ErasureOrders {
  readonly known = new KnownOrders();
  private readonly process: string;
  private readonly threads: (() => Promise<unknown>)[] = [];
  private readonly listeners = new Set<(isErased: IsErased) => void>();
  private readAt = -Infinity;
  private forgotten = 0;
  private reading: Promise<void> | undefined;
  private hasWarned = false;

  constructor(private readonly options: ErasureOrdersOptions) {
    this.process = options.processId ?? new Types.ObjectId().toHexString();
  }

  /**
   * Another thread of the process stores records with the same id.
   * @param read has it read the orders, and waits for what it was inserting @returns the id
   */
  share(read: () => Promise<unknown>): string {
    this.threads.push(read);
    return this.process;
  }

  async issue(userId: ActivityUserId, held: readonly ActivityUserId[]): Promise<string> {
    const { known, options } = this;
    const { settle = pause } = options;
    const order = new Types.ObjectId().toHexString();
    const hasOthers = await options.run('ordering an erasure', SHORT_MS, async (collections) => {
      known.useKey(await readOrMakeKey(collections));
      const hashes = held.map((id) => known.hash(id)!);
      await storeOrder(collections, order, known.hash(userId)!, hashes);
      return hasOtherProcesses(collections, this.process);
    });
    await this.maintain();
    // A batch was fresh, was read for, and was inserted.
    const longest = FRESH_MS + 2 * options.insertMs;
    if (hasOthers || !(await this.haveThreadsRead(longest))) await settle(longest);
    return order;
  }

  private async haveThreadsRead(milliseconds: number): Promise<boolean> {
    const read = this.threads.map(async (thread) => {
      let isRead = true;
      const reading = thread().catch(() => (isRead = false));
      return (await settledWithin(reading, milliseconds)) && isRead;
    });
    return (await Promise.all(read)).every(Boolean);
  }

  async complete(order: string): Promise<void> {
    await this.options.run('completing an erasure order', SHORT_MS, (collections) => extendOrder(collections, order));
    await this.maintain();
  }

  async withdraw(order: string): Promise<void> {
    await this.options.run('withdrawing an erasure order', SHORT_MS, (collections) =>
      withdrawOrder(collections, order),
    );
    await this.maintain();
  }

  maintain(): Promise<void> {
    return this.readOnce('reading erasure orders');
  }

  onOrders(listener: (isErased: IsErased) => void): void {
    this.listeners.add(listener);
  }

  /** Reads the orders if they may be missing one that covers a record which arrived then. */
  async knowFor(oldest: number): Promise<void> {
    const isFresh = Date.now() - oldest < FRESH_MS;
    const mayMissOne = (): boolean => performance.now() - this.readAt > (isFresh ? TOLD_MS : FRESH_MS);
    // The first may have begun before this call.
    for (let reads = 0; reads < 2 && mayMissOne(); reads++) await this.readOnce(WRITING);
  }

  /** The next insert reads the orders first. */
  forget(): void {
    this.readAt = -Infinity;
    this.forgotten++;
  }

  /** This process stores nothing from now on. Never rejects. */
  async leave(): Promise<void> {
    if (this.readAt === -Infinity) return;
    this.readAt = -Infinity;
    const left = this.options.run('leaving', 0, (collections) => endProcess(collections, this.process));
    await settledWithin(
      left.catch(() => undefined),
      LEAVING_MS,
    );
  }

  private readOnce(doing: string): Promise<void> {
    return (this.reading ??= this.read(doing).finally(() => (this.reading = undefined)));
  }

  private async read(doing: string): Promise<void> {
    const { known, forgotten } = this;
    const begun = performance.now();
    const documents = await this.options.run(doing, 0, (collections) => this.readFrom(collections));
    if (forgotten === this.forgotten) this.readAt = begun;
    const orders = documents.filter(isOrder);
    if (orders.length < documents.length) this.warnOfForeign(documents.length - orders.length);
    if (known.add(orders)) for (const listener of this.listeners) listener(known.isErased);
  }

  private warnOfForeign(count: number): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.options.warn(
      `${counted(count, 'document')} among the erasure orders ${count === 1 ? 'is' : 'are'} not the tracker's and ignored. ` +
        'Delete what other programs wrote there; if an order was edited, erase that person again (logged once).',
    );
  }

  /** Told first: an erasure whose order is not read here then knows of this process, and waits. */
  private async readFrom(collections: OrderCollections): Promise<OrderDocument[]> {
    try {
      const now = await tellOfProcess(collections, this.process);
      this.known.clockAhead = Math.max(0, Date.now() - now.getTime());
    } catch (error) {
      this.goOnWithout(error, collections);
    }
    try {
      return await readOrders(collections, this.known.changedAt);
    } catch (error) {
      this.goOnWithout(error, collections);
      return [];
    }
  }

  /** Records are stored where the server refuses. @throws the error of an outage, in which orders could be missed */
  private goOnWithout(error: unknown, { orders, processes }: OrderCollections): void {
    if (!isRefusal(error)) throw error;
    this.options.warn(
      codeOf(error) === NOT_AUTHORIZED
        ? 'Missing privilege to read erasure orders: this process goes on storing waiting records of persons who were erased. ' +
            `Grant find on ${orders.collectionName}, and find, insert, update and remove on ${processes.collectionName} (logged once).`
        : `Failed to read erasure orders (${withoutQuotedData(error.message)}): this process goes on storing waiting records ` +
            `of persons who were erased. Make ${orders.collectionName} and ${processes.collectionName} ordinary collections ` +
            'without a validator (logged once).',
    );
  }
}
