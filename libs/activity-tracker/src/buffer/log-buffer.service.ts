import {
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HostLog } from '../common/host-log.js';
import type { IntegrityOptions } from '../integrity/integrity.options.js';
import type { ActivityLog } from '../record/activity-log.js';
import type { LifeState } from '../sequence/life-state.js';
import type { SpoolPlace } from '../spool/spool.types.js';
import type { ActivityStore } from '../storage/port/activity-store.js';
import type { BufferOptions } from './buffer.options.js';
import { type BufferStorage, Delivery } from './delivery.js';
import { flushDisk } from './flush/flush-disk.js';
import type { ApplicationLife } from './life/application-life.js';
import { assertStoreAnswers } from './life/boot-check.js';
import {
  sayWhereFilesAre,
  warnOfLossAtShutdown,
  warnOfReplaceableFiles,
  warnOfVolatileFiles,
} from './life/boot-warnings.js';
import type { WaitingRecord } from './queue/waiting-record.js';
import { BufferReports } from './reports/buffer-reports.js';
import type { BufferStats } from './reports/buffer-stats.js';

/** The buffer as requests and the application see it: {@link add} never waits and never throws. */
export class LogBufferService implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new HostLog();
  private readonly reports = new BufferReports(this.logger);
  private readonly pending = new Set<Promise<void>>();
  private delivery: Delivery;
  /** Called before what is missing is reported, so that it is reported together: calls {@link noteLosses}. */
  beforeReports: (() => void) | undefined;

  constructor(
    private readonly options: BufferOptions,
    private readonly store: ActivityStore,
    private readonly storage: BufferStorage,
    private readonly life: Pick<ApplicationLife, 'finished' | 'isOver' | 'servesHttp' | 'within'>,
    private readonly integrity?: IntegrityOptions,
    private readonly state?: LifeState,
  ) {
    this.delivery = this.newDelivery();
    if (!storage.isUsed) return;
    store.onReachable?.(() => this.delivery.schedule.storeReturned());
    store.erasureOrders?.onOrders((isErased) => void this.delivery.disk?.spool.erase(isErased));
  }

  /** Rejects with StoreUnavailableError where `storage.refuseBoot` says so, and where the directory of the spool cannot be used. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.storage.isUsed) return;
    // The next application of a testing module. Inserts that the last shutdown gave up belong to the delivery before.
    if (this.delivery.isClosed) this.delivery = this.newDelivery();
    const { refuseBoot } = this.storage;
    if (this.delivery.disk) {
      await this.delivery.openFiles();
      sayWhereFilesAre(this.logger, this.options.spoolDirectory);
      warnOfVolatileFiles(this.logger, this.options.spoolDirectory);
      warnOfReplaceableFiles(this.logger, this.options.spoolDirectory);
    }
    if (refuseBoot) await assertStoreAnswers(this.store, this.delivery.opening, refuseBoot);
    warnOfLossAtShutdown(this.logger);
    // Connects now, so that the first flush finds the store ready; the boot does not wait for it. An application without
    // HTTP may be a short command, which connects when it has something to record.
    if (this.life.servesHttp) void this.flush();
  }

  async beforeApplicationShutdown(): Promise<void> {
    // From now on the process is likely to be killed.
    if (this.life.isOver) this.delivery.intake.journalAll();
    await this.flushAtShutdown();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flushAtShutdown();
    if (!this.life.isOver) return;
    await this.life.within(this.delivery.dropsSettled());
    if (this.delivery.endLife()) await this.flushAtShutdown();
    await this.delivery.close();
    await this.life.within(this.life.finished());
    await this.life.within(this.store.close());
  }

  /**
   * When the buffer is full, bodies and then records of the user with the most queued bytes are dropped.
   * @param bytes estimate of its size @param bodyBytes how many of them are bodies
   * @param released called once the record is stored or given up; must not throw
   */
  add(record: ActivityLog, bytes: number, bodyBytes = 0, released?: () => void): void {
    if (!this.delivery.takesRecords) {
      this.reports.counts.dropped.late++;
      released?.();
    } else if (this.delivery.intake.accept(record, bytes, bodyBytes, released)) this.delivery.schedule.recordQueued();
    else released?.();
  }

  /** Counts records that were dropped, and bodies that were removed, before they came here. */
  noteLosses(dropped: number, shed: number): void {
    const { intake } = this.delivery;
    for (let left = dropped; left > 0; left--) intake.droppedBefore();
    for (let left = shed; left > 0; left--) intake.noteShed();
  }

  /** Whether handlers that must be recorded are not to be called now. */
  get refusesRequests(): boolean {
    const { disk } = this.delivery;
    return this.options.whenSpoolIsFull === 'reject' && disk !== undefined && !disk.spool.takesRecords;
  }

  get isJournal(): boolean {
    return !this.delivery.isClosed && this.delivery.disk?.isJournal === true;
  }

  /** Encodes a record and writes it to disk, before it is {@link addJournaled added} or {@link discard}ed. */
  journal(record: ActivityLog, bytes: number, bodyBytes: number, before?: WaitingRecord): WaitingRecord {
    return this.delivery.intake.prepare(record, bytes, bodyBytes, before);
  }

  /** Writes what `write` journals to disk with one system call. */
  journalTogether(write: () => void): void {
    this.delivery.intake.journalTogether(write);
  }

  addJournaled(waiting: WaitingRecord): void {
    if (this.delivery.isClosed) return;
    if (this.delivery.intake.enqueue(waiting)) this.delivery.schedule.recordQueued();
  }

  /** Frees what {@link journal} gave: another record takes its place. */
  discard(waiting: WaitingRecord): void {
    this.delivery.intake.discard(waiting);
  }

  /** A record that is still being made; a shutdown waits for it. */
  trackPending(pending: Promise<void>): void {
    this.pending.add(pending);
    void pending.finally(() => this.pending.delete(pending));
  }

  async flush(): Promise<void> {
    await Promise.allSettled(this.pending);
    if (!this.storage.isUsed) return;
    this.delivery.schedule.endPause();
    await this.delivery.writer.writeAll();
  }

  /** {@link flush}, with what waits on disk, also that of ended processes: an erasure must reach it. Never rejects. */
  async flushAll(): Promise<void> {
    await this.flush();
    const { disk } = this.delivery;
    if (disk)
      await flushDisk(
        disk.spool,
        () => this.flush(),
        () => this.reports.outage.down !== null,
      );
  }

  /** Flushes unless the store is unavailable: it is tried again after its own pause. */
  flushOnInterval(): void {
    this.delivery.schedule.intervalPassed();
  }

  stats(): BufferStats {
    const { queue, own } = this.delivery.intake;
    const { down } = this.reports.outage;
    return {
      ...this.reports.counts.toStats(),
      waiting: queue.length - own.waiting,
      waitingBytes: queue.bytes,
      storeAway: down !== null,
      down: down && { ...down },
      spool: this.delivery.disk?.spool.stats() ?? null,
      checkpointFailures: this.delivery.checkpointFailures,
    };
  }

  spoolPlace(): SpoolPlace | undefined {
    return this.delivery.disk?.spool.place();
  }

  private newDelivery(): Delivery {
    const { options, store, storage, integrity, state: life } = this;
    const flush = (): Promise<void> => this.flush();
    const noteOtherLosses = (): void => this.beforeReports?.();
    return new Delivery({ options, store, storage, integrity, flush, noteOtherLosses, life }, this.reports);
  }

  /** Without records the store is not asked for anything, so that it need not be there. */
  private async flushAtShutdown(): Promise<void> {
    if (this.delivery.intake.queue.length + this.pending.size > 0) await this.life.within(this.flush());
  }
}
