import { AsyncResource } from 'node:async_hooks';
import { mongo } from 'mongoose';
import type { StoreDown } from '../../storage/port/delivery-state.js';
import type { HostLog } from '../../common/host-log.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { newLifeState } from '../../sequence/life-state.js';
import type { BuiltRecord } from '../building/record-builder.js';
import type { RecordedExchange } from '../building/recorded-exchange.js';
import { writableExchange } from './ring/exchange-frame.js';
import { EXCHANGE_FRAME, Frame, mostFrameBytes, IS_SHED, IS_TOLD, RECORD_FRAME } from './ring/frame.js';
import type { RecordingReport, SegmentNote, ThreadData, ThreadOptions } from './messages.js';
import { recordContent } from './ring/record-frame.js';
import { RingWriter } from './ring/ring-writer.js';
import { type Counters, SharedState } from './shared-state.js';
import type { SharedSegment } from './ring/shared-segment.js';
import { WorkerHandle } from './worker-handle.js';

/** So many threads may end within a minute before the application's own thread records. */
const MOST_DEATHS = 3;
const DEATHS_WITHIN_MS = 60_000;
/** Milliseconds after the start of the application. The first request starts the thread, too. */
const START_AFTER_MS = 100;
const MOST_TICKETS = 2 ** 31 - 1;

export interface RecordingThreadSettings {
  readonly file: string | URL;
  readonly options: ThreadOptions;
  readonly staysConnected: () => boolean;
  readonly logger: HostLog;
  readonly signal: { readonly isListenedTo: boolean; emit(record: ActivityLog): void };
  /** The threads are given up; the frames are in `segments`. */
  readonly gaveUp: () => void;
}

/** The application's side of the thread that records: copies exchanges into shared memory, and starts the thread again. */
export class RecordingThread {
  readonly state = new SharedState();
  readonly ring: RingWriter;
  private readonly worker: WorkerHandle;
  /** Async contexts of requests whose records listeners wait for. */
  private readonly scopes = new Map<number, AsyncResource>();
  /** Ids of segments that the thread has. */
  private readonly handedOver = new Set<number>();
  private ticket = 0;
  private written = 0;
  private dropped = 0;
  private deaths: number[] = [];
  private isRestartLogged = false;
  private starting: NodeJS.Timeout | undefined;
  down: StoreDown | null = null;

  constructor(private readonly settings: RecordingThreadSettings) {
    this.state.begin(newLifeState());
    this.ring = new RingWriter(
      settings.options.sharedBytes,
      (segment) => this.announce(segment),
      ({ id }) => this.worker.post({ kind: 'freed', id }),
    );
    this.worker = new WorkerHandle(settings.file, {
      reported: (report) => this.heard(report),
      died: (why) => this.restart(why),
    });
  }

  /** Frames that are not stored or given up. */
  get waiting(): number {
    return this.ring.segments.reduce((sum, segment) => sum + segment.unsettled, 0);
  }

  get waitingBytes(): number {
    return this.ring.segments.reduce((sum, segment) => sum + (segment.unsettled > 0 ? segment.end : 0), 0);
  }

  get counters(): Counters {
    return this.state.read();
  }

  /** The application listens first. */
  startSoon(): void {
    this.starting ??= setTimeout(() => this.start(), START_AFTER_MS).unref();
  }

  /** Goes on counting where the thread of an application that was closed stopped. */
  continueFrom(other: RecordingThread): void {
    this.state.publish(other.counters);
    this.written = other.written;
    this.dropped = other.dropped;
  }

  /** Figures that do not depend on how soon the thread reports. */
  intake(): { accepted: number; full: number } {
    const { full, failed } = this.counters;
    const dropped = Math.max(full + this.state.dropped, this.dropped);
    return { accepted: this.written - (dropped - this.dropped) - failed, full: dropped };
  }

  start(): void {
    clearTimeout(this.starting);
    if (!this.worker.isRunning) this.worker.start(this.data());
  }

  /** False if the thread cannot build its record: it is then to be built here, and given to {@link addRecord}. */
  addExchange(exchange: RecordedExchange): boolean {
    const writable = writableOrUndefined(exchange);
    if (!writable) return false;
    const { mostBytes, bodyBytes } = writable;
    const withBodies = bodyBytes === 0 || !this.ring.isShort(mostFrameBytes(mostBytes));
    if (!withBodies) this.state.noteShed();
    const bytes = withBodies ? mostBytes : mostBytes - bodyBytes;
    this.put(EXCHANGE_FRAME, withBodies ? 0 : IS_SHED, bytes, exchange._id.id, (frame) =>
      writable.write(frame, withBodies),
    );
    return true;
  }

