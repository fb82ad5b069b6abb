import type { Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { MODULE_OPTIONS_TOKEN } from '../../module/module-definition.js';
import { ACTIVITY_EVENT, SKIP_ACTIVITY } from '../../record/metadata-keys.js';
import { rootFieldOf } from '../../record/resolver-metadata.js';
import { previewOf } from './preview.js';

export interface Handler {
  namespace: string;
  urlName: string;
  title?: string;
  /** Excluded by `@SkipActivity()`. */
  isSkipped?: boolean;
}

type Method = (...args: unknown[]) => unknown;
type IsHandler = (method: Method, name: string) => boolean;

const PATH = 'path';

const isRoute: IsHandler = (method) => Reflect.hasMetadata(PATH, method);
const isResolver: IsHandler = (method, name) => rootFieldOf(method, name) !== undefined;

/** @throws CommandError if Nest cannot resolve the modules */
export async function handlersOf(root: Type<unknown>): Promise<Handler[]> {
  return (await allHandlersOf(root)).filter(({ isSkipped }) => !isSkipped);
}

/** As {@link handlersOf}, with skipped handlers. Uses Nest's preview mode, which creates no instances and calls no hooks. */
export async function allHandlersOf(root: Type<unknown>): Promise<Handler[]> {
  const app = await previewOf(root);
  const modules = [...app.get(ModulesContainer).values()].filter(
    ({ providers }) => !providers.has(MODULE_OPTIONS_TOKEN),
  );
  await app.close();
  const controllers = classesIn(modules.flatMap((module) => [...module.controllers.values()]));
  const providers = classesIn(modules.flatMap((module) => [...module.providers.values()]));
  return [
    ...controllers.flatMap((controller) => handlersIn(controller, isRoute)),
    ...providers.flatMap((provider) => handlersIn(provider, isResolver)),
  ];
}

function classesIn(wrappers: readonly { metatype: unknown }[]): Type<unknown>[] {
  const found = wrappers.map(({ metatype }) => metatype as Type<unknown> | null | undefined);
  return [...new Set(found)].filter((metatype) => metatype?.prototype !== undefined) as Type<unknown>[];
}

function handlersIn(owner: Type<unknown>, isHandler: IsHandler): Handler[] {
  const reflector = new Reflector();
  const prototype = owner.prototype as Record<string, Method>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((urlName) => {
    const method = prototype[urlName]!;
    if (!isHandler(method, urlName)) return [];
    const isSkipped = reflector.getAllAndOverride<boolean | undefined>(SKIP_ACTIVITY, [method, owner]);
    const title: unknown = reflector.get(ACTIVITY_EVENT, method);
    return [
      {
        namespace: owner.name,
        urlName,
        ...(typeof title === 'string' && { title }),
        ...(isSkipped && { isSkipped }),
      },
    ];
  });
}
