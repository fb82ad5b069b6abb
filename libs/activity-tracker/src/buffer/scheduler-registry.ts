import type { ModuleRef } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';

/** The host's, if it imports ScheduleModule; a second ScheduleModule would run the host's cron jobs twice. */
export function schedulerRegistry(modules: ModuleRef): SchedulerRegistry {
  try {
    return modules.get(SchedulerRegistry, { strict: false });
  } catch {
    return new SchedulerRegistry();
  }
}
