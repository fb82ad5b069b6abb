import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { MaintainedStatistics } from '../../storage/statistics/statistics.js';

const ROUND_MS = 10_000;
/** Time that a shutdown gives a round to end. Milliseconds. */
const SHUTDOWN_MS = 2_000;
/** Name of the rounds in @nestjs/schedule's registry. */
export const ROLLUP_INTERVAL = 'activity-tracker:rollups';

/** Has statistics kept up to date while the app runs: one round at a time, never into the app. */
export class RollupSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('ActivityTracker');
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;
  private isAway = false;

  constructor(
    /** `undefined` where the store keeps no roll-ups. */
    private readonly statistics: MaintainedStatistics | undefined,
    private readonly registry: Pick<SchedulerRegistry, 'addInterval' | 'deleteInterval' | 'doesExist'>,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.statistics) return;
    const interval = setInterval(() => void this.round(), ROUND_MS);
    interval.unref();
    this.registry.addInterval(ROLLUP_INTERVAL, interval);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    if (this.registry.doesExist('interval', ROLLUP_INTERVAL)) this.registry.deleteInterval(ROLLUP_INTERVAL);
    if (!this.statistics) return;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, SHUTDOWN_MS);
    });
    await Promise.race([this.handOver(this.statistics), deadline]);
    clearTimeout(timer);
  }

  /** Resolves when done; never rejects. */
  round(): Promise<void> {
    if (!this.statistics || this.ending.signal.aborted) return Promise.resolve();
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
