import { mongo } from 'mongoose';

const { BSON } = mongo;
const { EJSON } = BSON;

/** Keeps the types that JavaScript would merge: Int32, Long and Double, Binary and Buffer. */
const TYPED = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

const RECORD_BYTES = 16 * 1024 * 1024;
/** A value takes three bytes at least: its type, and the zero behind its name and behind itself. */
const MOST_VALUES = RECORD_BYTES / 3;
const [BACKSLASH, QUOTE] = [92, 34];
const STARTS_A_VALUE: ReadonlySet<number> = new Set([...',[{'].map((text) => text.charCodeAt(0)));

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
  if (line.length > RECORD_BYTES) requireFewValues(line);
  const wrapped = /^\{"\$bson":"([A-Za-z0-9+/=]+)"\}$/.exec(line)?.[1];
  if (wrapped !== undefined) return Buffer.from(wrapped, 'base64');
  return BSON.serialize(EJSON.parse(line, { relaxed: false }) as object, { ignoreUndefined: false });
}

/** The record with MongoDB's own types, for storing it again. */
export const typedDocument = (raw: Uint8Array): Record<string, unknown> => BSON.deserialize(raw, TYPED);

/** Tells ids apart as MongoDB does: an ObjectId from its text, and objects from each other. */
export const exactId = (_id: unknown): string =>
  _id instanceof BSON.ObjectId ? _id.toHexString() : EJSON.stringify(_id, { relaxed: false });

export const idOf = (raw: Uint8Array): string => exactId(typedDocument(raw)['_id']);

/** Parsed values take far more memory than their text: a packed file of few bytes can hold very many. */
function requireFewValues(line: string): void {
  let values = 0;
  let isText = false;
  for (let at = 0; at < line.length; at++) {
    const character = line.charCodeAt(at);
    if (isText && character === BACKSLASH) at++;
    else if (character === QUOTE) isText = !isText;
    else if (!isText && STARTS_A_VALUE.has(character) && ++values > MOST_VALUES)
      throw new Error('a line has more values than any record can have');
  }
}

function readableLine(raw: Uint8Array): string | undefined {
  try {
    const line = EJSON.stringify(typedDocument(raw), { relaxed: false });
    return Buffer.compare(archivedBytesOf(line), raw) === 0 ? line : undefined;
  } catch {
    return undefined;
  }
}
