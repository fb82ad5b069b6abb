import { RECORD_ENCODER } from '../bson/record-encoder.js';
import { settledWithin } from '../common/deadline.js';
import type { IntegrityOptions } from '../integrity/integrity.options.js';
import type { CheckpointFailures } from '../integrity/checkpoints/anchoring.js';
import { LifeIntegrity } from '../integrity/life-integrity.js';
import type { LifeState } from '../sequence/life-state.js';
import type { ActivityStore } from '../storage/port/activity-store.js';
import { StoreMisconfiguredError } from '../storage/port/store-errors.js';
import type { BufferOptions } from './buffer.options.js';
import { BackOff } from './flush/back-off.js';
import { BatchWriter } from './flush/batch-writer.js';
import { FlushSchedule } from './flush/flush-schedule.js';
import { atExit } from './life/process-end.js';
import type { RefuseBoot } from './life/boot-check.js';
import { StoreOpening } from './life/store-opening.js';
import { RecordIntake } from './queue/record-intake.js';
import type { WaitingRecord } from './queue/waiting-record.js';
import { openRecordsOnDisk, type RecordsOnDisk } from './records-on-disk.js';
import type { BufferReports } from './reports/buffer-reports.js';
import { adoptionLines, logDiskError } from './reports/disk-log.js';

/** Longest pause between attempts while the store was never reached, because no driver reports its return then. */
const LONGEST_PAUSE_BEFORE_OPEN_MS = 5_000;

/** Milliseconds for the last sync, even if the time of the shutdown is used up: it makes the remaining records durable. */
const CLOSING_DISK_MS = 2_000;

export interface BufferStorage {
  /** False with `database: false`: the store is then only closed at the end. */
  readonly isUsed: boolean;
  readonly bodyFormat: 'document' | 'text';
  readonly retentionDays?: number | undefined;
  readonly refuseBoot?: RefuseBoot | undefined;
}

export interface DeliverySettings {
  readonly options: BufferOptions;
  readonly store: ActivityStore;
  readonly storage: BufferStorage;
  readonly integrity: IntegrityOptions | undefined;
  /** Writes what is queued, and what is still being recorded. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Notes losses that are counted elsewhere, before what is missing is reported. */
  readonly noteOtherLosses: () => void;
  /** Numbers to continue. */
  readonly life?: LifeState | undefined;
}

export class Delivery {
  readonly opening: StoreOpening;
  readonly intake: RecordIntake;
  readonly writer: BatchWriter;
  readonly schedule: FlushSchedule;
  /** `undefined` with `durability: 'memory'`. */
  readonly disk: RecordsOnDisk | undefined;
  private readonly integrity: LifeIntegrity | undefined;
  private readonly backOff = new BackOff();
  private state: 'open' | 'ending' | 'closed' = 'open';
  private readonly atExit = (): void => {
    this.intake.journalAll();
    this.intake.own.gapsToDisk();
  };

  /** @throws SpoolDirectoryError where the directory of the spool cannot be used */
  constructor(
    private readonly settings: DeliverySettings,
    private readonly reports: BufferReports,
  ) {
    const { options, store, storage, integrity, flush } = settings;
    this.opening = new StoreOpening(store);
    this.disk = storage.isUsed ? this.openDisk() : undefined;
    if (integrity?.chain)
      this.integrity = new LifeIntegrity(integrity, storage.retentionDays, reports.logger, () => this.isStored());
    this.intake = new RecordIntake(
      options,
      store,
      storage.bodyFormat,
      reports.counts,
      reports.gaps,
      this.disk,
      this.integrity && ((instance) => this.integrity!.linksOf(instance)),
      settings.life,
    );
    this.writer = new BatchWriter(this.intake.queue, store, this.opening, {
      maxSize: options.maxSize,
      maxBytes: options.maxBytes / 4,
      // An insert that the shutdown gave up has been reported as lost.
      stored: (batch, outcome) => {
        if (!this.isClosed) this.stored(batch, outcome);
      },
      failed: (error) => {
        if (!this.isClosed) this.failed(error);
      },
    });
    this.schedule = new FlushSchedule(this.writer, flush);
  }

