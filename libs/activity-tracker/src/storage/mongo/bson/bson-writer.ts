import { mongo } from 'mongoose';
import { json } from '../../../json/json.js';
import { JsonText } from '../../../record/json-text.js';
import * as bson from './bson-bytes.js';
import { KeyCache } from './key-cache.js';

const { BSON, ObjectId } = mongo;

/** Deeper than any copy of ours; a cycle ends here. */
const MAX_DEPTH = 150;
const OBJECT_ID_BYTES = 12;

/**
 * Writes documents as BSON, one after another, byte for byte as the driver's serializer would, in half the time: it knows
 * what records are made of. A document that holds anything else is left to the driver.
 */
export class BsonWriter {
  private readonly out = new bson.BsonBytes();
  private readonly keys = new KeyCache();

  /** @param room bytes to be left free before the first document */
  constructor(private readonly room = 0) {
    this.out.at = room;
  }

  /** Begins anew. What {@link written} gave is written over. */
  reset(): void {
    this.out.clear();
    this.out.at = this.room;
  }

  /** The room and the documents. */
  get written(): Buffer {
    return this.out.written;
  }

  /** @throws what the driver's serializer throws, and then nothing is added */
  add(document: object): void {
    const { out } = this;
    const start = out.at;
    try {
      if (!isObjectPolluted() && this.fields(document as Record<string, unknown>, 0)) return;
      out.at = start;
      out.append(BSON.serialize(document, { ignoreUndefined: true }));
    } catch (error) {
      out.at = start;
      throw error;
    }
  }

  /** False where it holds what is left to the driver. */
  private fields(source: Record<string, unknown>, depth: number): boolean {
    if (depth > MAX_DEPTH) return false;
    const { out } = this;
    const start = out.begin();
    // Unlike a list of keys it allocates nothing, and reads each value by its place.
    for (const name in source) {
      const value = source[name];
      if (value === undefined) continue;
      const key = this.keys.of(name);
      if (key === undefined) return false;
      const type = typeOf(value);
      if (type === OTHER) return false;
      out.head(type, key);
      if (!this.content(type, value, depth)) return false;
    }
    out.end(start);
    return true;
  }

  private items(source: readonly unknown[], depth: number): boolean {
    if (depth > MAX_DEPTH) return false;
    const { out } = this;
    const start = out.begin();
    for (let index = 0; index < source.length; index++) {
      const value = source[index] ?? null;
      const type = typeOf(value);
      if (type === OTHER) return false;
      out.itemHead(type, index);
      if (!this.content(type, value, depth)) return false;
    }
    out.end(start);
    return true;
  }

  private content(type: number, value: unknown, depth: number): boolean {
    const { out } = this;
    switch (type) {
      case bson.STRING:
        out.text(value as string);
        return true;
      case bson.INT32:
        out.int32(value as number);
        return true;
      case bson.DOUBLE:
        out.double(value as number);
        return true;
      case bson.BOOLEAN:
        out.bytes[out.at++] = value ? 1 : 0;
        return true;
      case bson.DATE:
        out.date((value as Date).getTime());
        return true;
      case bson.OBJECT_ID:
        out.append((value as mongo.ObjectId).id.subarray(0, OBJECT_ID_BYTES));
        return true;
      case bson.ARRAY:
      case bson.DOCUMENT:
        return this.nested(value as object, depth + 1);
      default:
        return true;
    }
  }

  private nested(value: object, depth: number): boolean {
    if (Array.isArray(value)) return this.items(value, depth);
    if (!(value instanceof JsonText)) return this.fields(value as Record<string, unknown>, depth);
    const written = json?.toBson(value.text);
    if (written === undefined) return this.nested(value.value as object, depth);
    this.out.append(written);
    return true;
  }
}

const OTHER = -1;

/** Type of the element that it becomes; {@link OTHER} for what is left to the driver. */
function typeOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return bson.STRING;
    case 'number':
      return bson.isInt32(value) ? bson.INT32 : bson.DOUBLE;
    case 'boolean':
      return bson.BOOLEAN;
    case 'object':
      return value === null ? bson.NULL : typeOfObject(value);
    default:
      return OTHER;
  }
}

function typeOfObject(value: object): number {
  if (Array.isArray(value)) return bson.ARRAY;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return bson.DOCUMENT;
  if (value instanceof JsonText) return isList(value.text) ? bson.ARRAY : bson.DOCUMENT;
  if (value instanceof Date) return bson.DATE;
  return value instanceof ObjectId ? bson.OBJECT_ID : OTHER;
}

function isList(json: string): boolean {
  return /^\s*\[/.test(json);
}

/** `for … in` would show what a host put on `Object.prototype`. */
function isObjectPolluted(): boolean {
  // oxlint-disable-next-line no-unreachable-loop -- the first is enough
  for (const _ in {}) return true;
  return false;
}
