import { mongo } from 'mongoose';
import { plainRecord } from '../../../bson/encoded-part.js';
import type { ActivityLog } from '../../../record/activity-log.js';
import type { BuiltRecord } from '../../building/record-builder.js';
import type { Frame } from './frame.js';

const NUMBER_BYTES = Float64Array.BYTES_PER_ELEMENT;
const HEAD_BYTES = 3 * NUMBER_BYTES;

/** The record in BSON; it was masked in the thread of the application. @throws if BSON cannot hold it */
export function recordContent({ record, bytes, bodyBytes }: BuiltRecord): Buffer {
  const document = mongo.BSON.serialize(plainRecord(record), { ignoreUndefined: true });
  const content = Buffer.alloc(HEAD_BYTES + document.length);
  content.writeDoubleLE(bytes, 0);
  content.writeDoubleLE(bodyBytes, NUMBER_BYTES);
  content.writeDoubleLE(document.length, 2 * NUMBER_BYTES);
  content.set(document, HEAD_BYTES);
  return content;
}

export function readRecord(frame: Frame): BuiltRecord {
  const { bytes: memory } = frame.segment;
  const at = frame.contentAt;
  const end = at + HEAD_BYTES + memory.readDoubleLE(at + 2 * NUMBER_BYTES);
  const document = Buffer.from(memory.subarray(at + HEAD_BYTES, end));
  // Keeps 64-bit integers.
  const record = mongo.BSON.deserialize(document, { promoteLongs: false }) as ActivityLog;
  return { record, bytes: memory.readDoubleLE(at), bodyBytes: memory.readDoubleLE(at + NUMBER_BYTES) };
}
