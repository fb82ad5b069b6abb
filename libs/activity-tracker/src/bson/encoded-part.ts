import { mongo } from 'mongoose';
import type { ActivityLog } from '../record/activity-log.js';

/** What a BSON document has before its elements and behind them. */
const LENGTH_BYTES = 4;
const END = Uint8Array.of(0);

/**
 * A part of a record that was written as BSON while it was masked, such as a body that was JSON: most need never become a
 * value on their way to the store. Whoever wants the value itself, the driver's serializer too, gets it.
 */
export abstract class EncodedPart {
  abstract readonly bytes: Uint8Array;
  /** A list, which BSON writes as it does an object: only who names it tells. */
  abstract readonly isList: boolean;

  /** Made again each time: the asker may do with it what it likes. */
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

/** A whole document, or a list. */
export class EncodedDocument extends EncodedPart {
  constructor(
    readonly bytes: Uint8Array,
    readonly isList: boolean,
  ) {
    super();
  }
}

/** A document by its elements, which are put together only where they are written. */
export class EncodedElements extends EncodedPart {
  readonly isList = false;

  constructor(readonly elements: readonly Uint8Array[]) {
    super();
  }

  get bytes(): Uint8Array {
    const size = Buffer.alloc(LENGTH_BYTES);
    const bytes = Buffer.concat([size, ...this.elements, END]);
    bytes.writeInt32LE(bytes.length);
    return bytes;
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
