import { mongo } from 'mongoose';
import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import type { IsErased } from '../../storage/port/erasure-orders.js';

const LENGTH_BYTES = 4;
const USER = Buffer.from('user_id\0');
const CREATED = Buffer.from('created_time\0');

/** BSON documents one after another. `rest`: from the first one that is not whole, which a process wrote that was killed. */
export function documentsIn(bytes: Buffer): { documents: { record: ActivityLog; bytes: Buffer }[]; rest: Buffer } {
  const documents: { record: ActivityLog; bytes: Buffer }[] = [];
  let at = 0;
  while (at + LENGTH_BYTES < bytes.length) {
    const length = bytes.readInt32LE(at);
    if (length <= LENGTH_BYTES || at + length > bytes.length) break;
    const document = bytes.subarray(at, at + length);
    try {
      documents.push({ record: mongo.BSON.deserialize(document) as ActivityLog, bytes: document });
    } catch {
      break;
    }
    at += length;
  }
  return { documents, rest: bytes.subarray(at) };
}

/** Of bytes that are no intact document: whether an element `user_id` names an erased person. */
export function namesErased(bytes: Uint8Array, isErased: IsErased): boolean {
  const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // Without a time it may be from before the erasure.
  let earliest = Infinity;
  for (const value of valuesOf(piece, CREATED)) if (value instanceof Date) earliest = Math.min(earliest, Number(value));
  const created_time = new Date(earliest);
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
