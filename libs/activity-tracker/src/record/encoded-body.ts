import { mongo } from 'mongoose';
import type { ActivityLog } from './activity-log.js';

/**
 * A body that was JSON, and was written as BSON while it was masked: most need never become a value on their way to the
 * store. Whoever wants the value itself, the driver's serializer too, gets it.
 */
export class EncodedBody {
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

/** The record as everybody knows it, with values for what is encoded. */
export function plainRecord(record: ActivityLog): ActivityLog {
  const plain = { ...record };
  for (const field of ['body', 'response'] as const) {
    const body = plain[field];
    if (body instanceof EncodedBody) plain[field] = body.value;
  }
  return plain;
}
