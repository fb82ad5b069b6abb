import { mongo } from 'mongoose';
import { EncodedElements, EncodedPart } from './encoded-part.js';
import * as bson from './bson-bytes.js';
import { KeyCache } from './key-cache.js';

const { BSON, ObjectId } = mongo;

/** Greater than the depth of any masked copy; ends cycles. */
const MAX_DEPTH = 150;
const OBJECT_ID_BYTES = 12;

/** Byte for byte like the driver's serializer, in half the time; documents with other types are left to the driver. */
export class BsonWriter {
  private readonly out = new bson.BsonBytes();
  private readonly keys = new KeyCache();

  constructor(private readonly room = 0) {
    this.out.at = room;
  }

  reset(): void {
    this.out.clear();
    this.out.at = this.room;
  }

  get written(): Buffer {
    return this.out.written;
  }

  append(document: Uint8Array): void {
    this.out.append(document);
  }

  /** @throws the error of the driver's serializer, after removing the partial document */
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

  /** Appends an element to the only document. */
  extend(element: Uint8Array): void {
    const { out } = this;
    out.at--;
    out.append(element);
    out.end(this.room);
  }

  private fields(source: Record<string, unknown>, depth: number): boolean {
    if (depth > MAX_DEPTH) return false;
    const { out } = this;
    const start = out.begin();
    // Unlike Object.keys(), `for … in` allocates nothing.
    for (const name in source) {
      const value = source[name];
      if (value === undefined) continue;
      const key = this.keys.of(name);
      if (key === undefined || !this.element(key, value, depth)) return false;
    }
    out.end(start);
    return true;
  }

  private items(source: readonly unknown[], depth: number): boolean {
    if (depth > MAX_DEPTH) return false;
    const { out } = this;
    const start = out.begin();
    for (let index = 0; index < source.length; index++)
      if (!this.element(bson.indexKey(index), source[index] ?? null, depth)) return false;
    out.end(start);
    return true;
  }

  private element(key: Uint8Array, value: unknown, depth: number): boolean {
    const { out } = this;
    switch (typeof value) {
      case 'string':
        out.head(bson.TYPE_STRING, key);
        out.text(value);
        return true;
      case 'number':
        if (bson.isInt32(value)) {
          out.head(bson.TYPE_INT32, key);
          out.int32(value);
        } else {
          out.head(bson.TYPE_DOUBLE, key);
          out.double(value);
        }
        return true;
      case 'boolean':
        out.head(bson.TYPE_BOOLEAN, key);
        out.bytes[out.at++] = value ? 1 : 0;
        return true;
      case 'object':
        return this.object(key, value, depth + 1);
      default:
        return false;
    }
  }

  private object(key: Uint8Array, value: object | null, depth: number): boolean {
    const { out } = this;
    if (value === null) {
      out.head(bson.TYPE_NULL, key);
      return true;
    }
    if (Array.isArray(value)) {
      out.head(bson.TYPE_ARRAY, key);
      return this.items(value, depth);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      out.head(bson.TYPE_DOCUMENT, key);
      return this.fields(value as Record<string, unknown>, depth);
    }
    if (value instanceof EncodedElements) {
      out.head(bson.TYPE_DOCUMENT, key);
      const start = out.begin();
      for (const element of value.elements) out.append(element);
      out.end(start);
      return true;
    }
    if (value instanceof EncodedPart) {
      out.head(value.isList ? bson.TYPE_ARRAY : bson.TYPE_DOCUMENT, key);
      out.append(value.bytes);
      return true;
    }
    if (value instanceof Date) {
      out.head(bson.TYPE_DATE, key);
      out.date(value.getTime());
    } else if (value instanceof ObjectId) {
      out.head(bson.TYPE_OBJECT_ID, key);
      out.append(value.id.subarray(0, OBJECT_ID_BYTES));
    } else {
      return false;
    }
    return true;
  }
}

/** `for … in` would include properties that the application added to `Object.prototype`. */
function isObjectPolluted(): boolean {
  // oxlint-disable-next-line no-unreachable-loop -- one property is enough
  for (const _ in {}) return true;
  return false;
}
