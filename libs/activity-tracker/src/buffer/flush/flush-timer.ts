import { type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import type { SchedulerRegistry } from '@nestjs/schedule';
import type { ApplicationLife } from '../life/application-life.js';
import { beforeExit } from '../life/process-end.js';
import type { LogBufferService } from '../log-buffer.service.js';
import { type SchedulePackage, schedulerRegistries } from './scheduler-registry.js';
import { HostLog } from '../../common/host-log.js';

export const FLUSH_INTERVAL = 'activity-tracker:flush';

type Target = Pick<LogBufferService, 'flushOnInterval' | 'flush' | 'stats'>;

/** A timer whose `flush` carries `@Interval`, so that a ScheduleModule of the host runs it. */
export function flushTimerOf(
  milliseconds: number,
  buffer: Target,
  modules: ModulesContainer,
  life: ApplicationLife,
  schedule: SchedulePackage,
): FlushTimer {
  if (!schedule) return new FlushTimer(milliseconds, buffer, modules, life, schedule);
  const { Interval } = schedule;

  class ActivityTrackerFlush extends FlushTimer {
    @Interval(FLUSH_INTERVAL, milliseconds)
    override flush(): void {
      super.flush();
    }
  }
  return new ActivityTrackerFlush(milliseconds, buffer, modules, life, schedule);
}

/**
 * Flushes once at each interval, whatever the host imports: one ScheduleModule, none, several, or one with
 * `intervals: false`. Which of them runs the flush is known at the first tick.
 */
class FlushTimer implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  /** Runs until a registry of the host is seen to hold the flush. */
  private own: NodeJS.Timeout | undefined;
  private isDecided = false;
  private readonly atExit = (): void => this.flushAtExit();

  constructor(
    private readonly milliseconds: number,
    private readonly buffer: Target,
    private readonly modules: ModulesContainer,
    private readonly life: ApplicationLife,
    private readonly schedule: SchedulePackage,
  ) {}

  /** A second application of the container mounts the interval again, under the same name. */
  onModuleInit(): void {
    this.leaveRegistries();
  }

  onApplicationBootstrap(): void {
    // By now ScheduleModule has seen the decorator. Where a second application has it look again, it would refuse the name.
    Object.defineProperty(this, 'flush', { value: () => FlushTimer.prototype.flush.call(this), configurable: true });
    this.start();
    beforeExit.add(this.atExit);
    // Other modules may be later with this hook.
    setImmediate(() => this.neverKeepTheProcess()).unref();
  }

  onApplicationShutdown(): void {
    this.stop();
    // ScheduleModule ends all intervals with the first application that closes.
    if (!this.life.isOver) this.start();
    else beforeExit.delete(this.atExit);
  }

  flush(): void {
    if (!this.isDecided) this.decide();
    this.buffer.flushOnInterval();
  }

  private start(): void {
    clearInterval(this.own);
    this.isDecided = false;
    this.own = setInterval(() => {
      if (this.isDecided || this.decide() === 'own') this.buffer.flushOnInterval();
    }, this.milliseconds);
    this.own.unref();
  }

  private stop(): void {
    clearInterval(this.own);
    this.own = undefined;
    this.leaveRegistries();
  }

  /** Leaves one timer: that of the first registry that has one, else our own, which is then listed there. */
  private decide(): 'own' | 'registry' {
    this.isDecided = true;
    const [first, ...others] = this.holders();
    for (const registry of others) registry.deleteInterval(FLUSH_INTERVAL);
    if (!first) {
      if (this.own) schedulerRegistries(this.modules, this.schedule)[0]?.addInterval(FLUSH_INTERVAL, this.own);
      return 'own';
    }
    clearInterval(this.own);
    this.own = undefined;
    this.neverKeepTheProcess();
    return 'registry';
  }

  private holders(): SchedulerRegistry[] {
    return schedulerRegistries(this.modules, this.schedule).filter((registry) =>
      registry.doesExist('interval', FLUSH_INTERVAL),
    );
  }

  private leaveRegistries(): void {
    for (const registry of this.holders()) registry.deleteInterval(FLUSH_INTERVAL);
  }

  private neverKeepTheProcess(): void {
    for (const registry of this.holders()) registry.getInterval(FLUSH_INTERVAL).unref();
  }

  /** Where an application context is never closed, records that wait are stored before its process ends. */
  private flushAtExit(): void {
    const { waiting } = this.buffer.stats();
    if (waiting === 0) return;
    void this.life.within(this.buffer.flush()).then((isInTime) => {
      if (isInTime) return;
      beforeExit.delete(this.atExit);
      new HostLog().error(`${waiting} activity records are lost: the process ended while the store was unavailable.`);
    });
  }
}
