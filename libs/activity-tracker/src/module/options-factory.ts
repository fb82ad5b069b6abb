import type { DynamicModule } from '@nestjs/common';
import { type ASYNC_OPTIONS_TYPE, MODULE_OPTIONS_TOKEN } from './module-definition.js';
import { show } from './options/options-slice.js';
import { ActivityTrackerOptionsError } from './options/resolve-options.js';

/** Checked before Nest calls its `create()`: Nest's own TypeError would name neither class nor method. */
export function checkingFactory(
  module: DynamicModule,
  { useClass, useExisting }: typeof ASYNC_OPTIONS_TYPE,
): DynamicModule {
  const factory = useExisting ?? useClass;
  if (factory === undefined) return module;
  const useFactory = (given: unknown): unknown => {
    assertOptionsFactory(given);
    return given.create();
  };
  const checking = { provide: MODULE_OPTIONS_TOKEN, useFactory, inject: [factory] };
  return {
    ...module,
    providers: (module.providers ?? []).map((provider) =>
      'provide' in provider && provider.provide === MODULE_OPTIONS_TOKEN ? checking : provider,
    ),
  };
}

function assertOptionsFactory(given: unknown): asserts given is { create(): unknown } {
  if (typeof (given as { create?: unknown } | null | undefined)?.create === 'function') return;
  const name = (given as object | null | undefined)?.constructor?.name;
  throw new ActivityTrackerOptionsError([
    `forRootAsync() was given ${name ? `the class ${name}` : show('', given)} to make the options: must have a method create(). ` +
      'Write class TrackerConfig implements ActivityTrackerOptionsFactory { create() { return { … } } }.',
  ]);
}
