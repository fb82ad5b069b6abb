import { LinkedList } from './linked-list.js';
import { UserShares } from './user-shares.js';
import type { UserShare, WaitingRecord } from './waiting-record.js';

export interface QueueLimits {
  readonly records: number;
  readonly bytes: number;
  /** Anonymous clients with a share each; any further ones have one together. */
  readonly anonymousShares: number;
  /** Bytes of one batch: an insert is copied and sent synchronously, which blocks the event loop. */
  readonly batchRecords: number;
  readonly batchBytes: number;
}

export interface Relief {
  shed(waiting: WaitingRecord): void;
  drop(waiting: WaitingRecord): void;
  /** Whether records that are dropped stay on disk: then bodies need not be shed. */
  keepsDropped?(): boolean;
}

/**
 * Beyond a bound the user with the most queued bytes loses the newest bodies, then the newest records. All anonymous
 * clients together weigh as one user, within which the heaviest client loses. Batches in flight count, but stay.
 */
export class FairQueue {
  private readonly arrivals = new LinkedList<WaitingRecord>();
  private readonly shares: UserShares;
  private arrived = 0;
  private readonly batches = new Set<readonly WaitingRecord[]>();
  private inFlight = 0;
  private inFlightBytes = 0;
  queued = 0;
  queuedBytes = 0;

  constructor(
    readonly limits: QueueLimits,
    private readonly relief: Relief,
  ) {
    this.shares = new UserShares(limits.anonymousShares);
  }

  get length(): number {
    return this.queued + this.inFlight;
  }

  get bytes(): number {
    return this.queuedBytes + this.inFlightBytes;
  }

  hasRoomFor(bytes: number): boolean {
    return this.length < this.limits.records && this.bytes + bytes <= this.limits.bytes;
  }

  /** Whether one more record of this user would drop a record or shed bodies: only the heaviest user's would. */
  burdenOf(user: string): 'none' | 'bodies' | 'record' {
    const { heaviest } = this.shares;
    if (heaviest && heaviest.user !== this.shares.keyOf(user)) return 'none';
    return heaviest?.bodied.first ? 'bodies' : 'record';
  }

  add(waiting: WaitingRecord): void {
    waiting.order = this.arrived++;
    this.arrivals.addLast(waiting.inArrival);
    this.enter(waiting);
    while (this.isOverfull && this.relieve());
  }

  /** The oldest records, as many as one insert takes: in flight until {@link settle} or {@link putBack}. */
  takeBatch(): WaitingRecord[] {
    const batch: WaitingRecord[] = [];
    let bytes = 0;
    for (let link = this.arrivals.first; link && batch.length < this.limits.batchRecords; link = this.arrivals.first) {
      const waiting = link.item;
      bytes += waiting.bytes;
      if (batch.length > 0 && bytes > this.limits.batchBytes) break;
      this.leave(waiting);
      batch.push(waiting);
      this.inFlightBytes += waiting.bytes;
    }
    this.inFlight += batch.length;
    this.batches.add(batch);
    return batch;
  }

  /** Forgets a batch that is stored or was given up. */
  settle(batch: readonly WaitingRecord[]): void {
    this.batches.delete(batch);
    this.inFlight -= batch.length;
    for (const { bytes } of batch) this.inFlightBytes -= bytes;
  }

  /** The insert failed: its records are queued again, before everything that arrived after them. */
  putBack(batch: readonly WaitingRecord[]): void {
    this.settle(batch);
    let next = this.arrivals.first;
    const { order = 0 } = batch.at(-1) ?? {};
    while (next && next.item.order < order) next = next.next;
    for (const waiting of batch.toReversed()) {
      this.arrivals.addBefore(waiting.inArrival, next);
      next = waiting.inArrival;
      this.enter(waiting, 'oldest');
    }
  }

  /** Records that are not stored yet, queued and in flight. */
  *[Symbol.iterator](): Generator<WaitingRecord> {
    for (const batch of this.batches) yield* batch;
    for (let link = this.arrivals.first; link; link = link.next) yield link.item;
  }

  clear(): WaitingRecord[] {
    const all: WaitingRecord[] = [];
    for (let link = this.arrivals.first; link; link = this.arrivals.first) {
      this.leave(link.item);
      all.push(link.item);
    }
    this.batches.clear();
    this.inFlight = this.inFlightBytes = 0;
    return all;
  }

  private get isOverfull(): boolean {
    return this.length > this.limits.records || this.bytes > this.limits.bytes;
  }

  /** Returns false if nothing can be dropped or shed. */
  private relieve(): boolean {
    const { heaviest } = this.shares;
    if (!heaviest) return false;
    const bodied = heaviest.bodied.last?.item;
    if (this.relief.keepsDropped?.()) this.drop(bodied ?? heaviest.bare.last!.item);
    else if (bodied && this.length <= this.limits.records) this.shed(bodied, heaviest);
    else this.drop((heaviest.bare.last ?? heaviest.bodied.last)!.item);
    return true;
  }

  private shed(waiting: WaitingRecord, share: UserShare): void {
    const before = waiting.bytes;
    this.relief.shed(waiting);
    waiting.bodyBytes = 0;
    share.bodied.remove(waiting.inShare);
    // Bodies are shed from the newest on: what was shed before is newer.
    share.bare.addFirst(waiting.inShare);
    this.queuedBytes += waiting.bytes - before;
    this.shares.weigh(share, waiting.bytes - before);
  }

  private drop(waiting: WaitingRecord): void {
    this.leave(waiting);
    this.relief.drop(waiting);
  }

  private enter(waiting: WaitingRecord, as: 'newest' | 'oldest' = 'newest'): void {
    this.queued++;
    this.queuedBytes += waiting.bytes;
    if (waiting.user === undefined) return;
    const share = this.shares.of(waiting.user);
    waiting.share = share;
    const list = waiting.hasBodies ? share.bodied : share.bare;
    if (as === 'newest') list.addLast(waiting.inShare);
    else list.addFirst(waiting.inShare);
    this.shares.weigh(share, waiting.bytes);
  }

  private leave(waiting: WaitingRecord): void {
    this.arrivals.remove(waiting.inArrival);
    this.queued--;
    this.queuedBytes -= waiting.bytes;
    const { share } = waiting;
    if (!share) return;
    waiting.share = undefined;
    (waiting.hasBodies ? share.bodied : share.bare).remove(waiting.inShare);
    this.shares.weigh(share, -waiting.bytes);
    if (share.isEmpty) this.shares.close(share);
  }
}
