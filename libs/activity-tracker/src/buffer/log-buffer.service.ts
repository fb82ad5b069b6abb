import {
  type BeforeApplicationShutdown,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { ActivityLog } from '../record/activity-log.js';
import { type ActivityStore, StoreMisconfiguredError } from '../storage/activity-store.js';
import { BackOff } from './back-off.js';
import { BatchWriter } from './batch-writer.js';
import { assertStoreAnswers, type RefuseBoot } from './boot-check.js';
import { BufferCounts } from './buffer-counts.js';
import type { BufferOptions } from './buffer.options.js';
import type { BufferStats } from './buffer-stats.js';
import { FlushSchedule } from './flush-schedule.js';
import { GapLog } from './gap-log.js';
import { GivenOutcomes } from './given-outcomes.js';
import { OutageLog } from './outage-log.js';
import { RecordIntake } from './record-intake.js';
import { schedulerRegistry } from './scheduler-registry.js';
import { settledWithin } from './settled-within.js';
import { StoreOpening } from './store-opening.js';
import type { WaitingRecord } from './waiting-record.js';

/** Milliseconds that a shutdown waits for the store. */
const SHUTDOWN_DEADLINE_MS = 5_000;
/** A store that was never reached has no driver that reports its return: it is tried again at least this often. */
const LONGEST_PAUSE_BEFORE_OPEN_MS = 5_000;
/** Name of the flush in @nestjs/schedule's registry. */
export const FLUSH_INTERVAL = 'activity-tracker:flush';

/** What the buffer has to know of `storage`. */
export interface BufferStorage {
  /** False where nothing is to be stored (`database: false`); the store is then only closed at the end. */
  readonly isUsed: boolean;
  readonly bodyFormat: 'document' | 'text';
  readonly refuseBoot?: RefuseBoot | undefined;
}

/**
 * Keeps records until the store has them. {@link add} never waits and never throws. A flush begins at `buffer.maxSize` records, at a
 * quarter of `buffer.maxBytes`, or each `buffer.interval`; a store that fails is tried again after growing pauses.
 */
export class LogBufferService implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('ActivityTracker');
  private readonly counts = new BufferCounts();
  private readonly gaps = new GapLog(this.logger);
  private readonly outage = new OutageLog(this.logger);
  private readonly outcomes = new GivenOutcomes(this.logger);
  private readonly backOff = new BackOff();
  private readonly opening: StoreOpening;
  private readonly intake: RecordIntake;
  private readonly writer: BatchWriter;
  private readonly schedule: FlushSchedule;
  private readonly pending = new Set<Promise<void>>();
  private registry: SchedulerRegistry | undefined;
  private closed = false;

  constructor(
    private readonly options: BufferOptions,
    private readonly store: ActivityStore,
    private readonly storage: BufferStorage,
    private readonly modules: ModuleRef,
  ) {
    this.opening = new StoreOpening(store);
    this.intake = new RecordIntake(options, store, storage.bodyFormat, this.counts, this.gaps);
    this.writer = new BatchWriter(this.intake.queue, store, this.opening, {
      maxSize: options.maxSize,
      maxBytes: options.maxBytes / 4,
      stored: (batch, outcome) => this.stored(batch, outcome),
      failed: (error) => this.failed(error),
    });
    this.schedule = new FlushSchedule(this.writer, () => this.flush());
  }

  /** @throws StoreUnavailableError at boot where `storage.refuseBoot` says so */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.storage.isUsed) return;
    const { refuseBoot } = this.storage;
    if (refuseBoot) await assertStoreAnswers(this.store, this.opening, refuseBoot);
    this.registry = schedulerRegistry(this.modules);
    const interval = setInterval(() => this.schedule.intervalPassed(), this.options.interval * 1000);
    interval.unref();
    this.registry.addInterval(FLUSH_INTERVAL, interval);
    this.store.onReachable?.(() => this.schedule.storeReturned());
    this.warnOfLossAtShutdown();
    // Connects now, so that the first flush finds the store ready; the boot does not wait for it.
    void this.flush();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await settledWithin(this.flush(), SHUTDOWN_DEADLINE_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.pending);
    await settledWithin(this.flush(), SHUTDOWN_DEADLINE_MS);
    this.closed = true;
    this.schedule.stop();
    if (this.registry?.doesExist('interval', FLUSH_INTERVAL)) this.registry.deleteInterval(FLUSH_INTERVAL);
    const lost = this.intake.clear();
    if (lost > 0) {
      this.counts.dropped.shutdown += lost;
      this.logger.error(`${lost} activity records are lost: the store was away at shutdown.`);
    }
    await this.store.close().catch(() => undefined);
  }

  /**
   * Queues a record; when the buffer is full, bodies and then records of the user with the most queued bytes give way.
   * @param bytes about how many it takes
   * @param bodyBytes how many of them are bodies
   */
  add(record: ActivityLog, bytes: number, bodyBytes = 0): void {
    if (this.closed) {
      this.counts.dropped.late++;
      return;
    }
    if (this.intake.accept(record, bytes, bodyBytes)) this.schedule.recordQueued();
  }

  /** A record that is still being made; a shutdown waits for it. */
  expect(pending: Promise<void>): void {
    this.pending.add(pending);
    void pending.finally(() => this.pending.delete(pending));
  }

  /** Stores everything that waits now, if the store takes it. Resolves when tried; never rejects. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.pending);
    if (!this.storage.isUsed) return;
    this.schedule.endPause();
    await this.writer.writeAll();
  }

  stats(): BufferStats {
    const { queue } = this.intake;
    const { down } = this.outage;
    return {
      ...this.counts.toStats(),
      waiting: queue.length,
      waitingBytes: queue.bytes,
      storeAway: down !== null,
      down: down && { ...down },
    };
  }

  /** Without Nest's shutdown hooks a signal ends the process at once. */
  private warnOfLossAtShutdown(): void {
    if (process.listenerCount('SIGTERM') > 0 || process.env.NODE_ENV === 'test') return;
    this.logger.warn(
      'Shutdown hooks are disabled: buffered records will be lost when the process stops. Call app.enableShutdownHooks().',
    );
  }

  private stored(batch: readonly WaitingRecord[], given: unknown): void {
    if (this.closed) return;
    this.intake.release(batch);
    const outcome = this.outcomes.read(given, batch.length);
    this.counts.add(outcome);
    for (const { reason } of outcome.rejected) this.outage.rejected(reason);
    this.backOff.reset();
    this.schedule.stored();
    this.outage.end(this.gaps.count);
    if (this.intake.reportGap()) void this.writer.writeAll();
  }

  private failed(error: unknown): void {
    if (this.closed) return;
    const isMisconfigured = error instanceof StoreMisconfiguredError;
    if (isMisconfigured) this.counts.misconfigured++;
    else this.counts.retries++;
    this.outage.start(error, this.intake.queue.length);
    const longest = this.opening.isDone ? undefined : LONGEST_PAUSE_BEFORE_OPEN_MS;
    this.schedule.pauseFor(isMisconfigured ? this.backOff.longest() : this.backOff.next(longest));
  }
}
