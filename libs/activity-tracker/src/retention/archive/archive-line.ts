import { mongo } from 'mongoose';

const { BSON } = mongo;
const { EJSON } = BSON;

/** Keeps the types that JavaScript would merge: Int32, Long and Double, Binary and Buffer. */
const TYPED = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

/**
 * One record as a line of canonical Extended JSON, which reads back into the same bytes. A record for which it does not,
 * such as one with a key that looks like a type (`$oid`) or with number-like keys out of order, is written as
 * `{"$bson":"<base64>"}`.
 */
export function archiveLineOf(raw: Uint8Array): string {
  const line = readableLine(raw);
  return line ?? JSON.stringify({ $bson: Buffer.from(raw).toString('base64') });
}

/** @throws Error if the line is not one of {@link archiveLineOf} */
export function archivedBytesOf(line: string): Uint8Array {
  const wrapped = /^\{"\$bson":"([A-Za-z0-9+/=]+)"\}$/.exec(line)?.[1];
  if (wrapped !== undefined) return Buffer.from(wrapped, 'base64');
  return BSON.serialize(EJSON.parse(line, { relaxed: false }) as object, { ignoreUndefined: false });
}

/** The record with MongoDB's own types, for storing it again. */
export const typedDocument = (raw: Uint8Array): Record<string, unknown> => BSON.deserialize(raw, TYPED);

function readableLine(raw: Uint8Array): string | undefined {
  try {
    const line = EJSON.stringify(typedDocument(raw), { relaxed: false });
    return Buffer.compare(archivedBytesOf(line), raw) === 0 ? line : undefined;
  } catch {
    return undefined;
  }
}
