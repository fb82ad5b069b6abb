import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { Pace } from '../../storage/pace.js';
import { type LiveListener, MOST_MISSED } from './live-feed.js';

const ROUND_MS = 1_000;
/** A record may be stored this long after its call arrived: a slow call, then the wait for the next flush. Milliseconds. */
const LOOK_BACK_MS = 90_000;
/** Records taken in one round. */
const MAX_PER_ROUND = 500;
const MAX_RESUME_MS = 10 * 60_000;

const NEWEST_FIRST = { created_time: -1, _id: -1 } as const;

/**
 * Asks the store once a second for what it did not have before. Records are stored out of order, so each round looks
 * back over the time in which one may still come in, and passes over those that it has told of.
 */
export class PollingFeed {
  private readonly told = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;
  private isStopped = false;
  /** Whether it is known what was stored before the feed began. */
  private knowsWhatWas = false;
  private readonly begun: number;

  /**
   * @param fields those of a record in a list
   * @param clock milliseconds since 1970
   */
  constructor(
    private readonly store: ActivityStore,
    private readonly fields: readonly string[],
    private readonly listener: LiveListener,
    private readonly clock: () => number,
  ) {
    this.begun = clock();
  }

  /** Tells of nothing that is stored already. A store that is away is asked again in the next round. */
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
   * What was stored since a position, oldest first; also what may have been stored before it.
   * @throws RangeError where too much time has passed since, or the position is of another feed
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
      // The store is away; what it gets meanwhile is found in a later round.
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
