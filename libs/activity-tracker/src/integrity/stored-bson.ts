import { mongo } from 'mongoose';
import { plainRecord } from '../bson/encoded-part.js';
import type { ActivityLog } from '../record/activity-log.js';
import { storedBytesOf } from '../record/stored-bytes.js';

/** The BSON that was read, or that of the record if its bytes were not kept. */
export function storedBsonOf(record: ActivityLog): Buffer {
  const stored = storedBytesOf(record);
  return stored ? Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength) : encodedBson(plainRecord(record));
}

export const encodedBson = (record: ActivityLog): Buffer =>
  Buffer.from(mongo.BSON.serialize(record, { ignoreUndefined: true }));
