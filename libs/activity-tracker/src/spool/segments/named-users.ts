import { mongo } from 'mongoose';
import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import type { IsErased } from '../../storage/port/erasure-orders.js';

const LENGTH_BYTES = 4;
const USER = Buffer.from('user_id\0');
const CREATED = Buffer.from('created_time\0');

/** BSON documents one after another, up to the first that is not whole. */
export function documentsIn(bytes: Buffer): { record: ActivityLog; bytes: Buffer }[] {
  const found: { record: ActivityLog; bytes: Buffer }[] = [];
  for (let at = 0; at + LENGTH_BYTES < bytes.length;) {
    const document = bytes.subarray(at, at + bytes.readInt32LE(at));
    if (document.length <= LENGTH_BYTES) break;
    found.push({ record: mongo.BSON.deserialize(document) as ActivityLog, bytes: document });
    at += document.length;
  }
  return found;
}

/** Of bytes that are no intact document: whether an element `user_id` names an erased person. */
export function namesErased(bytes: Uint8Array, isErased: IsErased): boolean {
  const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // Without a time it may be from before the erasure.
  const times = [...valuesOf(piece, CREATED)].filter((value) => value instanceof Date);
  const created_time = new Date(times.length > 0 ? Math.min(...times.map(Number)) : NaN);
  for (const user_id of valuesOf(piece, USER))
    if (!(user_id instanceof Date) && isErased({ user_id, created_time })) return true;
  return false;
}

function* valuesOf(bytes: Buffer, key: Buffer): Generator<ActivityUserId | Date> {
  for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, at + 1)) {
    const value = at > 0 ? valueAt(bytes, bytes[at - 1]!, at + key.length) : undefined;
    if (value !== undefined) yield value;
  }
}

function valueAt(bytes: Buffer, type: number, start: number): ActivityUserId | Date | undefined {
  const left = bytes.length - start;
  if (type === mongo.BSON.BSONType.int && left >= 4) return bytes.readInt32LE(start);
  if (type === mongo.BSON.BSONType.double && left >= 8) return bytes.readDoubleLE(start);
  if (type === mongo.BSON.BSONType.long && left >= 8) return Number(bytes.readBigInt64LE(start));
  if (type === mongo.BSON.BSONType.date && left >= 8) return new Date(Number(bytes.readBigInt64LE(start)));
  if (type !== mongo.BSON.BSONType.string || left < LENGTH_BYTES) return undefined;
  const text = start + LENGTH_BYTES;
  const end = text + bytes.readInt32LE(start) - 1;
  return end > text && end <= bytes.length ? bytes.toString('utf8', text, end) : undefined;
}
