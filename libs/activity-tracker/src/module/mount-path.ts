import { RequestMethod } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';

/** Metadata key prefix of RouterModule, followed by the id of the container. */
const MODULE_PATH = '__module_path__';

/**
 * Global prefix (unless excluded), path of RouterModule, path of the controller.
 * @param example path of a GET route below it, to test exclusions from the global prefix
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
