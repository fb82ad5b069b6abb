import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { MaintainedStatistics } from '../../storage/statistics/statistics.js';

const ROUND_MS = 10_000;
/** Name of the rounds in @nestjs/schedule's registry. */
export const ROLLUP_INTERVAL = 'activity-tracker:rollups';

type Registry = Pick<SchedulerRegistry, 'addInterval' | 'deleteInterval' | 'doesExist'>;

/** What the rounds need to know of the application around them. */
export interface RollupLife {
  /** Whether its last application is closing. */
  readonly isOver: boolean;
  /** Whether it serves HTTP or has recorded something: else there is no reason to connect to the store. */
  readonly isInUse: boolean;
  within(work: Promise<unknown>): Promise<unknown>;
}

/** Has statistics kept up to date while the app runs: one round at a time, never into the app. */
export class RollupSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('ActivityTracker');
  private ending = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private hasBegun = false;
  private running: Promise<void> | undefined;
  private isAway = false;

  constructor(
    /** `undefined` where the store keeps no roll-ups. */
    private readonly statistics: MaintainedStatistics | undefined,
    private readonly registry: () => Registry | undefined,
    private readonly life: RollupLife,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.statistics || this.timer) return;
    this.ending = new AbortController();
    this.timer = setInterval(() => {
      if (this.life.isInUse) void this.round();
    }, ROUND_MS);
    this.timer.unref();
    const registry = this.registry();
    if (registry && !registry.doesExist('interval', ROLLUP_INTERVAL)) registry.addInterval(ROLLUP_INTERVAL, this.timer);
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (!this.life.isOver) return;
    this.ending.abort();
    clearInterval(this.timer);
    this.timer = undefined;
    const registry = this.registry();
    if (registry?.doesExist('interval', ROLLUP_INTERVAL)) registry.deleteInterval(ROLLUP_INTERVAL);
    // Without a round there is no lease to hand over, and the store need not be there.
    if (this.statistics && this.hasBegun) await this.life.within(this.handOver(this.statistics));
  }

  /** Resolves when done; never rejects. */
  round(): Promise<void> {
    if (!this.statistics || this.ending.signal.aborted) return Promise.resolve();
    this.hasBegun = true;
    this.running ??= this.statistics
      .maintain(this.ending.signal)
      .then(
        () => this.isBack(),
        (error: unknown) => this.goesAway(error),
      )
      .finally(() => {
        this.running = undefined;
      });
    return this.running;
  }

  private async handOver(statistics: MaintainedStatistics): Promise<void> {
    await this.running;
    await statistics.release().catch(() => undefined);
  }

  private isBack(): void {
    if (this.isAway) this.logger.log('Statistics are kept up to date again.');
    this.isAway = false;
  }

  private goesAway(error: unknown): void {
    if (this.isAway || this.ending.signal.aborted) return;
    this.isAway = true;
    this.logger.warn(
      `Statistics are not kept up to date: ${(error as Error)?.message ?? String(error)}. It is tried again every ` +
        `${ROUND_MS / 1_000} s; what comes in meanwhile is marked and made up for.`,
    );
  }
}
