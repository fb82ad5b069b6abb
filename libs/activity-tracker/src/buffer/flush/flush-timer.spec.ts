import * as schedule from '@nestjs/schedule';
import { Module } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApplicationLife } from '../life/application-life.js';
import { FLUSH_INTERVAL, flushTimerOf } from './flush-timer.js';

const EACH_MS = 1_000;
const TIMER = Symbol('timer');

@Module({ imports: [ScheduleModule.forRoot()] })
class First {}
@Module({ imports: [ScheduleModule.forRoot()] })
class Second {}

describe('the flush timer', () => {
  const flushOnInterval = vi.fn();
  let app: TestingModule;

  beforeEach(() => {
    vi.useFakeTimers();
    flushOnInterval.mockClear();
  });
  afterEach(async () => {
    await app.close();
    vi.useRealTimers();
  });

  async function compiled(...imports: Parameters<typeof Test.createTestingModule>[0]['imports'] & object) {
    app = await Test.createTestingModule({
      imports,
      providers: [
        { provide: ApplicationLife, useFactory: () => new ApplicationLife(5_000, () => true) },
        {
          provide: TIMER,
          useFactory: (modules: ModulesContainer, life: ApplicationLife) => {
            const buffer = { flushOnInterval, flush: async () => {}, stats: () => ({ waiting: 0 }) };
            return flushTimerOf(EACH_MS, buffer as never, modules, life, schedule);
          },
          inject: [ModulesContainer, ApplicationLife],
        },
      ],
    }).compile();
    return app;
  }

  const registries = () => [...new Set(app.get(SchedulerRegistry, { strict: false, each: true }))];

  it.each([
    ['no ScheduleModule', []],
    ['a ScheduleModule', [ScheduleModule.forRoot()]],
    ['two ScheduleModules', [First, Second]],
    ['a ScheduleModule without intervals', [ScheduleModule.forRoot({ intervals: false })]],
  ])('flushes once each interval in a host with %s, until the host closes', async (_, imports) => {
    await (await compiled(...imports)).init();
    await vi.advanceTimersByTimeAsync(EACH_MS - 1);
    expect(flushOnInterval).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(flushOnInterval).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(3 * EACH_MS);
    expect(flushOnInterval).toHaveBeenCalledTimes(4);
    if (imports.length > 0) {
      const holding = registries().filter((registry) => registry.doesExist('interval', FLUSH_INTERVAL));
      expect(holding).toHaveLength(1);
    }
    await app.close();
    await vi.advanceTimersByTimeAsync(3 * EACH_MS);
    expect(flushOnInterval).toHaveBeenCalledTimes(4);
  });

  it("is listed in the host's registry from the start", async () => {
    await (await compiled(ScheduleModule.forRoot())).init();
    expect(app.get(SchedulerRegistry).getIntervals()).toEqual([FLUSH_INTERVAL]);
  });

  it.each([
    ['no ScheduleModule', []],
    ['a ScheduleModule', [ScheduleModule.forRoot()]],
  ])('goes on in the second application of a container with %s when the first one closes', async (_, imports) => {
    const module = await compiled(...imports);
    const first = await module.createNestApplication({ logger: false }).init();
    const second = await module.createNestApplication({ logger: false }).init();
    await vi.advanceTimersByTimeAsync(EACH_MS);
    expect(flushOnInterval).toHaveBeenCalledTimes(1);
    await first.close();
    await vi.advanceTimersByTimeAsync(EACH_MS);
    expect(flushOnInterval).toHaveBeenCalledTimes(2);
    await second.close();
    await vi.advanceTimersByTimeAsync(EACH_MS);
    expect(flushOnInterval).toHaveBeenCalledTimes(2);
  });
});
