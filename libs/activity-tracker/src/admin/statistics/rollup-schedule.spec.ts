import { Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MaintainedStatistics } from '../../storage/statistics/statistics.js';
import { ROLLUP_INTERVAL, type RollupLife, RollupSchedule } from './rollup-schedule.js';

function statistics(maintain: (signal?: AbortSignal) => Promise<void> = async () => {}) {
  return { maintain: vi.fn(maintain), release: vi.fn(async () => {}) };
}

const scheduleOf = (
  given: ReturnType<typeof statistics> | undefined,
  registry = new SchedulerRegistry(),
  around: RollupLife = life,
) => new RollupSchedule(given as unknown as MaintainedStatistics | undefined, () => registry, around);

const life: RollupLife = { isOver: true, isInUse: true, within: (work) => work };

describe('RollupSchedule', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('has a round every ten seconds, one at a time', async () => {
    let end = () => {};
    const given = statistics(() => new Promise((resolve) => (end = resolve)));
    const schedule = scheduleOf(given);
    schedule.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(35_000);
    expect(given.maintain).toHaveBeenCalledTimes(1);
    end();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(given.maintain).toHaveBeenCalledTimes(2);
    end();
    await schedule.beforeApplicationShutdown();
  });

  it('says once that rounds fail and once that they do not any more, and never throws', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    const log = vi.spyOn(Logger.prototype, 'log').mockImplementation(() => {});
    let away = true;
    const schedule = scheduleOf(statistics(() => (away ? Promise.reject(new Error('no primary')) : Promise.resolve())));
    await schedule.round();
    await schedule.round();
    expect(warn.mock.calls.map(([message]) => String(message))).toEqual([expect.stringContaining('no primary')]);
    away = false;
    await schedule.round();
    await schedule.round();
    expect(log).toHaveBeenCalledTimes(1);
  });

  it('ends with the app: tells the round, hands the work over, keeps no timer', async () => {
    const registry = new SchedulerRegistry();
    let heard: AbortSignal | undefined;
    const given = statistics(async (signal) => {
      heard = signal;
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    });
    const schedule = scheduleOf(given, registry);
    schedule.onApplicationBootstrap();
    void schedule.round();
    await schedule.beforeApplicationShutdown();
    expect(heard?.aborted).toBe(true);
    expect(given.release).toHaveBeenCalledTimes(1);
    expect(registry.doesExist('interval', ROLLUP_INTERVAL)).toBe(false);
    await schedule.round();
    expect(given.maintain).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes no more of a shutdown than the time that is left', async () => {
    const within = vi.fn(async () => undefined);
    const schedule = scheduleOf(
      statistics(() => new Promise(() => {})),
      undefined,
      { ...life, within },
    );
    void schedule.round();
    await schedule.beforeApplicationShutdown();
    expect(within).toHaveBeenCalledOnce();
  });

  it('hands nothing over where no round began', async () => {
    const given = statistics();
    const schedule = scheduleOf(given);
    schedule.onApplicationBootstrap();
    await schedule.beforeApplicationShutdown();
    expect(given.release).not.toHaveBeenCalled();
  });

  it('has no rounds while the application gives no reason to connect', async () => {
    const given = statistics();
    const inUse = { ...life, isInUse: false };
    const schedule = scheduleOf(given, undefined, inUse);
    schedule.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(given.maintain).not.toHaveBeenCalled();
    inUse.isInUse = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(given.maintain).toHaveBeenCalledOnce();
    await schedule.beforeApplicationShutdown();
  });

  it('does nothing where the store keeps no roll-ups', async () => {
    const schedule = scheduleOf(undefined);
    schedule.onApplicationBootstrap();
    expect(vi.getTimerCount()).toBe(0);
    await schedule.round();
    await schedule.beforeApplicationShutdown();
  });
});
