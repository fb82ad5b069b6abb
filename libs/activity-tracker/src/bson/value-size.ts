import * as bson from './bson-bytes.js';

export const LENGTH_BYTES = 4;

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
