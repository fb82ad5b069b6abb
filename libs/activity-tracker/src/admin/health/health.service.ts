import type { RollupHealth, RollupProblem } from '../../storage/port/statistics.js';
import type { ActivityFilter, ActivityStore, StoreDescription } from '../../storage/port/activity-store.js';
import { StoreMisconfiguredError, StoreNotConfiguredError } from '../../storage/port/store-errors.js';
import type { HostStatus, RecordingHealth } from '../host-status.js';
import type { VerificationResult } from '../../storage/port/verification-state.js';
import { type LogSilence, logSilence } from './silence.js';
import { NOT_DATABLE } from '../../storage/datable.js';
import { maintainedStatisticsOf } from '../statistics/maintained-statistics.js';
import type { AnomalySchedule, AnomalySearchHealth } from '../upkeep-schedules.js';
import { DAY_MS } from '../../common/time.js';

const COUNT_CAP = 100_000;
const COUNT_MS = 500;

/** Readers that would have kept others waiting. @publicApi */
export interface ReaderHealth {
  /** Calls that the store given as `storage.store` did not answer within 30 seconds: the reader got 503. */
  unanswered: number;
  /** Connections closed because they took nothing of an export or a live tail for a minute. */
  stalled: number;
}

/** Health of the tracker. @publicApi */
export interface TrackerHealth extends RecordingHealth {
  /** `down`: why the store cannot be used, with the remedy if an operator must act. */
  store: (Partial<StoreDescription> & { reachable: true }) | { reachable: false; down?: string };
  /** `null` if the store keeps no roll-ups or is unavailable. */
  rollups: RollupHealth | RollupProblem | null;
  /** Number of records that expire within a day; `null` if records are kept, or cannot be counted in time. */
  due_within_a_day: number | null;
  /**
   * Number of documents, up to 100,000, that are no records, and therefore in no list or figure: without a date in `created_time`, or with an
   * `_id` that is no ObjectId. `null` if they cannot be counted in time.
   */
  unreadable: number | null;
  /** Number of rules in `storage.retention`; `GET /retention` counts what they would remove. */
  retention_rules: number;
  /** Failures of `admin.describeUsers` and `admin.findUsers` since the start. */
  user_names: { failures: number };
  /** Readers whose slot was given to others since the start, see {@link ReaderHealth}. */
  readers: ReaderHealth;
  /** `null` if anomalies are not searched. */
  anomalies: AnomalySearchHealth | null;
  /** Result of the last `npx activity-tracker verify`; `null` if there is none, or it cannot be read. */
  verification: VerificationResult | null;
  /** How long no record was stored; `null` if that cannot be read in time. */
  silence: LogSilence | null;
}

export class HealthService {
  private reading: Promise<TrackerHealth> | undefined;

  constructor(
    private readonly store: ActivityStore,
    private readonly status: Pick<HostStatus, 'health'>,
    private readonly retentionRules = 0,
    private readonly names: { readonly failures: number } = { failures: 0 },
    private readonly anomalies: Pick<AnomalySchedule, 'health'> = { health: () => null },
    private readonly readers: () => ReaderHealth = () => ({ unanswered: 0, stalled: 0 }),
    private readonly clock: () => number = Date.now,
  ) {}

  /** Never throws, so that it can report an unavailable store. Those who ask meanwhile share an answer: it passes no gate. */
  health(): Promise<TrackerHealth> {
    return (this.reading ??= this.read().finally(() => (this.reading = undefined)));
  }

  private async read(): Promise<TrackerHealth> {
    const [store, rollups] = await Promise.all([
      this.describe().catch((error: unknown) => ({
        reachable: false as const,
        ...((error instanceof StoreMisconfiguredError || error instanceof StoreNotConfiguredError) && {
          down: error.message,
        }),
      })),
      Promise.resolve(maintainedStatisticsOf(this.store)?.health()).catch(() => undefined),
    ]);
    const counting = store.reachable ? this.count(NOT_DATABLE) : null;
    const verifying = store.reachable ? this.store.verification?.last().catch(() => null) : null;
    const listening = store.reachable ? logSilence(this.store, this.clock()) : null;
    const days = store.reachable ? store.retention_days : undefined;
    return {
      ...this.status.health(),
      store,
      rollups: rollups ?? null,
      due_within_a_day: days === null || days === undefined ? null : await this.dueWithinADay(days),
      unreadable: await counting,
      retention_rules: this.retentionRules,
      user_names: { failures: this.names.failures },
      readers: this.readers(),
      anomalies: this.anomalies.health(),
      verification: (await verifying) ?? null,
      silence: await listening,
    };
  }

  private async describe(): Promise<TrackerHealth['store'] & { reachable: true }> {
    if (this.store.describe) return { reachable: true, ...(await this.store.describe()) };
    await this.store.find({}, { limit: 1, fields: [], maxTimeMs: COUNT_MS });
    return { reachable: true };
  }

  private async dueWithinADay(days: number): Promise<number | null> {
    return this.count({ created_time: { $lt: new Date(this.clock() - (days - 1) * DAY_MS) } });
  }

  private async count(filter: ActivityFilter): Promise<number | null> {
    return this.store.count(filter, COUNT_CAP, { maxTimeMs: COUNT_MS }).catch(() => null);
  }
}
