import type { ModuleRef } from '@nestjs/core';
import type { ResolvedOptions } from '../activity-tracker.options.js';
import type { RecordingThreadHealth } from '../admin/host-status.js';
import { hostConnection } from './options/host-connection.js';

/** Default database of the MongoDB driver. */
const DEFAULT_DATABASE = 'test';

interface Application {
  options: ResolvedOptions;
  moduleRef: ModuleRef;
  servesHttp: boolean;
  /** Full path; `undefined` if the panel is not served. */
  panelPath: string | undefined;
  thread: RecordingThreadHealth;
}

export function bootSummary({ options, moduleRef, servesHttp, panelPath, thread }: Application): string | undefined {
  const { database, signal } = options;
  if (!database && !signal) return undefined;
  const targets = [database && storeName(options, moduleRef), signal && 'the event activity.logged'].filter(Boolean);
  const panel = panelPath === undefined ? '' : `; panel at ${panelPath}`;
  return `Recording ${servesHttp ? requests(options) : 'activity given to track()'} to ${targets.join(' and ')}${threadText(thread)}${panel}.`;
}

function threadText({ wanted, used, reason }: RecordingThreadHealth): string {
  if (wanted === 'main') return '';
  return used === 'worker' ? ', in a separate thread' : `, on the main thread (${reason})`;
}

export function servesPanel({ admin, mongo, storage }: ResolvedOptions, servesHttp: boolean): boolean {
  return servesHttp && admin.enabled && (mongo !== undefined || storage.store !== undefined);
}

function requests({ jwt, resolveUser, capture }: ResolvedOptions): string {
  if (capture.trackAnonymous) return 'all requests';
  return jwt || resolveUser ? 'requests of signed-in users' : 'anonymous requests that are marked';
}

/** Applications that name no database would share one collection there. */
export function defaultDatabaseWarning({ database, mongo, storage }: ResolvedOptions): string | undefined {
  if (!database || storage.store || mongo?.uri === undefined) return undefined;
  if (mongo.dbName !== undefined || databaseIn(mongo.uri) !== undefined) return undefined;
  return `mongo.uri names no database, so records are in "${DEFAULT_DATABASE}", the default of MongoDB. Give mongo.dbName.`;
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
