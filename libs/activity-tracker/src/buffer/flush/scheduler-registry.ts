import type { ModulesContainer } from '@nestjs/core';
import type * as Schedule from '@nestjs/schedule';

export const SCHEDULE_PACKAGE = Symbol.for('nestjs-activity-tracker:schedule-package');

/** The package @nestjs/schedule; `undefined` where it is not installed. */
export type SchedulePackage = typeof Schedule | undefined;

/** Those of the host's ScheduleModules: none where it imports none, several where it calls `forRoot()` several times. */
export function schedulerRegistries(
  modules: ModulesContainer,
  schedule: SchedulePackage,
): Schedule.SchedulerRegistry[] {
  const found = new Set<Schedule.SchedulerRegistry>();
  if (!schedule) return [];
  for (const module of modules.values()) {
    const registry = module.providers.get(schedule.SchedulerRegistry)?.instance as
      Schedule.SchedulerRegistry | undefined;
    if (registry) found.add(registry);
  }
  return [...found];
}
