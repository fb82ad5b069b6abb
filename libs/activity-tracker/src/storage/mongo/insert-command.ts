import type { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import { BsonWriter } from './bson/bson-writer.js';
import { documentSequenceFor } from './bson/document-sequence.js';
import type { InsertReply } from './insert-outcome.js';
import type { Collection } from './target.js';

/** Writers keep what they wrote until it is on its way; one is enough where inserts follow one another. */
const idle: BsonWriter[] = [];
const MOST_IDLE = 2;
/** What the driver's serializer can hold, and no less than one document may take. */
const MAX_COMMAND_BYTES = 16 * 1024 * 1024;

/**
 * The bare command: `insertMany()` measures each document before it writes it, which takes as long as the writing.
 * Rejects with what cannot be made into BSON, or with what the driver says.
 */
export async function sendInsert(
  collection: Collection,
  records: readonly ActivityLog[],
  concern: mongo.WriteConcernSettings,
): Promise<InsertReply> {
  const command = { insert: collection.collectionName, ordered: false, writeConcern: inCommand(concern) };
  const sequence = documentSequenceFor(collection);
  if (!sequence) return collection.db.command({ ...command, documents: records }, { ignoreUndefined: true });
  const writer = idle.pop() ?? new BsonWriter();
  try {
    for (const record of records) writer.add(record);
    const { written } = writer;
    if (written.length > MAX_COMMAND_BYTES) throw new RangeError(`${written.length} bytes do not fit into one command`);
    sequence.push({}, written);
    return await collection.db.command({ ...command, documents: sequence });
  } finally {
    writer.reset();
    if (idle.length < MOST_IDLE) idle.push(writer);
  }
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
