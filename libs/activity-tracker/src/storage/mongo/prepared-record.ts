import { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import { Slab } from '../../record/slab.js';
import { BsonWriter } from './bson/bson-writer.js';

const SLAB_BYTES = 256 * 1024;

/**
 * A record as BSON, as it waits to be written: a record itself is two dozen objects, which the garbage collector would carry
 * from one place to the next for as long as it waits.
 */
export class PreparedRecord implements Pick<ActivityLog, '_id' | 'created_time'> {
  constructor(
    readonly _id: ActivityLog['_id'],
    readonly created_time: Date,
    readonly bytes: Uint8Array,
  ) {}

  get byteLength(): number {
    return this.bytes.length;
  }

  /** The record itself. */
  toBSON(): ActivityLog {
    return mongo.BSON.deserialize(this.bytes) as ActivityLog;
  }
}

const writer = new BsonWriter();
const slab = new Slab(SLAB_BYTES);

/** The record itself where it cannot be made into BSON: whoever writes it finds out why. */
export function prepared(record: ActivityLog): PreparedRecord | ActivityLog {
  writer.reset();
  try {
    writer.add(record);
  } catch {
    return record;
  }
  const { written } = writer;
  const bytes = slab.take(written.length);
  bytes.set(written);
  return new PreparedRecord(record._id, record.created_time, bytes);
}
