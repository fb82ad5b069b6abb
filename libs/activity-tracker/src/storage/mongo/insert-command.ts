import type { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import type { InsertReply } from './insert-outcome.js';
import type { Collection } from './target.js';

/** The bare command: `insertMany()` measures each document before it writes it, which takes as long as the writing. */
export function sendInsert(
  collection: Collection,
  records: readonly ActivityLog[],
  concern: mongo.WriteConcernSettings,
): Promise<InsertReply> {
  return collection.db.command(
    { insert: collection.collectionName, documents: records, ordered: false, writeConcern: inCommand(concern) },
    { ignoreUndefined: true },
  );
}

/** As the server spells it. */
export function inCommand({ w, wtimeoutMS, journal }: mongo.WriteConcernSettings): Record<string, unknown> {
  return { w, wtimeout: wtimeoutMS, ...(journal !== undefined && { j: journal }) };
}

/** At least a majority where the host did not say otherwise; never unconfirmed, or a loss would pass for success. */
export function confirmed(chosen: mongo.WriteConcern | undefined, wtimeoutMS: number): mongo.WriteConcernSettings {
  const w = chosen?.w === undefined || chosen.w === 0 ? 'majority' : chosen.w;
  return { w, wtimeoutMS, ...(chosen?.journal !== undefined && { journal: chosen.journal }) };
}
