import { isObject } from '../common/is-object.js';
import type { InjectionToken } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { type ActivityTrackerExtras, NOT_CONFIGURED } from './module-definition.js';
import { nearestName } from '../common/nearest-name.js';
import { show } from './options/options-slice.js';
import { ActivityTrackerOptionsError } from './options/resolve-options.js';

const SEGMENTS = /^[\w.~-]+(?:\/[\w.~-]+)*$/;

const ASYNC_KEYS = ['useFactory', 'useClass', 'useExisting', 'inject', 'imports', 'provideInjectionTokensFrom'];
const SOURCES = ['useFactory', 'useClass', 'useExisting'] as const;

/** @throws ActivityTrackerOptionsError for an option that Nest needs before it calls a factory */
export function assertRootOptions(given: unknown): void {
  if (!isGroup(given)) {
    throw new ActivityTrackerOptionsError([
      `forRoot() was given ${given instanceof Promise ? 'a promise' : show('', given)}: must be an object of options. ${
        typeof given === 'function' || given instanceof Promise
          ? 'Call forRootAsync({ useFactory }) for options that a function makes.'
          : 'Call forRoot({ … }).'
      }`,
    ]);
  }
  const sources = SOURCES.filter((source) => given[source] !== undefined);
  if (sources.length > 0) {
    throw new ActivityTrackerOptionsError([
      `forRoot() was given ${sources.join(' and ')}: must be the options themselves. Call forRootAsync({ ${sources.join(', ')} }).`,
    ]);
  }
  throwAny(extras(given));
}

export function assertAsyncOptions(given: unknown, extraNames: readonly string[]): void {
  if (!isGroup(given)) {
    throw new ActivityTrackerOptionsError([
      `forRootAsync() was given ${show('', given)}: must be an object. Call forRootAsync({ useFactory: () => ({ … }) }).`,
    ]);
  }
  throwAny([...asyncKeys(given, [...ASYNC_KEYS, ...extraNames]), ...extras(given)]);
}

function* asyncKeys(given: Record<string, unknown>, known: readonly string[]): Generator<string> {
  for (const key of Object.keys(given).filter((key) => !known.includes(key))) {
    const nearest = nearestName(key, known);
    yield `forRootAsync() does not know "${key}".${nearest ? ` Did you mean ${nearest}?` : ''} Return options from the factory; next to it are allowed only ${known.join(', ')}.`;
  }
  const sources = SOURCES.filter((source) => given[source] !== undefined);
  if (sources.length !== 1) {
    yield `forRootAsync() was given ${sources.length === 0 ? 'no source of options' : sources.join(' and ')}: must be exactly one of ${SOURCES.join(', ')}. Call forRootAsync({ useFactory: () => ({ … }) }).`;
  }
  for (const source of sources)
    if (typeof given[source] !== 'function' && (source !== 'useExisting' || !isToken(given[source])))
      yield `forRootAsync() was given ${source}: ${show('', given[source])}: must be ${source === 'useFactory' ? 'a function that returns the options' : 'a class with a method create()'}. Correct it.`;
}

function* extras({
  prefix,
  isGlobal,
  decorators,
}: Partial<Record<keyof ActivityTrackerExtras, unknown>>): Generator<string> {
  if (prefix !== undefined && (typeof prefix !== 'string' || !SEGMENTS.test(prefix))) {
    const corrected = typeof prefix === 'string' && prefix.split('/').filter(Boolean).join('/');
    const remedy =
      corrected && SEGMENTS.test(corrected)
        ? `Write "${corrected}".`
        : 'Correct it, or remove it to use the default, "activity-logs".';
    yield `prefix is ${show('prefix', prefix)}: must be a path such as audit or internal/audit, of letters, digits, "-", "_", "." and "~", without a slash at its ends. ${remedy}`;
  }
  if (isGlobal !== undefined && typeof isGlobal !== 'boolean')
    yield `isGlobal is ${show('isGlobal', isGlobal)}: must be true or false. Correct it, or remove it to use the default, true.`;
  const areDecorators = Array.isArray(decorators) && decorators.every((decorator) => typeof decorator === 'function');
  if (decorators !== undefined && !areDecorators)
    yield `decorators is ${show('decorators', decorators)}: must be a list of class decorators. Write decorators: [SkipThrottle()].`;
}

/** Some decorators of the application may be method decorators. @throws ActivityTrackerOptionsError */
export function assertDecorates(decorate: () => void): void {
  try {
    decorate();
  } catch (error) {
    throw new ActivityTrackerOptionsError([
      `decorators holds one that fails on a controller (${(error as Error)?.message ?? String(error)}): must hold class decorators. ` +
        'Remove those of methods and parameters.',
    ]);
  }
}

/** Request-scoped dependencies make Nest call `configure()` without an instance. @throws ActivityTrackerOptionsError */
export function assertNotRequestScoped(dependency: unknown): void {
  if (dependency !== undefined) return;
  throw new ActivityTrackerOptionsError([
    'forRootAsync() makes the options from a request-scoped provider: must depend on none, because the tracker starts before ' +
      'the first request. Inject providers without a scope, such as ConfigService; resolveUser has the request.',
  ]);
}

const started = new WeakSet<ModulesContainer>();

export function noteStart(modules: ModulesContainer | undefined): void {
  if (modules) started.add(modules);
}

/** Nest registers no routes and calls no hooks of lazily loaded modules. @throws ActivityTrackerOptionsError */
export function assertNotLazy(
  isListening: boolean | undefined,
  modules: ModulesContainer | undefined,
  token: InjectionToken,
): void {
  if (!isListening || !modules) return;
  const configured = [...modules.values()].filter(({ providers }) => providers.has(token));
  // A testing module that is compiled again creates the providers twice.
  if (configured.length === 1 && started.has(modules)) return;
  throw new ActivityTrackerOptionsError([
    'a module that is loaded while the application runs configures ActivityTrackerModule: must be configured by a module that the ' +
      'application starts with. Call forRoot() or forRootAsync() once, in the root module; ActivityTrackerService is injectable in ' +
      'modules that LazyModuleLoader loads.',
  ]);
}

/** @throws ActivityTrackerOptionsError if the module was imported without `forRoot()` */
export function assertConfigured<T>(given: T | typeof NOT_CONFIGURED): asserts given is T {
  if (given !== NOT_CONFIGURED) return;
  throw new ActivityTrackerOptionsError([
    'a module imports ActivityTrackerModule itself: must be imported by forRoot() or forRootAsync(), once, in the root module. ' +
      'Write ActivityTrackerModule.forRoot({ … }) there, and remove it from the imports of other modules: ActivityTrackerService ' +
      'is injectable everywhere.',
  ]);
}

function throwAny(problems: Iterable<string>): void {
  const all = [...problems];
  if (all.length > 0) throw new ActivityTrackerOptionsError(all);
}

const isGroup = (value: unknown): value is Record<string, unknown> => isObject(value) && !(value instanceof Promise);

const isToken = (value: unknown): boolean => (typeof value === 'string' && value !== '') || typeof value === 'symbol';
