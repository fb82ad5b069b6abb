import type { Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { MODULE_OPTIONS_TOKEN } from '../activity-tracker.module-definition.js';
import type { ActivityTrackerOptions } from '../activity-tracker.options.js';
import { CommandError } from './command-error.js';
import { previewOf } from './preview.js';

/**
 * The options that an application gives the tracker. Nothing of the application is started: a factory is called where it
 * needs nothing of Nest's.
 * @throws CommandError
 */
export async function givenOptions(root: Type<unknown>): Promise<ActivityTrackerOptions> {
  const app = await previewOf(root);
  const [provider] = [...app.get(ModulesContainer).values()].flatMap(
    (module) => module.providers.get(MODULE_OPTIONS_TOKEN) ?? [],
  );
  await app.close();
  if (!provider) {
    throw new CommandError(
      `${root.name} imports no ActivityTrackerModule. Give the file and class that the application is started with.`,
    );
  }
  const { inject, metatype } = provider;
  if (!inject) return provider.instance as ActivityTrackerOptions;
  if (inject.length > 0) {
    throw new CommandError(
      'the options come from a factory that is given other providers, and doctor starts nothing of the application. ' +
        'Leave out the path, and give the connection: doctor --uri <connection string>.',
    );
  }
  try {
    return (await (metatype as () => unknown)()) as ActivityTrackerOptions;
  } catch (error) {
    throw new CommandError(
      `the factory of the options failed: ${(error as Error)?.message ?? String(error)}\n` +
        'Set the environment that the application needs.',
    );
  }
}
