import type { mongo } from 'mongoose';
import { collisionBetween } from './collection-names.js';

interface Target {
  readonly server: string;
  readonly dbName: string;
  readonly collectionName: string;
}

const openTargets = new Map<object, Target>();

/** Detects two stores on one collection before it exists. @returns the conflict; undefined if it is now registered */
export function claimTarget(user: object, db: mongo.Db, collectionName: string): string | undefined {
  const server = db.client.options.hosts.map(String).toSorted().join();
  for (const [other, target] of openTargets) {
    if (other === user || target.server !== server || target.dbName !== db.databaseName) continue;
    const collision = collisionBetween(collectionName, target.collectionName);
    if (collision !== undefined) return collision;
  }
  openTargets.set(user, { server, dbName: db.databaseName, collectionName });
  return undefined;
}

export function releaseTarget(user: object): void {
  openTargets.delete(user);
}
