import type { mongo } from 'mongoose';
import { type CompanionCollection, companionOf } from '../connection/collection-names.js';

/** Milliseconds that the server may take for one operation. */
export const SHORT_MS = 10_000;

/** Runs work on a companion collection; `doing` names it in errors. */
export type WithCompanion<Document extends mongo.Document> = <T>(
  doing: string,
  work: (collection: mongo.Collection<Document>) => Promise<T>,
) => Promise<T>;

/** Overrides the connection string: all processes act on these documents, so reads and writes need one order, also after a failover. */
export const ONE_ORDER = {
  readPreference: 'primary',
  writeConcern: { w: 'majority', wtimeoutMS: SHORT_MS },
} as const;

export function companion<Document extends mongo.Document>(which: CompanionCollection) {
  return (db: mongo.Db, collectionName: string): mongo.Collection<Document> =>
    db.collection(companionOf(collectionName, which), ONE_ORDER);
}
