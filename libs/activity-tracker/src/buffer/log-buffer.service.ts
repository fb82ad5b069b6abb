import {
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { RECORD_ENCODER } from '../bson/record-encoder.js';
import type { ActivityLog } from '../record/activity-log.js';
import { type ActivityStore, StoreMisconfiguredError } from '../storage/port/activity-store.js';
import type { ApplicationLife } from './life/application-life.js';
import { atExit } from './life/at-exit.js';
import { BackOff } from './flush/back-off.js';
import { BatchWriter } from './flush/batch-writer.js';
import { assertStoreAnswers, type RefuseBoot } from './life/boot-check.js';
import { BufferCounts } from './reports/buffer-counts.js';
import type { BufferOptions } from './buffer.options.js';
import type { BufferStats } from './reports/buffer-stats.js';
import { logDiskError } from './reports/disk-log.js';
import { flushDisk } from './flush/flush-disk.js';
import { FlushSchedule } from './flush/flush-schedule.js';
import { GapLog } from './reports/gap-log.js';
import type { IntegrityOptions } from '../integrity/integrity.options.js';
import { LifeIntegrity } from '../integrity/life-integrity.js';
import { GivenOutcomes } from './flush/given-outcomes.js';
import { OutageLog } from './reports/outage-log.js';
import { RecordIntake } from './queue/record-intake.js';
import { openRecordsOnDisk, type RecordsOnDisk } from './records-on-disk.js';
import { settledWithin } from '../common/deadline.js';
import { volatility } from '../spool/owners/spool-root.js';
import { StoreOpening } from './life/store-opening.js';
import type { WaitingRecord } from './queue/waiting-record.js';
import { HostLog } from '../common/host-log.js';

/** A store that was never reached has no driver that reports its return: it is tried again at least this often. */
const LONGEST_PAUSE_BEFORE_OPEN_MS = 5_000;

/** Milliseconds that the last sync may take, whatever is left of the time of the shutdown: what it makes durable is the rest. */
const CLOSING_DISK_MS = 2_000;
/** What the buffer has to know of `storage`. */
export interface BufferStorage {
  /** False where nothing is to be stored (`database: false`); the store is then only closed at the end. */
  readonly isUsed: boolean;
  readonly bodyFormat: 'document' | 'text';
  readonly refuseBoot?: RefuseBoot | undefined;
}

/** The way of records from the queue to the open store. */
interface Line {
  readonly opening: StoreOpening;
  readonly intake: RecordIntake;
  readonly writer: BatchWriter;
  readonly schedule: FlushSchedule;
  readonly disk: RecordsOnDisk | undefined;
  readonly integrity: LifeIntegrity | undefined;
}

/** {@link add} never waits and never throws. A store that fails is tried again after growing pauses. */
export class LogBufferService implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new HostLog();
  private readonly counts = new BufferCounts();
  private readonly gaps = new GapLog(this.logger);
  private readonly outage = new OutageLog(this.logger);
  private readonly outcomes = new GivenOutcomes(this.logger);
  private readonly backOff = new BackOff();
  private readonly pending = new Set<Promise<void>>();
  private line: Line;
  private closed = false;
  /** The record of the end is queued: none may follow it. */
  private isEnding = false;
  private readonly atExit = (): void => {
    this.line.intake.journalAll();
    this.line.intake.own.gapsToDisk();
  };

  constructor(
    private readonly options: BufferOptions,
    private readonly store: ActivityStore,
    private readonly storage: BufferStorage,
    private readonly life: Pick<ApplicationLife, 'finished' | 'isOver' | 'servesHttp' | 'within'>,
    private readonly integrity?: IntegrityOptions,
  ) {
    this.line = this.newLine();
    if (storage.isUsed) store.onReachable?.(() => this.line.schedule.storeReturned());
  }

  /** Rejects with StoreUnavailableError where `storage.refuseBoot` says so, and where the directory of the spool cannot be used. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.storage.isUsed) return;
    if (this.closed) {
      // The next application of a testing module. Inserts that the last shutdown gave up belong to the line before.
      this.line = this.newLine();
      this.closed = this.isEnding = false;
    }
    const { refuseBoot } = this.storage;
    if (this.line.disk) {
      await this.line.disk.spool.open();
      this.warnOfVolatileFiles();
      atExit.add(this.atExit);
    }
    if (refuseBoot) await assertStoreAnswers(this.store, this.line.opening, refuseBoot);
    this.warnOfLossAtShutdown();
    // Connects now, so that the first flush finds the store ready; the boot does not wait for it. An application without
    // HTTP may be a short command, which connects when it has something to record.
    if (this.life.servesHttp) void this.flush();
  }

  async beforeApplicationShutdown(): Promise<void> {
    // From now on the process is likely to be killed.
    if (this.life.isOver) this.line.intake.journalAll();
    await this.flushAtShutdown();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flushAtShutdown();
    if (!this.life.isOver) return;
    await this.endLife();
    this.closed = true;
    this.line.schedule.stop();
    await this.giveUp(this.line);
    await this.life.within(this.life.finished());
    await this.life.within(this.store.close());
  }

  /**
   * When the buffer is full, bodies and then records of the user with the most queued bytes are dropped.
   * @param bytes estimate of its size @param bodyBytes how many of them are bodies
   */
  add(record: ActivityLog, bytes: number, bodyBytes = 0): void {
    if (this.closed || this.isEnding) {
      this.counts.dropped.late++;
      return;
    }
    if (this.line.intake.accept(record, bytes, bodyBytes)) this.line.schedule.recordQueued();
  }

  /** Whether handlers that must be recorded are not to be called now. */
  get refusesRequests(): boolean {
    const { disk } = this.line;
    return this.options.whenSpoolIsFull === 'reject' && disk !== undefined && !disk.spool.takesRecords;
  }

  get isJournal(): boolean {
    return !this.closed && this.line.disk?.isJournal === true;
  }

  /** Encodes a record and writes it to disk, before it is {@link addJournaled added} or {@link discard}ed. */
  journal(record: ActivityLog, bytes: number, bodyBytes: number, before?: WaitingRecord): WaitingRecord {
    return this.line.intake.prepare(record, bytes, bodyBytes, before);
  }

  /** Writes what `write` journals to disk with one system call. */
  journalTogether(write: () => void): void {
    const { disk } = this.line;
    if (disk) disk.spool.appendTogether(write);
    else write();
  }

  /** Queues what {@link journal} gave. */
  addJournaled(waiting: WaitingRecord): void {
    if (this.closed) return;
    if (this.line.intake.enqueue(waiting)) this.line.schedule.recordQueued();
  }

  /** Frees what {@link journal} gave: another record takes its place. */
  discard(waiting: WaitingRecord): void {
    this.line.intake.discard(waiting);
  }

  /** A record that is still being made; a shutdown waits for it. */
  expect(pending: Promise<void>): void {
    this.pending.add(pending);
    void pending.finally(() => this.pending.delete(pending));
  }

  async flush(): Promise<void> {
    await Promise.allSettled(this.pending);
    if (!this.storage.isUsed) return;
    this.line.schedule.endPause();
    await this.line.writer.writeAll();
  }

  /** {@link flush}, with what waits on disk, also that of ended processes: an erasure must reach it. Never rejects. */
  async flushAll(): Promise<void> {
    await this.flush();
    const { disk } = this.line;
    if (disk)
      await flushDisk(
        disk.spool,
        () => this.flush(),
        () => this.outage.down !== null,
      );
  }

  /** Flushes unless the store is unavailable: it is tried again after its own pause. */
  flushOnInterval(): void {
    this.line.schedule.intervalPassed();
  }

  stats(): BufferStats {
    const { queue, own } = this.line.intake;
    const { down } = this.outage;
    return {
      ...this.counts.toStats(),
      waiting: queue.length - own.waiting,
      waitingBytes: queue.bytes,
      storeAway: down !== null,
      down: down && { ...down },
      spool: this.line.disk?.spool.stats() ?? null,
      checkpointFailures: this.line.integrity?.checkpointFailures ?? null,
    };
  }

  private newLine(): Line {
    const opening = new StoreOpening(this.store);
    const disk = this.openDisk();
    const integrity = this.integrity?.chain
      ? new LifeIntegrity(this.integrity, this.logger, () => this.isStored(line))
      : undefined;
    const intake = new RecordIntake(
      this.options,
      this.store,
      this.storage.bodyFormat,
      this.counts,
      this.gaps,
      disk,
      integrity && ((instance) => integrity.linksOf(instance)),
    );
    const isCurrent = (): boolean => !this.closed && this.line === line;
    const writer = new BatchWriter(intake.queue, this.store, opening, {
      maxSize: this.options.maxSize,
      maxBytes: this.options.maxBytes / 4,
      stored: (batch, outcome) => {
        if (isCurrent()) this.stored(batch, outcome);
      },
      failed: (error) => {
        if (isCurrent()) this.failed(error);
      },
    });
    const schedule = new FlushSchedule(writer, () => this.flush());
    const line: Line = { opening, intake, writer, schedule, disk, integrity };
    return line;
  }

  /** What was recorded until now is in the store, or in files. */
  private async isStored({ disk }: Line): Promise<boolean> {
    if (disk?.isJournal) return true;
    await this.flush();
    return this.outage.down === null;
  }

  private openDisk(): RecordsOnDisk | undefined {
    if (!this.storage.isUsed) return undefined;
    return openRecordsOnDisk(this.options, this.store[RECORD_ENCODER], {
      replayed: (waiting) => {
        if (this.closed) return;
        this.line.intake.queue.add(waiting);
        this.line.schedule.recordQueued();
      },
      failed: (code) => logDiskError(this.logger, this.options.spoolDirectory!, code),
    });
  }

  /** Stores that this life ends, and what is missing in it. Without files this needs the store. */
  private async endLife(): Promise<void> {
    this.isEnding = true;
    const { intake, disk } = this.line;
    if (this.outage.down && !disk) return;
    intake.reportGaps();
    intake.own.end();
    if (!this.outage.down) await this.flushAtShutdown();
  }

  /** What the store did not take goes to disk, or is lost. */
  private async giveUp({ intake, disk, integrity }: Line): Promise<void> {
    const { lost, onDisk } = intake.clear();
    if (lost > 0) {
      this.counts.dropped.shutdown += lost;
      this.logger.error(`${lost} activity records are lost: the store did not take them before the shutdown ended.`);
    }
    if (onDisk > 0) {
      this.logger.log(
        `${onDisk} activity records wait in ${this.options.spoolDirectory}: the next process with this directory stores them.`,
      );
    }
    atExit.delete(this.atExit);
    intake.own.stop();
    await integrity?.end();
    if (disk) await settledWithin(disk.spool.close(), CLOSING_DISK_MS);
  }

  private warnOfVolatileFiles(): void {
    const { spoolDirectory } = this.options;
    const why = spoolDirectory === undefined ? undefined : volatility(spoolDirectory);
    if (why === undefined || process.env.NODE_ENV === 'test') return;
    this.logger.warn(
      `buffer.spoolDirectory is "${spoolDirectory}", on ${why}. Give a directory on a volume that outlives it.`,
    );
  }

  /** Without Nest's shutdown hooks a signal ends the process at once. */
  private warnOfLossAtShutdown(): void {
    if (process.listenerCount('SIGTERM') > 0 || process.env.NODE_ENV === 'test') return;
    this.logger.warn(
      'Shutdown hooks are disabled: buffered records will be lost when the process stops. Call app.enableShutdownHooks().',
    );
  }

  private stored(batch: readonly WaitingRecord[], given: unknown): void {
    const { intake, schedule, writer } = this.line;
    intake.release(batch);
    const outcome = this.outcomes.read(given, batch.length);
    this.counts.add(
      outcome,
      batch.reduce((sum, { isOfLife }) => sum + Number(isOfLife), 0),
    );
    for (const { reason } of outcome.rejected) this.outage.rejected(reason);
    if (outcome.rejected.length > 0) intake.rejected(batch, outcome.rejected);
    this.backOff.reset();
    schedule.stored();
    this.outage.end(this.gaps.count);
    if (intake.reportGaps()) void writer.writeAll();
    void this.line.disk?.spool.fill();
  }

  private failed(error: unknown): void {
    const { intake, opening, schedule } = this.line;
    const isMisconfigured = error instanceof StoreMisconfiguredError;
    if (isMisconfigured) this.counts.misconfigured++;
    else this.counts.retries++;
    this.outage.start(error, intake.queue.length);
    const longest = opening.isDone ? undefined : LONGEST_PAUSE_BEFORE_OPEN_MS;
    schedule.pauseFor(isMisconfigured ? this.backOff.longest() : this.backOff.next(longest));
  }

  /** Without records the store is not asked for anything, so that it need not be there. */
  private async flushAtShutdown(): Promise<void> {
    if (this.line.intake.queue.length + this.pending.size > 0) await this.life.within(this.flush());
  }
}
