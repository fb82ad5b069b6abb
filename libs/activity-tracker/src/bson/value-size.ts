import * as bson from './bson-bytes.js';

/** Bytes of a BSON document before its first element, and of a length. */
export const LENGTH_BYTES = 4;

/** Bytes of values that have no length of their own, by BSON type. */
const FIXED_SIZES = new Map([
  [bson.DOUBLE, 8],
  [bson.OBJECT_ID, 12],
  [bson.BOOLEAN, 1],
  [bson.DATE, 8],
  [bson.NULL, 0],
  [bson.INT32, 4],
  [bson.TIMESTAMP, 8],
  [bson.INT64, 8],
  [bson.DECIMAL128, 16],
]);

/** Bytes of a value without its type and key; `undefined` for a type that records do not have. */
export function valueSize(document: Buffer, type: number, at: number): number | undefined {
  switch (type) {
    case bson.DOCUMENT:
    case bson.ARRAY:
      return document.readInt32LE(at);
    case bson.STRING:
      return LENGTH_BYTES + document.readInt32LE(at);
    case bson.BINARY:
      return LENGTH_BYTES + 1 + document.readInt32LE(at);
    default:
      return FIXED_SIZES.get(type);
  }
}
