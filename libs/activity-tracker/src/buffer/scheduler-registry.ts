import type { ModulesContainer } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';

/** Those of the host's ScheduleModules: none where it imports none, several where it calls `forRoot()` several times. */
export function schedulerRegistries(modules: ModulesContainer): SchedulerRegistry[] {
  const found = new Set<SchedulerRegistry>();
  for (const module of modules.values()) {
    const registry = module.providers.get(SchedulerRegistry)?.instance as SchedulerRegistry | undefined;
    if (registry) found.add(registry);
  }
  return [...found];
}
