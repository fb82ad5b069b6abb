import { mongo } from 'mongoose';
import { LEAST_SHED_BYTES } from '../../bson/shed-bodies.js';
import { accountOf, ANONYMOUS, isAnonymous } from '../../buffer/queue/account.js';
import type { StoreDown } from '../../storage/port/delivery-state.js';
import type { HostLog } from '../../common/host-log.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { newLifeState } from '../../sequence/life-state.js';
import type { BuiltRecord } from '../building/record-builder.js';
import type { RecordedExchange } from '../building/recorded-exchange.js';
import { writableExchange } from './ring/exchange-frame.js';
import { EXCHANGE_FRAME, Frame, mostFrameBytes, IS_SHED, IS_TOLD, RECORD_FRAME } from './ring/frame.js';
import { AnnouncedSegments } from './announced-segments.js';
import { ListenerScopes } from './listener-scopes.js';
import type { RecordingReport, ThreadData, ThreadOptions } from './messages.js';
import { recordContent } from './ring/record-frame.js';
import { repair } from './ring/ring-reader.js';
import { RingWriter } from './ring/ring-writer.js';
import { type Counters, SharedState } from './shared-state.js';
import { ThreadDeaths } from './thread-deaths.js';
import { WorkerHandle } from './worker-handle.js';

/** Milliseconds after the start of the application. The first request starts the thread, too. */
const START_AFTER_MS = 100;
const LAST_INSERTS_MS = 12_000;

export interface RecordingThreadSettings {
  readonly file: string | URL;
  readonly options: ThreadOptions;
  readonly staysConnected: () => boolean;
  readonly logger: HostLog;
  readonly signal: { readonly isListenedTo: boolean; emit(record: ActivityLog): void };
  /** The threads are given up; the frames are in `segments`. */
  readonly gaveUp: () => void;
}

interface NewFrame {
  readonly kind: number;
  readonly flags: number;
  /** Most bytes of its content. */
  readonly bytes: number;
  readonly id: Uint8Array;
  readonly account: string;
}

/** The application's side of the thread that records: copies exchanges into shared memory, and starts the thread again. */
export class RecordingThread {
  readonly state = new SharedState();
  readonly ring: RingWriter;
  private readonly worker: WorkerHandle;
  private readonly scopes = new ListenerScopes();
  private readonly announced = new AnnouncedSegments();
  private written = 0;
  private dropped = 0;
  private shed = 0;
  private readonly deaths: ThreadDeaths;
  private starting: NodeJS.Timeout | undefined;
  down: StoreDown | null = null;

  constructor(private readonly settings: RecordingThreadSettings) {
    this.state.begin(newLifeState());
    this.deaths = new ThreadDeaths(settings.logger);
    this.ring = new RingWriter(
      settings.options.sharedBytes,
      (segment) => this.worker.post({ kind: 'segment', segment: this.announced.noteOf(segment) }),
      ({ id }) => this.worker.post({ kind: 'freed', id }),
    );
    this.worker = new WorkerHandle(
      settings.file,
      { reported: (report) => this.heard(report), died: (why, isHanging) => this.restart(why, isHanging) },
      () => this.state.beats,
    );
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

  /** Start after the application listens. */
  startSoon(): void {
    this.starting ??= setTimeout(() => this.start(), START_AFTER_MS).unref();
  }

  /** Continues the counts of a closed application's thread. */
  continueFrom(other: RecordingThread): void {
    this.state.publish({ ...other.counters, settled: other.written });
    this.written = other.written;
    this.dropped = other.dropped;
    this.shed = other.shed;
  }

  /** Figures that do not depend on how soon the thread reports. */
  intake(): { accepted: number; full: number; shed: number } {
    const { full, failed, shed } = this.counters;
    return { accepted: this.written - full - failed, full: full + this.dropped, shed: shed + this.shed };
  }

  start(): void {
    clearTimeout(this.starting);
    if (!this.worker.isRunning) this.worker.start(this.data());
  }

  /** False if the thread cannot build its record: it is then to be built here, and given to {@link addRecord}. */
  addExchange(exchange: RecordedExchange): boolean {
    const writable = writableExchange(exchange);
    if (!writable) return false;
    const { mostBytes, bodyBytes } = writable;
    const account = exchange.user.id === null ? ANONYMOUS : String(exchange.user.id);
    const withBodies = bodyBytes < LEAST_SHED_BYTES || !this.ring.isShort(mostFrameBytes(mostBytes), account);
    if (!withBodies) {
      this.shed++;
      this.state.noteShed();
    }
    const bytes = withBodies ? mostBytes : mostBytes - bodyBytes;
    const flags = withBodies ? 0 : IS_SHED;
    this.put({ kind: EXCHANGE_FRAME, flags, bytes, id: exchange._id.id, account }, (frame) =>
      writable.write(frame, withBodies),
    );
    return true;
  }

  /** @throws if BSON cannot hold it */
  addRecord(built: BuiltRecord): void {
    const content = recordContent(built);
    const account = accountOf(built.record);
    const head = { kind: RECORD_FRAME, flags: 0, bytes: content.length, id: built.record._id.id };
    this.put({ ...head, account: isAnonymous(account) ? ANONYMOUS : account }, ({ segment, contentAt }) => {
      segment.bytes.set(content, contentAt);
      return content.length;
    });
  }

  /**
   * A thread that starts later reads the orders before its first insert.
   * @throws Error if a thread ended shortly before: the server may still carry out its inserts
   */
  async readOrders(): Promise<void> {
    if (this.deaths.sinceLastMs < LAST_INSERTS_MS) throw new Error('a thread ended a moment ago');
    if (this.worker.isRunning) await this.worker.ask({ kind: 'orders' });
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

  /** @param record `undefined` if there will be none */
  told(ticket: number, record: ActivityLog | undefined): void {
    const scope = this.scopes.take(ticket);
    if (scope && record) scope.runInAsyncScope(() => this.settings.signal.emit(record));
  }

  private put({ kind, flags, bytes, id, account }: NewFrame, write: (frame: Frame) => number): void {
    const segment = this.ring.reserve(mostFrameBytes(bytes), account);
    if (!segment) {
      this.dropped++;
      this.state.noteDropped();
      return;
    }
    const isTold = this.settings.signal.isListenedTo;
    const ticket = this.scopes.nextTicket();
    const frame = new Frame(segment, segment.end);
    frame.begin(kind, isTold ? flags | IS_TOLD : flags, ticket, id);
    const length = frame.end(write(frame));
    if (isTold) this.scopes.keep(ticket);
    this.ring.commit(segment, length, account);
    this.written++;
    if (!this.worker.isRunning) this.start();
    else if (this.state.takeSleeper()) this.worker.post({ kind: 'wake' });
  }

  private data(): ThreadData {
    const { options, staysConnected } = this.settings;
    this.state.isAsleep = false;
    this.announced.clear();
    const segments = this.ring.segments.map((segment) => this.announced.noteOf(segment));
    return { options, state: this.state.memory, segments, staysConnected: staysConnected() };
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

  private restart(why: string, isHanging: boolean): void {
    this.recount();
    if (this.deaths.add(why, isHanging)) {
      this.settings.gaveUp();
      this.worker.giveUp();
      return;
    }
    this.start();
  }

  private recount(): void {
    for (const segment of this.ring.segments) repair(segment);
    this.state.correct(this.written - this.waiting);
  }
}
