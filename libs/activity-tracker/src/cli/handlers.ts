import type { Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { ACTIVITY_EVENT, SKIP_ACTIVITY } from '../record/metadata-keys.js';
import { previewOf } from './preview.js';

/** A route handler that the tracker records. */
export interface Handler {
  /** Controller class. */
  namespace: string;
  /** Handler method. */
  urlName: string;
  /** What `@ActivityEvent()` calls it. */
  title?: string;
}

type Method = (...args: unknown[]) => unknown;

/** Key under which `@Get()` and its like keep the path. */
const PATH = 'path';

/**
 * The handlers of an application, without those that are kept out of the log (the history's own among them). Read in
 * Nest's preview mode, which makes no instance of any class and calls no hook.
 * @throws CommandError when the modules do not fit together
 */
export async function handlersOf(root: Type<unknown>): Promise<Handler[]> {
  const app = await previewOf(root);
  const controllers = new Set<Type<unknown>>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (metatype) controllers.add(metatype as Type<unknown>);
    }
  }
  await app.close();
  return [...controllers].flatMap(handlersOfController);
}

function handlersOfController(controller: Type<unknown>): Handler[] {
  const reflector = new Reflector();
  const prototype = controller.prototype as Record<string, Method>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((urlName) => {
    const method = prototype[urlName]!;
    const skipped = reflector.getAllAndOverride<boolean | undefined>(SKIP_ACTIVITY, [method, controller]);
    if (skipped || !Reflect.hasMetadata(PATH, method)) return [];
    const title: unknown = reflector.get(ACTIVITY_EVENT, method);
    return [{ namespace: controller.name, urlName, ...(typeof title === 'string' && { title }) }];
  });
}
