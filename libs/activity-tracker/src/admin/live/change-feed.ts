import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { Pace } from '../../storage/pace.js';
import { type LiveListener, MOST_MISSED } from './live-feed.js';

const MAX_MISSED_MS = 2_000;

/** In the order in which they are stored. */
export class ChangeFeed {
  private readonly stopped = new AbortController();

  constructor(
    private readonly store: ActivityStore,
    private readonly fields: readonly string[],
    private readonly listener: LiveListener,
    private readonly unavailable: () => void,
  ) {}

  async start(): Promise<void> {
    const pace = new Pace();
    try {
      for await (const { record, position } of this.open(this.stopped.signal)) {
        this.listener.next({ record, position });
        await pace.spend();
      }
    } catch {
      // Polling takes over.
    }
    if (!this.stopped.signal.aborted) this.unavailable();
  }

  stop(): void {
    this.stopped.abort();
  }

  async since(position: string, left: AbortSignal): Promise<ActivityLog[]> {
    const missed: ActivityLog[] = [];
    const signal = AbortSignal.any([this.stopped.signal, left, AbortSignal.timeout(MAX_MISSED_MS)]);
    for await (const { record } of this.open(signal, position)) {
      missed.push(record);
      if (missed.length === MOST_MISSED) break;
    }
    return missed;
  }

  private open(signal: AbortSignal, after?: string) {
    return this.store.watch!({ fields: this.fields, signal, after });
  }
}
