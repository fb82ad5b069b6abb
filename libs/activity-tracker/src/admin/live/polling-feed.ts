import type { ActivityLog } from '../../record/activity-log.js';
import type { ActivityStore } from '../../storage/activity-store.js';
import type { LiveListener } from './live-feed.js';

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

  /**
   * @param fields those of a record in a list
   * @param clock milliseconds since 1970
   */
  constructor(
    private readonly store: ActivityStore,
    private readonly fields: readonly string[],
    private readonly listener: LiveListener,
    private readonly clock: () => number,
  ) {}

  /** Tells of nothing that is stored already. A store that is away is asked again in the next round. */
  async start(): Promise<void> {
    await this.round(() => {}).catch(() => {});
    this.timer = setInterval(() => void this.tell(), ROUND_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** What was stored since a position, oldest first. */
  async since(position: string): Promise<ActivityLog[]> {
    const time = Number(/^t(\d{1,15})$/.exec(position)?.[1]);
    if (!(time > this.clock() - MAX_RESUME_MS)) return [];
    const found = await this.find(new Date(time - LOOK_BACK_MS));
    return found.toReversed();
  }

  private async tell(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      await this.round((record, position) => this.listener.next({ record, position }));
    } catch {
      // The store is away; what it gets meanwhile is found in a later round.
    } finally {
      this.isRunning = false;
    }
  }

  private async round(tell: (record: ActivityLog, position: string) => void): Promise<void> {
    const now = this.clock();
    const from = now - LOOK_BACK_MS;
    const found = await this.find(new Date(from));
    const position = `t${now}`;
    const fresh = found.filter(({ _id }) => !this.told.has(String(_id))).toReversed();
    for (const record of fresh) {
      this.told.set(String(record._id), record.created_time.getTime());
      tell(record, position);
    }
    if (fresh.length === MAX_PER_ROUND) this.listener.skipped();
    for (const [id, time] of this.told) if (time < from) this.told.delete(id);
  }

  private find(from: Date): Promise<ActivityLog[]> {
    return this.store.find(
      { created_time: { $gte: from } },
      { sort: NEWEST_FIRST, limit: MAX_PER_ROUND, fields: this.fields, maxTimeMs: ROUND_MS },
    );
  }
}
