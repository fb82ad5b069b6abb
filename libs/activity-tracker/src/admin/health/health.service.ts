import type { RollupHealth, RollupProblem } from '../../storage/port/statistics.js';
import {
  type ActivityStore,
  type StoreDescription,
  StoreMisconfiguredError,
  StoreNotConfiguredError,
} from '../../storage/port/activity-store.js';
import { type HostStatus, type BufferHealth, type GeoHealth } from '../host-status.js';
import { maintainedStatisticsOf } from '../statistics/maintained-statistics.js';
import { DAY_MS } from '../../common/time.js';

const COUNT_CAP = 100_000;
const COUNT_MS = 500;

/** How the tracker is doing. @publicApi */
export interface TrackerHealth {
  buffer: BufferHealth;
  /** `down`: why the store cannot be used, with the remedy, where an operator has to act. */
  store: (Partial<StoreDescription> & { reachable: true }) | { reachable: false; down?: string };
  /** `null` where the store keeps no roll-ups, or is away. */
  rollups: RollupHealth | RollupProblem | null;
  /** Where countries come from; `null` where they are turned off. */
  geo: GeoHealth | null;
  /** Requests with a credential that did not identify a user, by cause, since the app started. */
  unidentified: Readonly<Record<string, number>>;
  /** Records that the next day takes away; `null` where records are kept, or cannot be counted in time. */
  due_within_a_day: number | null;
}

/** Puts together what buffer, store and statistics say of themselves. */
export class HealthService {
  constructor(
    private readonly store: ActivityStore,
    private readonly status: Pick<HostStatus, 'buffer' | 'geo' | 'unidentified'>,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Never throws: a store that is away is what it is asked about. */
  async health(): Promise<TrackerHealth> {
    const [store, rollups] = await Promise.all([
      this.describe().catch((error: unknown) => ({
        reachable: false as const,
        ...((error instanceof StoreMisconfiguredError || error instanceof StoreNotConfiguredError) && {
          down: error.message,
        }),
      })),
      Promise.resolve(maintainedStatisticsOf(this.store)?.health()).catch(() => undefined),
    ]);
    const days = store.reachable ? store.retention_days : undefined;
    return {
      buffer: this.status.buffer(),
      store,
      rollups: rollups ?? null,
      geo: this.status.geo(),
      unidentified: this.status.unidentified(),
      due_within_a_day: days === null || days === undefined ? null : await this.dueWithinADay(days),
    };
  }

  private async describe(): Promise<TrackerHealth['store'] & { reachable: true }> {
    if (this.store.describe) return { reachable: true, ...(await this.store.describe()) };
    await this.store.find({}, { limit: 1, fields: [], maxTimeMs: COUNT_MS });
    return { reachable: true };
  }

  private async dueWithinADay(days: number): Promise<number | null> {
    const before = new Date(this.clock() - (days - 1) * DAY_MS);
    return this.store.count({ created_time: { $lt: before } }, COUNT_CAP, { maxTimeMs: COUNT_MS }).catch(() => null);
  }
}
