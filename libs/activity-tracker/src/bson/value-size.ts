import * as bson from './bson-bytes.js';

/** Bytes of a BSON document before its first element, and of a length. */
export const LENGTH_BYTES = 4;

/** Bytes of values that have no length of their own, by BSON type. */
const FIXED_SIZES = new Map([
  [bson.TYPE_DOUBLE, 8],
  [bson.TYPE_OBJECT_ID, 12],
  [bson.TYPE_BOOLEAN, 1],
  [bson.TYPE_DATE, 8],
  [bson.TYPE_NULL, 0],
  [bson.TYPE_INT32, 4],
  [bson.TYPE_TIMESTAMP, 8],
  [bson.TYPE_INT64, 8],
  [bson.TYPE_DECIMAL128, 16],
]);

/** Bytes of a value without its type and key; `undefined` for a type that records do not have. */
export function valueSize(document: Buffer, type: number, at: number): number | undefined {
  switch (type) {
    case bson.TYPE_DOCUMENT:
    case bson.TYPE_ARRAY:
      return document.readInt32LE(at);
    case bson.TYPE_STRING:
      return LENGTH_BYTES + document.readInt32LE(at);
    case bson.TYPE_BINARY:
      return LENGTH_BYTES + 1 + document.readInt32LE(at);
    default:
      return FIXED_SIZES.get(type);
  }
}
