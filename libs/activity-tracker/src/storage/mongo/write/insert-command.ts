import { setImmediate as nextTurn } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import type { ActivityLog } from '../../../record/activity-log.js';
import { BsonWriter } from '../../../bson/bson-writer.js';
import { documentSequence, SEQUENCE_HEAD, takesSequences } from './document-sequence.js';
import type { InsertReply } from './insert-outcome.js';
import { EncodedRecord } from '../../../bson/encoded-record.js';
import type { Collection } from '../connection/collection-target.js';

/** Writers hold their bytes until sent: one for each insert in flight. */
const idle: BsonWriter[] = [];
const MOST_IDLE = 4;
/** The limit of the driver's serializer, and at least the size of one document. */
const MAX_COMMAND_BYTES = 16 * 1024 * 1024;
/** Encoding time before the event loop gets a turn. Milliseconds. */
const TURN_MS = 0.5;

/** The bare command: `insertMany()` measures each document first, which takes as long as encoding it. */
export async function sendInsert(
  collection: Collection,
  records: readonly ActivityLog[],
  concern: mongo.WriteConcernSettings,
): Promise<InsertReply> {
  const command = { insert: collection.collectionName, ordered: false, writeConcern: inCommand(concern) };
  if (!takesSequences(collection))
    return collection.db.command({ ...command, documents: records.map(asDocument) }, { ignoreUndefined: true });
  const writer = idle.pop() ?? new BsonWriter(SEQUENCE_HEAD);
  try {
    await writeInTurns(records, writer);
    const { written } = writer;
    if (written.length > MAX_COMMAND_BYTES) throw new RangeError(`${written.length} bytes do not fit into one command`);
    return await collection.db.command({ ...command, documents: documentSequence(written) });
  } finally {
    writer.reset();
    if (idle.length < MOST_IDLE) idle.push(writer);
  }
}

function asDocument(record: ActivityLog): ActivityLog {
  return record instanceof EncodedRecord ? record.toBSON() : record;
}

async function writeInTurns(records: readonly ActivityLog[], writer: BsonWriter): Promise<void> {
  let until = performance.now() + TURN_MS;
  for (const record of records) {
    if (performance.now() > until) {
      await nextTurn();
      until = performance.now() + TURN_MS;
    }
    if (record instanceof EncodedRecord) writer.append(record.bytes);
    else writer.add(record);
  }
}

export function inCommand({ w, wtimeoutMS, journal }: mongo.WriteConcernSettings): Record<string, unknown> {
  return { w, wtimeout: wtimeoutMS, ...(journal !== undefined && { j: journal }) };
}

/** At least a majority unless the host chose otherwise; never unacknowledged, which would hide losses. */
export function confirmed(chosen: mongo.WriteConcern | undefined, wtimeoutMS: number): mongo.WriteConcernSettings {
  const w = chosen?.w === undefined || chosen.w === 0 ? 'majority' : chosen.w;
  return { w, wtimeoutMS, ...(chosen?.journal !== undefined && { journal: chosen.journal }) };
}
