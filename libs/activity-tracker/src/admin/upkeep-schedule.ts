import { type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { SchedulerRegistry } from '@nestjs/schedule';
import { HostLog } from '../common/host-log.js';
import { SECOND_MS } from '../common/time.js';
import { errorText } from '../common/error-text.js';
import { UPKEEP } from './upkeep-settings.js';

export interface Upkeep {
  maintain?(signal?: AbortSignal): Promise<void>;
  release?(): Promise<void>;
}

/** Why rounds fail at present. @publicApi */
export interface UpkeepDown {
  reason: string;
  since: Date;
}

export interface UpkeepLife {
  readonly isOver: boolean;
  /** Whether it serves HTTP or has recorded something: otherwise the store need not be connected. */
  readonly isInUse: boolean;
  within(work: Promise<unknown>): Promise<unknown>;
  registry(): Pick<SchedulerRegistry, 'addInterval' | 'deleteInterval' | 'doesExist'> | undefined;
}

/** One round at a time; its errors never reach the application. */
export abstract class UpkeepSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  abstract readonly name: keyof typeof UPKEEP;
  private readonly logger = new HostLog();
  private ending = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private hasBegun = false;
  private running: Promise<void> | undefined;
  /** Failed rounds since the application started. */
  failures = 0;
  /** `null` if the last round succeeded. */
  down: UpkeepDown | null = null;

  constructor(
    private readonly upkeep: Upkeep | undefined,
    private readonly life: UpkeepLife,
  ) {}

  get interval(): string {
    return `activity-tracker:${this.name}`;
  }

  onApplicationBootstrap(): void {
    if (!this.upkeep?.maintain || this.timer) return;
    const { interval } = this;
    this.ending = new AbortController();
    this.timer = setInterval(() => {
      if (this.life.isInUse) void this.round();
    }, UPKEEP[this.name].roundSeconds * SECOND_MS);
    this.timer.unref();
    const registry = this.life.registry();
    if (registry && !registry.doesExist('interval', interval)) registry.addInterval(interval, this.timer);
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (!this.life.isOver) return;
    const { interval } = this;
    this.ending.abort();
    clearInterval(this.timer);
    this.timer = undefined;
    const registry = this.life.registry();
    if (registry?.doesExist('interval', interval)) registry.deleteInterval(interval);
    // Without a round there is no lease to release, and the store may be unavailable.
    if (!this.upkeep || !this.hasBegun) return;
    this.hasBegun = false;
    await this.life.within(this.handOver(this.upkeep));
  }

  round(): Promise<void> {
    const { signal } = this.ending;
    if (!this.upkeep?.maintain || signal.aborted) return Promise.resolve();
    this.hasBegun = true;
    this.running ??= this.maintain(signal)
      .then(
        () => this.isBack(),
        (error: unknown) => {
          if (!signal.aborted) this.goesAway(error);
        },
      )
      .finally(() => {
        this.running = undefined;
      });
    return this.running;
  }

  private async maintain(signal: AbortSignal): Promise<void> {
    await this.upkeep?.maintain?.(signal);
  }

  private async handOver(upkeep: Upkeep): Promise<void> {
    await this.running;
    try {
      await upkeep.release?.();
    } catch {
      // Its lease ends by itself.
    }
  }

  private isBack(): void {
    if (this.down) this.logger.log(UPKEEP[this.name].working);
    this.down = null;
  }

  private goesAway(error: unknown): void {
    const reason = errorText(error);
    const isNew = this.down === null;
    this.failures++;
    this.down = { reason, since: this.down?.since ?? new Date() };
    if (isNew) this.logger.warn(this.failureLine(reason));
  }

  private failureLine(reason: string): string {
    const { failing, meanwhile, roundSeconds } = UPKEEP[this.name];
    return `${failing}: ${reason.replace(/[.\s]+$/, '')}. Retrying every ${roundSeconds} s${meanwhile} (logged once).`;
  }
}
