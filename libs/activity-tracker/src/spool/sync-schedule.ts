/** Between two looks at a segment where each record is synced: only its age matters. */
const ROTATION_MS = 500;

export interface SyncRound {
  /** Never rejects. */
  sync(): Promise<void>;
  /** Failures so far. */
  failures(): number;
  /** Whether the next round may begin by itself. */
  goesOn(): boolean;
  /** Called after each round. */
  done(): void;
}

/** One round at a time, so long after something was written. */
export class SyncSchedule {
  private timer: NodeJS.Timeout | undefined;
  /** Whether the last write or sync succeeded. */
  isHealthy = true;

  /** @param interval milliseconds between two syncs */
  constructor(
    private readonly interval: number | 'always',
    private readonly round: SyncRound,
  ) {}

  schedule(): void {
    if (this.timer) return;
    const pause = this.interval === 'always' ? ROTATION_MS : this.interval;
    this.timer = setTimeout(() => void this.run(), pause).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    const { round } = this;
    const failures = round.failures();
    await round.sync();
    if (round.failures() === failures) this.isHealthy = true;
    this.timer = undefined;
    if (round.goesOn()) this.schedule();
    round.done();
  }
}
