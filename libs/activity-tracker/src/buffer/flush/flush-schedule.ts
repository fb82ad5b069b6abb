import type { BatchWriter } from './batch-writer.js';

/** Milliseconds that a flush waits for more once there are enough: a busy moment goes out in few inserts. */
const GATHERING_MS = 10;
/** Shortest pause between two attempts that the store's return has caused: a connection may come and go. */
const RETURN_MS = 5_000;

/** Once enough is queued, at the interval, or after a pause when the store failed. */
export class FlushSchedule {
  private gathering: NodeJS.Timeout | undefined;
  private replaying: NodeJS.Timeout | undefined;
  private pause: { timer: NodeJS.Timeout; from: number; milliseconds: number } | undefined;
  /** The store's return has ended a pause, and nothing was stored since. */
  private hasReturned = false;

  constructor(
    private readonly writer: Pick<
      BatchWriter,
      'isDue' | 'isPressing' | 'isRunning' | 'useFreeLanes' | 'write' | 'writeAll'
    >,
    private readonly flush: () => Promise<void>,
  ) {}

  recordQueued(): void {
    if (this.pause) return;
    if (this.writer.isRunning) this.writer.useFreeLanes();
    else if (this.writer.isPressing) this.write();
    else if (this.writer.isDue) this.gathering ??= setTimeout(() => this.write(), GATHERING_MS);
  }

  /** A file is replayed once the one before is stored, so its last records must not wait for the interval. */
  recordReplayed(): void {
    if (!this.pause) this.replaying ??= setTimeout(() => this.writeReplayed(), GATHERING_MS);
  }

  intervalPassed(): void {
    if (!this.pause) void this.flush();
  }

  pauseFor(milliseconds: number): void {
    this.endPause();
    const timer = setTimeout(() => void this.flush(), milliseconds);
    timer.unref();
    this.pause = { timer, from: performance.now(), milliseconds };
  }

  /** The store can be reached again: ends the pause at once, the second time without success after five seconds. */
  storeReturned(): void {
    if (!this.pause) return;
    const { from, milliseconds } = this.pause;
    const earliest = this.hasReturned ? Math.min(milliseconds, RETURN_MS) : 0;
    this.hasReturned = true;
    const passed = performance.now() - from;
    if (passed >= earliest) void this.flush();
    else if (milliseconds > earliest) this.pauseFor(earliest - passed);
  }

  stored(): void {
    this.hasReturned = false;
  }

  endPause(): void {
    clearTimeout(this.pause?.timer);
    this.pause = undefined;
  }

  stop(): void {
    this.endPause();
    clearTimeout(this.gathering);
    clearTimeout(this.replaying);
  }

  private writeReplayed(): void {
    this.replaying = undefined;
    if (!this.pause) void this.writer.writeAll();
  }

  private write(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    if (!this.pause) void this.writer.write();
  }
}
