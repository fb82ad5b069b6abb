export interface QueueBounds {
  readonly events: number;
  readonly size: number;
}

/** A burst of 1,000 records fits; 50 viewers that never read take 50 MB at most. */
const WATCHER_BOUNDS: QueueBounds = { events: 1_000, size: 524_288 };

/** Drops the oldest record when full and counts it. */
export class WatcherQueue {
  private readonly records: string[] = [];
  private size = 0;
  private dropped = 0;

  constructor(private readonly bounds: QueueBounds = WATCHER_BOUNDS) {}

  get isEmpty(): boolean {
    return this.records.length === 0 && this.dropped === 0;
  }

  push(text: string): void {
    this.records.push(text);
    this.size += text.length;
    while (this.records.length > this.bounds.events || this.size > this.bounds.size) this.dropOldest();
  }

  /** Number of records dropped since the last call; they are older than all queued ones. */
  takeDropped(): number {
    const { dropped } = this;
    this.dropped = 0;
    return dropped;
  }

  take(): string | undefined {
    const text = this.records.shift();
    this.size -= text?.length ?? 0;
    return text;
  }

  clear(): void {
    this.records.length = 0;
    this.size = 0;
    this.dropped = 0;
  }

  private dropOldest(): void {
    this.take();
    this.dropped++;
  }
}
