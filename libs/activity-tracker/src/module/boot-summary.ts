import type { ModuleRef } from '@nestjs/core';
import type { ResolvedOptions } from '../activity-tracker.options.js';
import { hostConnection } from './options/host-connection.js';

/** Where MongoDB's driver looks if neither `mongo.dbName` nor the connection string names a database. */
const DEFAULT_DATABASE = 'test';

/** What the boot line says of an application. */
interface Application {
  options: ResolvedOptions;
  moduleRef: ModuleRef;
  servesHttp: boolean;
  /** Path of the panel with all prefixes; `undefined` if it is not served. */
  panelPath: string | undefined;
}

/** The line that tells an operator what is recorded, where to, and where the panel is; `undefined` if nothing is recorded. */
export function bootSummary({ options, moduleRef, servesHttp, panelPath }: Application): string | undefined {
  const { database, signal } = options;
  if (!database && !signal) return undefined;
  const targets = [database && storeName(options, moduleRef), signal && 'the event activity.logged'].filter(Boolean);
  const panel = panelPath === undefined ? '' : `; panel at ${panelPath}`;
  return `Recording ${servesHttp ? requests(options) : 'activity given to track()'} to ${targets.join(' and ')}${panel}.`;
}

/** Whether there are records for the panel to show, and a server to show them. */
export function servesPanel({ admin, mongo, storage }: ResolvedOptions, servesHttp: boolean): boolean {
  return servesHttp && admin.enabled && (mongo !== undefined || storage.store !== undefined);
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
