import { BufferOptions } from '../../buffer/buffer.options.js';
import { LogBufferService } from '../../buffer/log-buffer.service.js';
import { CaptureOptions } from '../../capture/capture.options.js';
import { settledWithin } from '../../common/deadline.js';
import { HostLog } from '../../common/host-log.js';
import { Masker } from '../../masking/masker.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import { RecordBuilder } from '../building/record-builder.js';
import { failureText, FrameRecorder, toldBytes } from './frame-recorder.js';
import type { Report, Request, SegmentNote, ThreadData } from './messages.js';
import { ReceivedSegments } from './received-segments.js';
import type { Frame } from './ring/frame.js';
import { framesOf, RingReader } from './ring/ring-reader.js';
import { SharedState } from './shared-state.js';

/** Milliseconds of work before sockets and timers have a turn. */
const TURN_MS = 8;
/** Milliseconds between two looks at the ring while requests come. */
const POLL_MS = 10;
/** Looks without a frame before the thread waits to be woken. */
const EMPTY_POLLS = 5;
const REPORT_MS = 500;
const MOST_ATTEMPTS = 2;

/** The other thread: reads frames, and has a buffer and a connection to MongoDB. */
export class WorkerRecording {
  private readonly logger = new HostLog();
  private readonly segments = new ReceivedSegments();
  private readonly reader = new RingReader();
  private readonly state: SharedState;
  private readonly store: MongoActivityStore;
  private readonly buffer: LogBufferService;
  private readonly frames: FrameRecorder;
  private readonly life = new WorkerLife();
  private readonly done: Frame[] = [];
  private emptyPolls = 0;
  private timer: NodeJS.Timeout | undefined;
  private isPublishing = false;
  private down = '';
  private isFailureLogged = false;

  constructor(
    data: ThreadData,
    private readonly report: (report: Report) => void,
  ) {
    const { options } = data;
    const { storage, payloadFields } = options;
    this.state = new SharedState(data.state);
    const life = this.state.life();
    const buffer = Object.assign(new BufferOptions(), options.buffer);
    const store = (this.store = new MongoActivityStore({
      ...options.mongo,
      retentionDays: storage.retentionDays,
      statisticsDays: options.statisticsDays,
      warn: (message) => this.logger.warn(message),
      staysConnected: () => data.staysConnected,
      processId: options.processId,
    }));
    this.buffer = new LogBufferService(buffer, store, { isUsed: true, ...storage }, this.life, undefined, life);
    const capture = Object.assign(new CaptureOptions(), options.capture);
    this.frames = new FrameRecorder({
      builder: new RecordBuilder(capture, storage, payloadFields, new Masker(options.masking)),
      buffer: this.buffer,
      state: this.state,
      life,
      capture,
      bodyFormat: storage.bodyFormat,
      mostAttempts: MOST_ATTEMPTS,
      done: (frame) => {
        this.done.push(frame);
        this.publishSoon();
      },
      told: (ticket, record) => {
        const bytes = record && toldBytes(record);
        this.report({ kind: 'told', ticket, ...(bytes && { bytes }) });
      },
      failed: (error) => this.noteFailure(error),
    });
    this.buffer.beforeReports = () => this.frames.noteLosses();
    this.takeOver(data.segments);
    // Connects now, so that the first flush finds the store ready.
    if (data.staysConnected) void this.buffer.flush();
    setInterval(() => {
      this.state.beat();
      this.publish();
    }, REPORT_MS).unref();
    this.poll();
  }

  async answer(request: Request): Promise<void> {
    switch (request.kind) {
      case 'segment':
        this.open(request.segment);
        this.wake();
        return;
      case 'freed':
        this.segments.free(request.id);
        return;
      case 'wake':
        this.wake();
        return;
      case 'interval':
        this.drain();
        this.buffer.flushOnInterval();
        return;
      case 'flush':
      case 'flushAll':
        this.drain();
        await this.buffer[request.kind]();
        break;
      case 'orders':
        this.store.forgetOrders();
        await this.buffer.flush();
        break;
      case 'end':
        this.drain();
        this.life.end(request.milliseconds);
        await this.buffer.onApplicationShutdown();
        break;
    }
    this.publish();
    this.report({ kind: 'done', id: request.id });
  }

  private takeOver(notes: readonly SegmentNote[]): void {
    for (const [index, note] of notes.entries()) {
      // The last one may still grow.
      if (index === notes.length - 1) this.open(note);
      else for (const frame of framesOf(this.segments.of(note))) this.frames.take(frame);
    }
  }

  private open(note: SegmentNote): void {
    this.reader.add(this.segments.of(note), note.uses);
  }

  private wake(): void {
    this.emptyPolls = 0;
    this.poll();
  }

  private poll(): void {
    clearTimeout(this.timer);
    const until = performance.now() + TURN_MS;
    let count = 0;
    for (let frame = this.reader.next(); frame; frame = this.reader.next()) {
      this.frames.take(frame);
      count++;
      if (performance.now() > until) break;
    }
    this.emptyPolls = count > 0 ? 0 : this.emptyPolls + 1;
    if (count > 0) this.publishSoon();
    if (this.emptyPolls < EMPTY_POLLS) this.timer = setTimeout(() => this.poll(), POLL_MS);
    else this.sleep();
  }

  /** The other thread may have written before it could see that this one sleeps. */
  private sleep(): void {
    this.state.isAsleep = true;
    const frame = this.reader.next();
    if (!frame) return;
    this.state.isAsleep = false;
    this.frames.take(frame);
    this.wake();
  }

  private drain(): void {
    for (let frame = this.reader.next(); frame; frame = this.reader.next()) this.frames.take(frame);
  }

  private publishSoon(): void {
    if (this.isPublishing) return;
    this.isPublishing = true;
    setImmediate(() => {
      this.isPublishing = false;
      this.publish();
    });
  }

  /** Counted before they are settled: a thread that ends in between has counted too much, which can be told from their number. */
  private publish(): void {
    this.frames.publish(this.done.length);
    for (const frame of this.done) frame.settle();
    this.done.length = 0;
    const { down } = this.buffer.stats();
    const state = JSON.stringify(down);
    if (state === this.down) return;
    this.down = state;
    this.report({ kind: 'down', down });
  }

  private noteFailure(error: unknown): void {
    if (this.isFailureLogged) return;
    this.isFailureLogged = true;
    this.logger.error(failureText(error));
  }
}

/** Ends when the application does, in the time that is left. */
class WorkerLife {
  isOver = false;
  readonly servesHttp = true;
  private until = Infinity;

  end(milliseconds: number): void {
    this.isOver = true;
    this.until = performance.now() + milliseconds;
  }

  async finished(): Promise<void> {}

  async within(work: Promise<unknown>): Promise<boolean> {
    const left = this.until - performance.now();
    return (
      left > 0 &&
      settledWithin(
        work.catch(() => undefined),
        Math.min(left, 2 ** 31 - 1),
      )
    );
  }
}
