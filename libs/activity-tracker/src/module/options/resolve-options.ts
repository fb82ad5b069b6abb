import {
  type ActivityTrackerOptions,
  type ResolvedOptions,
  RootOptions,
  SLICES,
} from '../../activity-tracker.options.js';
import { nearestName } from '../../common/nearest-name.js';
import { contradictions } from './contradictions.js';
import { optionNames, resolveSlice } from './options-slice.js';
import { SharedClass } from '../../package/shared-class.js';

/** Groups that mean nothing without these options. */
const WITHOUT_DEFAULTS: Readonly<Record<string, string>> = {
  jwt: '{ secret, algorithms }',
  mongo: '{ uri, dbName }',
};

/** Thrown for invalid options; lists every problem with path, value, rule and remedy. @publicApi */
@SharedClass('ActivityTrackerOptionsError')
export class ActivityTrackerOptionsError extends Error {
  override readonly name = 'ActivityTrackerOptionsError';

  constructor(readonly problems: readonly string[]) {
    super(
      `ActivityTrackerModule cannot start with these options:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}

/** @throws ActivityTrackerOptionsError that lists every problem */
export function resolveOptions(given: ActivityTrackerOptions | undefined): ResolvedOptions {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ActivityTrackerOptionsError([
      `the options are ${Array.isArray(given) ? 'an array' : String(given)}: must be an object. Return one from the factory.`,
    ]);
  }
  const problems: string[] = [];
  const { root, slices } = split(given);
  const resolved = {
    ...resolveSlice('', RootOptions, root, problems),
    ...Object.fromEntries(
      Object.entries(SLICES).map(([name, Slice]) => {
        const needed = WITHOUT_DEFAULTS[name];
        const absent = slices[name] === undefined && needed !== undefined;
        return [name, absent ? undefined : resolveSlice<object>(name, Slice, slices[name], problems, needed)];
      }),
    ),
  } as ResolvedOptions;
  if (resolved.buffer.spoolDirectory !== undefined && given.buffer?.durability === undefined)
    resolved.buffer.durability = 'journal';
  if (problems.length === 0) problems.push(...contradictions(resolved, given));
  if (problems.length > 0) throw new ActivityTrackerOptionsError(problems.map(withNearestSlice));
  return resolved;
}

function split(given: ActivityTrackerOptions): { root: Record<string, unknown>; slices: Record<string, unknown> } {
  const root: Record<string, unknown> = {};
  const slices: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) (key in SLICES ? slices : root)[key] = value;
  return { root, slices };
}

/** An unknown key may be a misspelled slice name. */
function withNearestSlice(problem: string): string {
  const unknown = /^(\w+) is not an option\./.exec(problem)?.[1];
  if (unknown === 'prefix' || unknown === 'isGlobal')
    return `${unknown} was returned by the factory: must be given next to it, because Nest needs it before it calls the factory. Write forRootAsync({ ${unknown}, useFactory }).`;
  const nearest = unknown && nearestName(unknown, [...optionNames(RootOptions), ...Object.keys(SLICES)]);
  return nearest ? `${unknown} is not an option. Did you mean ${nearest}? Correct or remove it.` : problem;
}
