import { mongo } from 'mongoose';
import type { ActivityLog } from '../record/activity-log.js';

const LENGTH_BYTES = 4;
const END = Uint8Array.of(0);

/** Most parts reach the store without being read. Readers, including the driver's serializer, get the decoded value. */
export abstract class EncodedPart {
  abstract readonly bytes: Uint8Array;
  /** BSON encodes lists like objects; only the element type differs. */
  abstract readonly isList: boolean;

  /** Decoded on each read, so callers may change it. */
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

export class EncodedDocument extends EncodedPart {
  constructor(
    readonly bytes: Uint8Array,
    readonly isList: boolean,
  ) {
    super();
  }
}

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

export function plainRecord(record: ActivityLog): ActivityLog {
  const plain = { ...record };
  for (const field of ENCODED_FIELDS) {
    const part = plain[field];
    if (part instanceof EncodedPart) plain[field] = part.value;
  }
  return plain;
}