  get isClosed(): boolean {
    return this.state === 'closed';
  }

  /** False once the record of the end is queued: none may follow it. */
  get takesRecords(): boolean {
    return this.state === 'open';
  }

  get checkpointFailures(): CheckpointFailures | null {
    return this.integrity?.checkpointFailures ?? null;
  }

  /** Rejects with SpoolDirectoryError where the directory of the spool cannot be used. */
  async openFiles(): Promise<void> {
    await this.disk?.spool.open();
    atExit.add(this.atExit);
  }

  /** Resolves when what is missing because files gave way to newer ones is known. Never rejects. */
  async dropsSettled(): Promise<void> {
    await this.disk?.spool.dropsSettled();
  }

  /**
   * Queues the record of the end, and those of what is missing. Without files this needs the store.
   * @returns whether the store may take them
   */
  endLife(): boolean {
    this.state = 'ending';
    const isAway = this.reports.outage.down !== null;
    if (isAway && !this.disk) return false;
    this.settings.noteOtherLosses();
    this.intake.reportGaps();
    this.intake.own.end();
    return !isAway;
  }

  /** What the store did not take goes to disk, or is lost. */
  async close(): Promise<void> {
    this.state = 'closed';
    this.schedule.stop();
    this.giveUp();
    atExit.delete(this.atExit);
    this.intake.own.stop();
    await this.integrity?.end();
    if (this.disk) await settledWithin(this.disk.spool.close(), CLOSING_DISK_MS);
  }

  private giveUp(): void {
    const { logger, counts } = this.reports;
    const { lost, onDisk } = this.intake.clear();
    if (lost > 0) {
      counts.dropped.shutdown += lost;
      logger.error(`${lost} activity records are lost: the store did not take them before the shutdown ended.`);
    }
    if (onDisk > 0) {
      const { spoolDirectory } = this.settings.options;
      logger.log(
        `${onDisk} activity records wait in ${spoolDirectory}: the next process with this directory stores them.`,
      );
    }
  }

  private openDisk(): RecordsOnDisk | undefined {
    const { options, store } = this.settings;
    return openRecordsOnDisk(options, store[RECORD_ENCODER], {
      replayed: (waiting) => {
        if (this.isClosed) return;
        this.intake.queue.add(waiting);
        this.schedule.recordReplayed();
      },
      lost: (records) => this.intake.lostOnDisk(records),
      ...adoptionLines(this.reports.logger, options.spoolDirectory!),
      failed: (code) => logDiskError(this.reports.logger, options.spoolDirectory!, code),
    });
  }

  private async isStored(): Promise<boolean> {
    if (this.disk?.isJournal) return true;
    await this.settings.flush();
    return this.reports.outage.down === null;
  }

  private stored(batch: readonly WaitingRecord[], given: unknown): void {
    this.settings.noteOtherLosses();
    const { intake, reports } = this;
    const { counts, gaps, outage, outcomes } = reports;
    const outcome = outcomes.read(given, batch.length);
    if (outcome.rejected.length > 0) intake.rejected(batch, outcome.rejected);
    intake.release(batch);
    counts.add(
      outcome,
      batch.reduce((sum, { isOfLife }) => sum + Number(isOfLife), 0),
    );
    for (const { reason } of outcome.rejected) outage.rejected(reason);
    this.backOff.reset();
    this.schedule.stored();
    outage.end(gaps.count);
    if (intake.reportGaps()) void this.writer.writeAll();
    void this.disk?.spool.fill();
  }

  private failed(error: unknown): void {
    const { counts, outage } = this.reports;
    const isMisconfigured = error instanceof StoreMisconfiguredError;
    if (isMisconfigured) counts.misconfigured++;
    else counts.retries++;
    const isOnDisk = this.disk?.isJournal && this.disk.spool.takesRecords;
    outage.start(error, { records: this.intake.queue.length, own: this.intake.own.queued }, isOnDisk);
    const longest = this.opening.isDone ? undefined : LONGEST_PAUSE_BEFORE_OPEN_MS;
    this.schedule.pauseFor(isMisconfigured ? this.backOff.longest() : this.backOff.next(longest));
  }
}
