import { mongo } from 'mongoose';
import type { ActivityLog } from './activity-log.js';

/**
 * A part of a record that was written as BSON while it was masked, such as a body that was JSON: most need never become a
 * value on their way to the store. Whoever wants the value itself, the driver's serializer too, gets it.
 */
export class EncodedPart {
  constructor(
    readonly bytes: Uint8Array,
    /** A list, which BSON writes as it does an object: only who names it tells. */
    readonly isList: boolean,
  ) {}

  /** Made anew each time: the asker may do with it what it likes. */
  get value(): object {
    const value = mongo.BSON.deserialize(this.bytes);
    return this.isList ? Object.values(value) : value;
  }

  toJSON(): object {
    return this.value;
  }

  toBSON(): object {
    return this.value;
  }
}

const ENCODED_FIELDS: readonly string[] = [
  'headers',
  'body',
  'response',
  'response_headers',
] satisfies (keyof ActivityLog)[];

/** The record as everybody knows it, with values for what is encoded. */
export function plainRecord(record: ActivityLog): ActivityLog {
  const plain = { ...record };
  for (const field of ENCODED_FIELDS) {
    const part = plain[field];
    if (part instanceof EncodedPart) plain[field] = part.value;
  }
  return plain;
}
