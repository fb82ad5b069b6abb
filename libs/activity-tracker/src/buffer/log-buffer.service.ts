import {
  type BeforeApplicationShutdown,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { ActivityLog } from '../record/activity-log.js';
import { plainRecord } from '../record/encoded-part.js';
import type { ActivityStore } from '../storage/activity-store.js';
import { WAITING_FORM, type WaitingForm } from '../storage/waiting-form.js';
import type { ApplicationLife } from './application-life.js';
import { BackOff } from './back-off.js';
import { BoundedQueue } from './bounded-queue.js';
import type { BufferOptions } from './buffer.options.js';
import type { BufferStats, DropReason } from './buffer-stats.js';
import { OutageLog } from './outage-log.js';

/** Records that may wait, whatever their size. */
const MAX_WAITING = 100_000;
/** Milliseconds that a flush waits for more once there are enough: a busy moment goes out in few inserts. */
const GATHERING_MS = 10;

/**
 * Keeps records until the store has them. {@link add} never waits and never throws; flushes run one at a time, at
 * `buffer.maxSize` records or each `buffer.interval`; a store that is away is tried again with growing pauses.
 */
export class LogBufferService implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('ActivityTracker');
  private readonly queue: BoundedQueue;
  /** As it is at the start: what waits must not change its form before it is stored. */
  private readonly form: WaitingForm | undefined;
  private readonly storesParts: boolean;
  private readonly backOff = new BackOff();
  private readonly outage = new OutageLog(this.logger);
  private readonly pending = new Set<Promise<void>>();
  private readonly counts = { accepted: 0, stored: 0, duplicates: 0, rejected: 0, retries: 0 };
  private readonly dropped: Record<DropReason, number> = { full: 0, shutdown: 0, late: 0 };
  private retry: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  /** How many of the oldest records a running drain still has to store, whatever `maxSize` says. */
  private wanted = 0;
  private gathering: NodeJS.Timeout | undefined;
  private opened = false;
  private closed = false;

  constructor(
    private readonly options: BufferOptions,
    private readonly store: ActivityStore,
    /** False where nothing is to be stored (`database: false`); the store is then only closed at the end. */
    private readonly storing: boolean,
    private readonly life: Pick<ApplicationLife, 'isOver' | 'servesHttp' | 'within'>,
  ) {
    this.queue = new BoundedQueue(MAX_WAITING, options.maxBytes);
    this.form = store[WAITING_FORM];
    this.storesParts = store.takesEncodedParts ?? false;
  }

  onApplicationBootstrap(): void {
    if (!this.storing) return;
    this.closed = false;
    this.warnOfLossAtShutdown();
    // Connects now, so that the first flush finds the store ready; the boot does not wait for it. An application without
    // HTTP may be a short command, which connects when it has something to record.
    if (this.life.servesHttp) void this.flush();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flushAtShutdown();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flushAtShutdown();
    if (!this.life.isOver) return;
    this.closed = true;
    this.opened = false;
    clearTimeout(this.retry);
    clearTimeout(this.gathering);
    this.retry = this.gathering = undefined;
    if (this.queue.length > 0) {
      this.dropped.shutdown += this.queue.length;
      this.logger.error(`${this.queue.length} activity records are lost: the store was away at shutdown.`);
      this.queue.release(this.queue.length);
    }
    await this.life.within(this.store.close());
  }

  /** Takes a record in; one for which there is no room is dropped and counted. */
  add(record: ActivityLog, bytes: number): void {
    if (this.closed) {
      this.dropped.late++;
      return;
    }
    if (!this.takeIn(record, bytes)) {
      this.dropped.full++;
      this.outage.dropped();
      return;
    }
    this.counts.accepted++;
    if (this.queue.length >= this.options.maxSize && !this.gathering && !this.running && !this.retry) {
      this.gathering = setTimeout(() => {
        this.gathering = undefined;
        void this.drain();
      }, GATHERING_MS);
    }
  }

  /** One for which there is surely no room is not even prepared. */
  private takeIn(record: ActivityLog, bytes: number): boolean {
    const { form } = this;
    if (!form || this.queue.isFull) return this.queue.add(record, bytes);
    const waiting = form.prepare(record);
    const hasRoom = this.queue.add(waiting, waiting.byteLength ?? bytes);
    if (!hasRoom) form.release(waiting);
    return hasRoom;
  }

  /** A record that is still being made; a shutdown waits for it. */
  expect(pending: Promise<void>): void {
    this.pending.add(pending);
    void pending.finally(() => this.pending.delete(pending));
  }

  /** Stores everything that waits now, as far as the store lets us. Resolves when tried; never rejects. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.pending);
    this.wanted = Math.max(this.wanted, this.queue.length);
    await this.drain();
  }

  /** Flushes unless the store is unavailable: it is tried again after a pause of its own. */
  flushOnInterval(): void {
    if (!this.retry) void this.flush();
  }

  stats(): BufferStats {
    return {
      ...this.counts,
      dropped: { ...this.dropped },
      waiting: this.queue.length,
      waitingBytes: this.queue.bytes,
      storeAway: this.outage.isOn,
    };
  }

  /** Nest's shutdown hooks listen for signals; where nobody does, a stop of the process ends it at once. */
  private warnOfLossAtShutdown(): void {
    if (process.listenerCount('SIGTERM') > 0 || process.env.NODE_ENV === 'test') return;
    this.logger.warn(
      'Nobody listens for SIGTERM, so a stop of this process loses the records that wait. Call app.enableShutdownHooks().',
    );
  }

  private drain(): Promise<void> {
    if (!this.storing) return Promise.resolve();
    clearTimeout(this.retry);
    this.retry = undefined;
    this.running ??= this.storeBatches(this.store)
      .catch((error: unknown) => this.storeIsAway(error))
      .finally(() => {
        this.running = undefined;
      });
    return this.running;
  }

  private async storeBatches(store: ActivityStore): Promise<void> {
    if (!this.opened) {
      await store.open();
      this.opened = true;
    }
    while (this.queue.length > 0 && (this.wanted > 0 || this.queue.length >= this.options.maxSize)) {
      const batch = this.queue.peekBatch();
      const { stored, duplicates, rejected } = await store.insert(this.storesParts ? batch : batch.map(plainRecord));
      for (const record of this.queue.release(batch.length)) this.form?.release(record);
      this.wanted = Math.max(0, this.wanted - batch.length);
      this.counts.stored += stored;
      this.counts.duplicates += duplicates;
      this.counts.rejected += rejected.length;
      for (const { reason } of rejected) this.outage.rejected(reason);
      this.storeIsBack();
    }
    this.wanted = 0;
  }

  private storeIsBack(): void {
    this.backOff.reset();
    const gap = this.outage.over();
    // Where one small batch made room there may be too little: then the next one.
    if (gap && this.queue.add(gap, 1_000)) {
      this.outage.noted();
      this.counts.accepted++;
      this.wanted = this.queue.length;
    }
  }

  private storeIsAway(error: unknown): void {
    this.wanted = 0;
    if (this.closed) return;
    this.counts.retries++;
    this.outage.begins(error, this.queue.length);
    this.retry = setTimeout(() => {
      this.retry = undefined;
      void this.flush();
    }, this.backOff.next());
    this.retry.unref();
  }

  /** Without records the store is not asked for anything, so that it need not be there. */
  private async flushAtShutdown(): Promise<void> {
    if (this.queue.length + this.pending.size > 0) await this.life.within(this.flush());
  }
}
