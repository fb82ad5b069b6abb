import { Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UpkeepLife } from './upkeep-schedule.js';
import {
  AnomalySchedule,
  ErasureOrderSchedule,
  HoldSchedule,
  RetentionSchedule,
  RollupSchedule,
} from './upkeep-schedules.js';

function upkeep(maintain: (signal?: AbortSignal) => Promise<void> = async () => {}) {
  return { maintain: vi.fn(maintain), release: vi.fn(async () => {}) };
}

const life: Omit<UpkeepLife, 'registry'> = { isOver: true, isInUse: true, within: (work) => work };

describe.each([
  { Schedule: RollupSchedule, interval: 'activity-tracker:rollups', seconds: 10 },
  { Schedule: HoldSchedule, interval: 'activity-tracker:holds', seconds: 60 },
  { Schedule: ErasureOrderSchedule, interval: 'activity-tracker:erasure-orders', seconds: 60 },
  { Schedule: RetentionSchedule, interval: 'activity-tracker:retention', seconds: 60 },
  { Schedule: AnomalySchedule, interval: 'activity-tracker:anomalies', seconds: 30 },
])('$Schedule.name', ({ Schedule, interval, seconds }) => {
  const roundMs = seconds * 1_000;
  const scheduleOf = (
    given: ReturnType<typeof upkeep> | undefined,
    registry: SchedulerRegistry | undefined = new SchedulerRegistry(),
    around = life,
  ) => new Schedule(given, Object.assign(Object.create(around), { registry: () => registry }) as UpkeepLife);

  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('has a round at each interval, one at a time', async () => {
    let end = () => {};
    const given = upkeep(() => new Promise((resolve) => (end = resolve)));
    const schedule = scheduleOf(given);
    schedule.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(3.5 * roundMs);
    expect(given.maintain).toHaveBeenCalledTimes(1);
    end();
    await vi.advanceTimersByTimeAsync(roundMs);
    expect(given.maintain).toHaveBeenCalledTimes(2);
    end();
    await schedule.beforeApplicationShutdown();
  });

  it('logs once that rounds fail and once that they succeed again, and never throws', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    const log = vi.spyOn(Logger.prototype, 'log').mockImplementation(() => {});
    let away = true;
    const schedule = scheduleOf(upkeep(() => (away ? Promise.reject(new Error('no primary. ')) : Promise.resolve())));
    await schedule.round();
    await schedule.round();
    expect(warn.mock.calls.map(([message]) => String(message))).toEqual([
      expect.stringMatching(new RegExp(`: no primary\\. Retrying every ${seconds} s\\b.*\\(logged once\\)\\.$`)),
    ]);
    away = false;
    await schedule.round();
    await schedule.round();
    expect(log).toHaveBeenCalledTimes(1);
  });

  it('survives a store that throws at once, and an error without a text', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    const throwing = (): never => {
      throw Object.create(null);
    };
    const given = upkeep(throwing);
    given.release.mockImplementation(throwing);
    const schedule = scheduleOf(given);
    await schedule.round();
    expect(schedule).toMatchObject({ failures: 1, down: { reason: 'an unknown error' } });
    expect(warn).toHaveBeenCalledOnce();
    await schedule.beforeApplicationShutdown();
    expect(given.release).toHaveBeenCalledOnce();
  });

  it('ends with the app: tells the round, hands the work over, keeps no timer', async () => {
    const registry = new SchedulerRegistry();
    let heard: AbortSignal | undefined;
    const given = upkeep(async (signal) => {
      heard = signal;
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    });
    const schedule = scheduleOf(given, registry);
    schedule.onApplicationBootstrap();
    void schedule.round();
    await schedule.beforeApplicationShutdown();
    expect(heard?.aborted).toBe(true);
    expect(given.release).toHaveBeenCalledTimes(1);
    expect(registry.doesExist('interval', interval)).toBe(false);
    await schedule.round();
    expect(given.maintain).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes no more of a shutdown than the time that is left', async () => {
    const within = vi.fn(async () => undefined);
    const schedule = scheduleOf(
      upkeep(() => new Promise(() => {})),
      undefined,
      { ...life, within },
    );
    void schedule.round();
    await schedule.beforeApplicationShutdown();
    expect(within).toHaveBeenCalledOnce();
  });

  it('hands nothing over where no round began', async () => {
    const given = upkeep();
    const schedule = scheduleOf(given);
    schedule.onApplicationBootstrap();
    await schedule.beforeApplicationShutdown();
    expect(given.release).not.toHaveBeenCalled();
  });

  it('runs no rounds while the application does not use the store', async () => {
    const given = upkeep();
    const inUse = { ...life, isInUse: false };
    const schedule = scheduleOf(given, undefined, inUse);
    schedule.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(2 * roundMs);
    expect(given.maintain).not.toHaveBeenCalled();
    inUse.isInUse = true;
    await vi.advanceTimersByTimeAsync(roundMs);
    expect(given.maintain).toHaveBeenCalledOnce();
    await schedule.beforeApplicationShutdown();
  });

  it('runs in the next application of a container after the last one closed, once however many there are', async () => {
    const registry = new SchedulerRegistry();
    const given = upkeep();
    const around = { ...life, isOver: false };
    const schedule = scheduleOf(given, registry, around);
    schedule.onApplicationBootstrap();
    schedule.onApplicationBootstrap();
    await schedule.beforeApplicationShutdown();
    await vi.advanceTimersByTimeAsync(roundMs);
    expect(given.maintain).toHaveBeenCalledTimes(1);
    around.isOver = true;
    await schedule.beforeApplicationShutdown();
    expect(registry.getIntervals()).toEqual([]);
    schedule.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(roundMs);
    expect(given.maintain).toHaveBeenCalledTimes(2);
    await schedule.beforeApplicationShutdown();
    expect(given.release).toHaveBeenCalledTimes(2);
  });

  it('runs where the host imports no ScheduleModule', async () => {
    const given = upkeep();
    const schedule = new Schedule(given, { ...life, registry: () => undefined });
    schedule.onApplicationBootstrap();
    await vi.advanceTimersByTimeAsync(roundMs);
    expect(given.maintain).toHaveBeenCalledOnce();
    await schedule.beforeApplicationShutdown();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does nothing where the store needs none', async () => {
    const schedule = scheduleOf(undefined);
    schedule.onApplicationBootstrap();
    expect(vi.getTimerCount()).toBe(0);
    await schedule.round();
    await schedule.beforeApplicationShutdown();
  });
});
