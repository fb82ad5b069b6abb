import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { ApplicationLife } from '../../buffer/life/application-life.js';
import { assertStoreAnswers, type RefuseBoot } from '../../buffer/life/boot-check.js';
import { warnOfLossAtShutdown } from '../../buffer/life/boot-warnings.js';
import { StoreOpening } from '../../buffer/life/store-opening.js';
import type { LogBufferService } from '../../buffer/log-buffer.service.js';
import type { BufferStats } from '../../buffer/reports/buffer-stats.js';
import { HostLog } from '../../common/host-log.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { LifeState } from '../../sequence/life-state.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import type { BuiltRecord, RecordBuilder } from '../building/record-builder.js';
import type { RecordedExchange } from '../building/recorded-exchange.js';
import { failureText } from './frame-recorder.js';
import { RecordingThread, type RecordingThreadSettings } from './recording-thread.js';
import { Takeover } from './takeover.js';
import { threadedStats } from './threaded-stats.js';

/** Share of the remaining time that the thread may use, so that it can still report what it did not store. */
const SHARE_OF_THREAD = 0.8;

type Buffer = Pick<
  LogBufferService,
  | 'add'
  | 'flush'
  | 'flushAll'
  | 'flushOnInterval'
  | 'stats'
  | 'spoolPlace'
  | 'trackPending'
  | 'isJournal'
  | 'refusesRequests'
>;

export interface ThreadedBufferSettings extends Pick<
  RecordingThreadSettings,
  'file' | 'options' | 'staysConnected' | 'signal'
> {
  readonly store: ActivityStore;
  readonly refuseBoot: RefuseBoot | undefined;
  readonly life: ApplicationLife;
  readonly builder: RecordBuilder;
  /** Buffer in this thread, used once the other thread is given up. */
  readonly localBuffer: (life: LifeState) => LogBufferService;
}

/** The buffer where another thread records, as requests and the application see it. */
export class ThreadedBuffer
  implements Buffer, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly isJournal = false;
  readonly refusesRequests = false;
  private readonly logger = new HostLog();
  private readonly pending = new Set<Promise<void>>();
  private thread: RecordingThread;
  private local: LogBufferService | undefined;
  private takeover: Takeover | undefined;
  private isEnded = false;
  private late = 0;
  private lost = 0;
  private failedHere = 0;

  constructor(private readonly settings: ThreadedBufferSettings) {
    this.thread = this.newThread();
  }

  /** False once the threads were given up. */
  get isThreaded(): boolean {
    return this.local === undefined;
  }

  get failures(): number {
    return this.thread.counters.failed + this.failedHere;
  }

  /** Copies an exchange for the thread; false if its record is to be built here. */
  takes(exchange: RecordedExchange): boolean {
    if (this.local) return false;
    return this.isLate || this.thread.addExchange(exchange);
  }

  /** Hands a record to the thread, which stores and emits it; false if this thread has to. */
  takesBuilt(built: BuiltRecord): boolean {
    if (this.local) return false;
    if (!this.isLate) this.thread.addRecord(built);
    return true;
  }

  add(record: ActivityLog, bytes: number, bodyBytes = 0): void {
    if (!this.takesBuilt({ record, bytes, bodyBytes })) this.local!.add(record, bytes, bodyBytes);
  }

  trackPending(pending: Promise<void>): void {
    this.pending.add(pending);
    void pending.finally(() => this.pending.delete(pending));
  }

  flush(): Promise<void> {
    return this.flushed('flush');
  }

  flushAll(): Promise<void> {
    return this.flushed('flushAll');
  }

  /** Once it resolves, the other thread stores nothing of persons whose erasure was ordered. */
  async readOrders(): Promise<void> {
    if (!this.local && !this.isEnded) await this.thread.readOrders();
  }

  flushOnInterval(): void {
    if (this.local) this.local.flushOnInterval();
    else this.thread.intervalPassed();
  }

  stats(): BufferStats {
    const { thread, takeover, local, lost, late } = this;
    return threadedStats(thread, { takeover, local: local?.stats(), lost, late });
  }

  spoolPlace(): undefined {
    return undefined;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { store, refuseBoot, life } = this.settings;
    // The next application of a testing module.
    if (this.isEnded) this.begin();
    if (refuseBoot) await assertStoreAnswers(store, new StoreOpening(store), refuseBoot);
    warnOfLossAtShutdown(this.logger);
    if (life.servesHttp && !this.local) this.thread.startSoon();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flushAtShutdown();
  }

  async onApplicationShutdown(): Promise<void> {
    const { life, store } = this.settings;
    await this.flushAtShutdown();
    if (this.local) {
      await this.local.onApplicationShutdown();
      if (life.isOver) this.isEnded = true;
      return;
    }
    if (!life.isOver) return;
    this.isEnded = true;
    await life.within(this.thread.end(life.remainingMs * SHARE_OF_THREAD));
    await this.thread.terminate();
    this.giveUp();
    await life.within(life.finished());
    await life.within(store.close());
  }

  private begin(): void {
    const { thread } = this;
    this.isEnded = false;
    this.local = this.takeover = undefined;
    this.thread = this.newThread();
    this.thread.continueFrom(thread);
  }

  private get isLate(): boolean {
    if (this.isEnded) this.late++;
    return this.isEnded;
  }

  private newThread(): RecordingThread {
    const { file, options, staysConnected, signal } = this.settings;
    return new RecordingThread({
      file,
      options,
      staysConnected,
      signal,
      logger: this.logger,
      gaveUp: () => this.recordHere(),
    });
  }

  private async flushed(kind: 'flush' | 'flushAll'): Promise<void> {
    await Promise.allSettled(this.pending);
    if (!this.local && !this.isEnded) await this.thread.flush(kind);
    if (this.local) await this.local[kind]();
  }

  /** Without records the store is not asked for anything, so that it need not be there. */
  private async flushAtShutdown(): Promise<void> {
    if (this.stats().waiting + this.pending.size > 0) await this.settings.life.within(this.flush());
  }

  /** Drops what the thread had no time to drop itself. */
  private giveUp(): void {
    const { waiting } = this.thread;
    if (waiting === 0) return;
    this.lost += waiting;
    this.thread.ring.abandon();
    this.logger.error(`${waiting} activity records are lost: the store did not take them before the shutdown ended.`);
  }

  /** Takes over after repeated deaths: this thread records waiting and new frames. */
  private recordHere(): void {
    const { thread, settings } = this;
    const local = settings.localBuffer(thread.state.life());
    this.local = local;
    this.takeover = new Takeover({ thread, buffer: local, ...settings, failed: (error) => this.noteFailure(error) });
    local.trackPending(this.takeover.run());
  }

  private noteFailure(error: unknown): void {
    if (this.failedHere++ > 0) return;
    this.logger.error(failureText(error));
  }
}
