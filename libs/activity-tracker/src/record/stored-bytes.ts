import type { ActivityLog } from './activity-log.js';

const BYTES = new WeakMap<ActivityLog, Uint8Array>();

/** Remembers the BSON from which a record was decoded: decoding loses the order of keys that are numbers. */
export function noteStoredBytes(record: ActivityLog, bytes: Uint8Array): void {
  BYTES.set(record, bytes);
}

export const storedBytesOf = (record: ActivityLog): Uint8Array | undefined => BYTES.get(record);
