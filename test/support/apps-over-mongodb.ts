import type { Type } from '@nestjs/common';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { afterEach } from 'vitest';
import { dropDatabase, freshDatabase } from '../../libs/activity-tracker/test/mongodb.js';
import { type PlatformName, type Setting, tracked, type TrackedApp } from './tracked-app.js';

export interface AppsOverMongo {
  start(options?: ActivityTrackerOptions, setting?: Setting): Promise<TrackedApp>;
  /** Closes an application before its test ends. */
  stop(app: TrackedApp): Promise<void>;
  /** Of the running test, in the order of the starts. */
  readonly databases: readonly string[];
}

/** Applications with a database each; both end with the test. */
export function appsOverMongo(platform: PlatformName, uri: string, controllers: Type[]): AppsOverMongo {
  const apps = new Set<TrackedApp>();
  const databases: string[] = [];
  const stop = async (app: TrackedApp): Promise<void> => {
    apps.delete(app);
    await app.close();
  };
  afterEach(async () => {
    for (const app of apps) await stop(app);
    for (const dbName of databases.splice(0)) await dropDatabase(uri, dbName);
  });
  return {
    databases,
    stop,
    start: async (options = {}, setting = {}) => {
      const { dbName } = freshDatabase();
      databases.push(dbName);
      const app = await tracked(platform, { controllers, ...setting, options: { mongo: { uri, dbName }, ...options } });
      apps.add(app);
      return app;
    },
  };
}
