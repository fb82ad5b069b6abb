import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { Pace } from '../../storage/pace.js';
import { type LiveListener, MOST_MISSED } from './live-feed.js';

const ROUND_MS = 1_000;
/** Maximum delay from the arrival of a call to the storing of its record: a slow call plus the flush interval. */
const LOOK_BACK_MS = 90_000;
const MAX_PER_ROUND = 500;
const MAX_RESUME_MS = 10 * 60_000;

const NEWEST_FIRST = { created_time: -1, _id: -1 } as const;

/** Records are stored out of order, so each round looks back over the maximum delay and skips those already sent. */
export class PollingFeed {
  private readonly told = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;
  private isStopped = false;
  private knowsWhatWas = false;
  private readonly begun: number;

  constructor(
    private readonly store: ActivityStore,
    private readonly fields: readonly string[],
    private readonly listener: LiveListener,
    private readonly clock: () => number,
  ) {
    this.begun = clock();
  }

  /** Skips records that are already stored. Retries an unavailable store in the next round. */
  async start(): Promise<void> {
    await this.tell();
    if (this.isStopped) return;
    this.timer = setInterval(() => void this.tell(), ROUND_MS);
    this.timer.unref();
  }

  stop(): void {
    this.isStopped = true;
    clearInterval(this.timer);
  }

  /**
   * Oldest first, perhaps with some stored before the position.
   * @throws RangeError if the position is too old or belongs to another feed
   */
  async since(position: string): Promise<ActivityLog[]> {
    const time = Number(/^t(\d{1,15})$/.exec(position)?.[1]);
    if (!(time > this.clock() - MAX_RESUME_MS)) throw new RangeError(`nothing is known since ${position}`);
    const found = await this.find(new Date(time - LOOK_BACK_MS), MOST_MISSED);
    return found.toReversed();
  }

  private async tell(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      await this.round();
    } catch {
      // The store is unavailable; a later round finds its records.
    } finally {
      this.isRunning = false;
    }
  }

  private async round(): Promise<void> {
    const now = this.clock();
    const from = now - LOOK_BACK_MS;
    const found = await this.find(new Date(from), MAX_PER_ROUND);
    if (this.isStopped) return;
    const position = `t${now}`;
    const fresh = found.filter(({ _id }) => !this.told.has(String(_id))).toReversed();
    const pace = new Pace();
    for (const record of fresh) {
      await pace.spend();
      if (this.isStopped) return;
      this.told.set(String(record._id), record.created_time.getTime());
      if (this.knowsWhatWas || record.created_time.getTime() > this.begun) this.listener.next({ record, position });
    }
    if (this.knowsWhatWas && fresh.length === MAX_PER_ROUND) this.listener.skipped();
    this.knowsWhatWas = true;
    for (const [id, time] of this.told) if (time < from) this.told.delete(id);
  }

  private find(from: Date, limit: number): Promise<ActivityLog[]> {
    return this.store.find(
      { created_time: { $gte: from } },
      { sort: NEWEST_FIRST, limit, fields: this.fields, maxTimeMs: ROUND_MS },
    );
  }
}
