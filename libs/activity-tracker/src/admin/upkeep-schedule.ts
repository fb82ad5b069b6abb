import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';

/** Time that a shutdown gives a round to end. Milliseconds. */
const SHUTDOWN_MS = 2_000;

/** Work on the store that comes round while the app runs. */
export interface Upkeep {
  maintain?(signal?: AbortSignal): Promise<void>;
  /** Hands the work over to other processes. */
  release?(): Promise<void>;
}

export interface UpkeepSettings {
  /** Name of the rounds in the registry of @nestjs/schedule. */
  interval: string;
  roundMs: number;
  /** Logged once when rounds begin to fail. */
  failing(reason: string): string;
  /** Logged once when they work again. */
  working: string;
}

/** Runs upkeep in rounds while the app runs: one at a time, and no error of it reaches the app. */
export class UpkeepSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('ActivityTracker');
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;
  private isAway = false;

  constructor(
    /** `undefined` where the store needs none. */
    private readonly upkeep: Upkeep | undefined,
    private readonly settings: UpkeepSettings,
    private readonly registry: Pick<SchedulerRegistry, 'addInterval' | 'deleteInterval' | 'doesExist'>,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.upkeep?.maintain) return;
    const interval = setInterval(() => void this.round(), this.settings.roundMs);
    interval.unref();
    this.registry.addInterval(this.settings.interval, interval);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    if (this.registry.doesExist('interval', this.settings.interval))
      this.registry.deleteInterval(this.settings.interval);
    if (!this.upkeep?.maintain) return;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, SHUTDOWN_MS);
    });
    await Promise.race([this.handOver(this.upkeep), deadline]);
    clearTimeout(timer);
  }

  /** Resolves when done; never rejects. */
  round(): Promise<void> {
    if (!this.upkeep?.maintain || this.ending.signal.aborted) return Promise.resolve();
    this.running ??= this.upkeep
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

  private async handOver(upkeep: Upkeep): Promise<void> {
    await this.running;
    await upkeep.release?.().catch(() => undefined);
  }

  private isBack(): void {
    if (this.isAway) this.logger.log(this.settings.working);
    this.isAway = false;
  }

  private goesAway(error: unknown): void {
    if (this.isAway || this.ending.signal.aborted) return;
    this.isAway = true;
    this.logger.warn(this.settings.failing((error as Error)?.message ?? String(error)));
  }
}