  /** @throws if BSON cannot hold it */
  addRecord(built: BuiltRecord): void {
    const content = recordContent(built);
    this.put(RECORD_FRAME, 0, content.length, built.record._id.id, ({ segment, contentAt }) => {
      segment.bytes.set(content, contentAt);
      return content.length;
    });
  }

  flush(kind: 'flush' | 'flushAll'): Promise<void> {
    this.start();
    return this.worker.ask({ kind });
  }

  intervalPassed(): void {
    this.worker.post({ kind: 'interval' });
  }

  /** Stores what waits, in so many milliseconds, and the record of the end. */
  async end(milliseconds: number): Promise<void> {
    if (this.worker.isRunning) await this.worker.ask({ kind: 'end', milliseconds });
  }

  terminate(): Promise<void> {
    clearTimeout(this.starting);
    return this.worker.terminate();
  }

  /** Listeners of a record that is not to come. */
  told(ticket: number, record: ActivityLog | undefined): void {
    const scope = this.scopes.get(ticket);
    this.scopes.delete(ticket);
    if (scope && record) scope.runInAsyncScope(() => this.settings.signal.emit(record));
  }

  private put(kind: number, flags: number, bytes: number, id: Uint8Array, write: (frame: Frame) => number): void {
    const segment = this.ring.reserve(mostFrameBytes(bytes));
    if (!segment) {
      this.dropped++;
      this.state.noteDropped();
      return;
    }
    const isTold = this.settings.signal.isListenedTo;
    const ticket = (this.ticket = (this.ticket % MOST_TICKETS) + 1);
    const frame = new Frame(segment, segment.end);
    frame.begin(kind, isTold ? flags | IS_TOLD : flags, ticket, id);
    const length = frame.end(write(frame));
    if (isTold) this.scopes.set(ticket, new AsyncResource('ActivityRecord', { requireManualDestroy: true }));
    segment.commit(length);
    this.written++;
    if (!this.worker.isRunning) this.start();
    else if (this.state.takeSleeper()) this.worker.post({ kind: 'wake' });
  }

  private announce(segment: SharedSegment): void {
    this.worker.post({ kind: 'segment', segment: this.noteOf(segment) });
  }

  private data(): ThreadData {
    const { options, staysConnected } = this.settings;
    this.state.isAsleep = false;
    this.handedOver.clear();
    const segments = this.ring.segments.map((segment) => this.noteOf(segment));
    return { options, state: this.state.memory, segments, staysConnected: staysConnected() };
  }

  private noteOf({ id, uses, memory }: SharedSegment): SegmentNote {
    if (this.handedOver.has(id)) return { id, uses };
    this.handedOver.add(id);
    return { id, uses, memory };
  }

  private heard(report: RecordingReport): void {
    const { logger } = this.settings;
    switch (report.kind) {
      case 'log':
        logger[report.level](report.message);
        return;
      case 'down':
        this.down = report.down;
        return;
      case 'told':
        this.told(report.ticket, report.bytes && (mongo.BSON.deserialize(report.bytes) as ActivityLog));
    }
  }

  private restart(why: string): void {
    const now = performance.now();
    this.deaths = [...this.deaths.filter((time) => now - time < DEATHS_WITHIN_MS), now];
    this.countStored();
    if (this.deaths.length >= MOST_DEATHS) {
      this.settings.logger.error(
        `The recording thread ended ${MOST_DEATHS} times within a minute, last because ${why}. Recording on the application's own ` +
          'thread from now on; no record is lost. Report the error, or set recording.thread to main.',
      );
      this.settings.gaveUp();
      this.worker.giveUp();
      return;
    }
    if (!this.isRestartLogged) {
      this.isRestartLogged = true;
      this.settings.logger.warn(
        `The recording thread ended: ${why}. Starting it again; records that were not stored are still in memory (logged once).`,
      );
    }
    this.start();
  }

  /** A thread that ends has settled frames that it did not report. */
  private countStored(): void {
    const counters = this.counters;
    const { stored, retries: _, misconfigured: __, shed: ___, ...others } = counters;
    const known = Object.values(others).reduce((sum, count) => sum + count, stored);
    const settled = this.written - this.waiting;
    if (settled > known) this.state.publish({ ...counters, stored: stored + settled - known });
  }
}

function writableOrUndefined(exchange: RecordedExchange): ReturnType<typeof writableExchange> {
  try {
    return writableExchange(exchange);
  } catch {
    // An object of the application that does not let itself be read.
    return undefined;
  }
}
