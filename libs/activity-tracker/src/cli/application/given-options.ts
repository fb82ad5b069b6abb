import type { Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { MODULE_OPTIONS_TOKEN, NOT_CONFIGURED } from '../../module/module-definition.js';
import type { ActivityTrackerOptions } from '../../activity-tracker.options.js';
import { CommandError } from '../command-error.js';
import { previewOf } from './preview.js';
import { StartedProviders } from './start-providers.js';

/**
 * Creates only the providers that an options factory needs: no other provider, no controller, no hook.
 * @throws CommandError
 */
export async function givenOptions(root: Type<unknown>): Promise<ActivityTrackerOptions> {
  const app = await previewOf(root);
  const modules = app.get(ModulesContainer);
  const [found] = [...modules.values()].flatMap((module) => {
    const provider = module.providers.get(MODULE_OPTIONS_TOKEN);
    return provider ? [{ module, provider }] : [];
  });
  await app.close();
  if (!found) {
    throw new CommandError(
      `${root.name} imports no ActivityTrackerModule. Pass the file and class that the application starts with.`,
    );
  }
  const given = await new StartedProviders(modules).start(found.provider, found.module);
  if (given === NOT_CONFIGURED) {
    throw new CommandError(
      `${root.name} imports ActivityTrackerModule without options. Write ActivityTrackerModule.forRoot({ … }) in its imports.`,
    );
  }
  return given as ActivityTrackerOptions;
}
