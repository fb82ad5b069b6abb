import type { ApplicationConfig, ModuleRef, ModulesContainer } from '@nestjs/core';
import type { ResolvedOptions } from './activity-tracker.options.js';
import { PATH_METADATA } from './capture/route-metadata.js';
import { PanelController } from './admin/panel/panel.controller.js';
import { hostConnection } from './options/host-connection.js';

type Module = ModulesContainer extends Map<string, infer M> ? M : never;

/** Where MongoDB's driver looks if neither `mongo.dbName` nor the connection string names a database. */
const DEFAULT_DATABASE = 'test';
/** Nest's key for the path that RouterModule gives a module, before the id of the application. */
const MODULE_PATH = '__module_path__';

/** What the boot line says of an application. */
interface Application {
  options: ResolvedOptions;
  moduleRef: ModuleRef;
  servesHttp: boolean;
  /** Path of the panel with all prefixes; `undefined` where there is none. */
  panelPath: string | undefined;
}

/** The line that tells an operator what is recorded, where to, and where the panel is; `undefined` if nothing is recorded. */
export function bootSummary({ options, moduleRef, servesHttp, panelPath }: Application): string | undefined {
  const { database, signal, admin, mongo, storage } = options;
  if (!database && !signal) return undefined;
  const targets = [database && storeName(options, moduleRef), signal && 'the event activity.logged'].filter(Boolean);
  const canRead = mongo !== undefined || storage.store !== undefined;
  const panel = servesHttp && admin.enabled && canRead && panelPath !== undefined ? `; panel at ${panelPath}` : '';
  return `Recording ${servesHttp ? requests(options) : 'activity given to track()'} to ${targets.join(' and ')}${panel}.`;
}

function requests({ jwt, resolveUser, capture }: ResolvedOptions): string {
  if (capture.trackAnonymous) return 'all requests';
  return jwt || resolveUser ? 'requests of signed-in users' : 'anonymous requests that are marked';
}

function storeName({ mongo, storage }: ResolvedOptions, moduleRef: ModuleRef): string {
  if (storage.store) return storage.store.constructor?.name || 'storage.store';
  const { uri, connectionName, dbName, collectionName } = mongo!;
  const database =
    dbName ??
    (uri === undefined ? hostConnection(moduleRef, connectionName!).name : databaseIn(uri)) ??
    DEFAULT_DATABASE;
  return `MongoDB ${database}.${collectionName}`;
}

function databaseIn(uri: string): string | undefined {
  const name = /^[^/]*\/\/[^/]*\/([^?]*)/.exec(uri)?.[1];
  return name ? decodeURIComponent(name) : undefined;
}

/** Path of the panel under RouterModule's path and the global prefix. */
export function panelPath(own: Module, modules: ModulesContainer, config: ApplicationConfig): string | undefined {
  const panel = [...own.controllers.values()].find(
    ({ metatype }) => typeof metatype === 'function' && metatype.prototype instanceof PanelController,
  );
  if (!panel?.metatype) return undefined;
  const modulePath: unknown =
    Reflect.getMetadata(MODULE_PATH + modules.applicationId, own.metatype) ??
    Reflect.getMetadata(MODULE_PATH, own.metatype);
  const path = joined(modulePath, Reflect.getMetadata(PATH_METADATA, panel.metatype));
  const isExcluded = config.getGlobalPrefixOptions().exclude?.some(({ pathRegex }) => pathRegex.test(path));
  return isExcluded ? path : joined(config.getGlobalPrefix(), path);
}

function joined(...parts: unknown[]): string {
  return `/${parts.filter((part) => typeof part === 'string').join('/')}`.replaceAll(/\/+/g, '/');
}
