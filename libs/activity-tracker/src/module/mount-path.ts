import { RequestMethod } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';

/** Under this key, followed by the container's id, RouterModule keeps the path of a module. */
const MODULE_PATH = '__module_path__';

/**
 * The path at which Nest mounts a version-neutral controller of a module: global prefix, unless the path is excluded from it,
 * path given to RouterModule, path of the controller.
 * @param path of the controller
 * @param example path of a GET route under it, which the global prefix's exclusions are tested with
 */
export function mountPath(
  { config, modules, module }: { config: ApplicationConfig; modules: ModulesContainer; module: object },
  path: string,
  example: string,
): string {
  const modulePath =
    (Reflect.getMetadata(MODULE_PATH + modules.applicationId, module) as string | undefined) ??
    (Reflect.getMetadata(MODULE_PATH, module) as string | undefined);
  const local = joined(modulePath, path);
  const isExcluded = config
    .getGlobalPrefixOptions()
    .exclude?.some(
      ({ pathRegex, requestMethod }) =>
        [RequestMethod.ALL, RequestMethod.GET, -1].includes(requestMethod) && pathRegex.test(`${local}/${example}`),
    );
  return isExcluded ? local : joined(config.getGlobalPrefix(), local);
}

const joined = (...parts: (string | undefined)[]): string =>
  `/${parts.join('/')}`.replaceAll(/\/+/g, '/').replace(/\/$/, '');
