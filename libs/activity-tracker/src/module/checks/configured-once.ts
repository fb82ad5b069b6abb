import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { MODULE_OPTIONS_TOKEN } from '../module-definition.js';
import { type ActivityTrackerOptions, SLICES } from '../../activity-tracker.options.js';
import { ActivityTrackerOptionsError } from '../options/resolve-options.js';

/**
 * Two configurations would share hooks and paths, and mix their records.
 * @throws ActivityTrackerOptionsError that names the options that differ
 */
export function assertConfiguredOnce(modules: ModulesContainer, module: Type): void {
  const configured = [...modules.values()].filter(({ metatype }) => metatype === module);
  if (configured.length < 2) return;
  const given = configured.map(
    ({ providers }) => (providers.get(MODULE_OPTIONS_TOKEN)?.instance ?? {}) as ActivityTrackerOptions,
  );
  const differing = [...new Set(given.slice(1).flatMap((other) => differences(given[0]!, other)))].toSorted();
  throw new ActivityTrackerOptionsError([
    `ActivityTrackerModule was configured ${configured.length} times: must be once.${
      differing.length > 0 ? ` The options differ in ${differing.join(', ')}.` : ''
    } Call forRoot() or forRootAsync() once, in the root module; ActivityTrackerService is injectable in every module.`,
  ]);
}

function differences(one: ActivityTrackerOptions, other: ActivityTrackerOptions): string[] {
  const flat = [flatten(one), flatten(other)] as const;
  const paths = new Set(flat.flatMap((map) => [...map.keys()]));
  return [...paths].filter((path) => !isSame(flat[0].get(path), flat[1].get(path)));
}

function flatten(options: ActivityTrackerOptions): Map<string, unknown> {
  const entries = Object.entries(options).flatMap(([key, value]): [string, unknown][] =>
    key in SLICES && typeof value === 'object' && value !== null
      ? Object.entries(value).map(([name, each]) => [`${key}.${name}`, each])
      : [[key, value]],
  );
  return new Map(entries);
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!Array.isArray(one) || !Array.isArray(other)) return false;
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
