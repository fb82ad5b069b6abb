import { mongo } from 'mongoose';
import type { Pace } from '../../pace.js';
import { noteList, noteObject, PIECE_BYTES } from '../../pieces.js';
import { TYPE_ARRAY, TYPE_DOCUMENT } from '../../../bson/bson-bytes.js';
import { LENGTH_BYTES, valueSize } from '../../../bson/value-size.js';

const NO_ELEMENTS = 5;
/** BSON of `{ a: [`, with the offsets of its two lengths. */
const BEFORE_ITEMS = Buffer.from([0, 0, 0, 0, TYPE_ARRAY, 97, 0, 0, 0, 0, 0]);
const INNER_LENGTH = 7;
const AFTER_ITEMS = 2;

/**
 * Pauses after each {@link PIECE_BYTES}; never splits a string or binary value. Notes the pieces for later passes.
 * @param decode how the driver decodes
 */
export async function decodeInPieces(
  encoded: Uint8Array,
  pace: Pace,
  decode: (encoded: Uint8Array) => Record<string, unknown> = mongo.BSON.deserialize,
): Promise<Record<string, unknown>> {
  if (encoded.byteLength <= PIECE_BYTES) {
    const document = decode(encoded);
    await pace.spend(encoded.byteLength);
    return document;
  }
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  try {
    return (await new Decoding(bytes, pace, decode).container(0, TYPE_DOCUMENT)) as Record<string, unknown>;
  } catch (error) {
    if (error !== UNKNOWN_TYPE) throw error;
    return decode(encoded);
  }
}

/** Thrown for element types that records never contain: such a document is decoded in one piece. */
const UNKNOWN_TYPE = new Error('An element of an unknown type.');

class Decoding {
  constructor(
    private readonly bytes: Buffer,
    private readonly pace: Pace,
    private readonly decode: (encoded: Uint8Array) => Record<string, unknown>,
  ) {}

  async container(start: number, type: number): Promise<unknown> {
    const { bytes } = this;
    const values: unknown[] = [];
    const keys: string[] = [];
    const ends: number[] = [];
    let from = start + LENGTH_BYTES;
    let at = from;
    const endPiece = async (): Promise<void> => {
      if (at === from) return;
      for (const value of this.items(from, at)) values.push(value);
      ends.push(values.length);
      await this.pace.spend(at - from);
      from = at;
    };
    while (bytes[at] !== 0) {
      const keyEnd = bytes.indexOf(0, at + 1);
      const elementType = bytes[at]!;
      const size = valueSize(bytes, elementType, keyEnd + 1);
      if (keyEnd < 0 || size === undefined) throw UNKNOWN_TYPE;
      const end = keyEnd + 1 + size;
      if (end - from > PIECE_BYTES) await endPiece();
      if (type === TYPE_DOCUMENT) keys.push(bytes.toString('utf8', at + 1, keyEnd));
      at = end;
      if (size <= PIECE_BYTES || (elementType !== TYPE_DOCUMENT && elementType !== TYPE_ARRAY)) continue;
      values.push(await this.container(keyEnd + 1, elementType));
      ends.push(values.length);
      from = at;
    }
    await endPiece();
    if (type === TYPE_ARRAY) {
      noteList(values, ends);
      return values;
    }
    const document = asDocument(keys, values);
    if (!(document instanceof mongo.DBRef))
      noteObject(
        document,
        ends.map((end, index) => keys.slice(ends[index - 1] ?? 0, end)),
      );
    return document;
  }

  /** Decodes as list items, because the driver gives some document keys a meaning. */
  private items(from: number, to: number): unknown[] {
    const piece = Buffer.allocUnsafe(BEFORE_ITEMS.length + to - from + AFTER_ITEMS);
    BEFORE_ITEMS.copy(piece);
    this.bytes.copy(piece, BEFORE_ITEMS.length, from, to);
    piece.fill(0, piece.length - AFTER_ITEMS);
    piece.writeInt32LE(piece.length);
    piece.writeInt32LE(to - from + NO_ELEMENTS, INNER_LENGTH);
    return this.decode(piece)['a'] as unknown[];
  }
}

/** The driver treats a document with `$ref` and `$id` as a reference. */
function asDocument(keys: readonly string[], values: readonly unknown[]): object {
  const document = Object.fromEntries(keys.map((key, index) => [key, values[index]]));
  const { $ref, $id, $db, ...fields } = document;
  const isReference =
    typeof $ref === 'string' &&
    $id != null &&
    (!('$db' in document) || typeof $db === 'string') &&
    Object.keys(fields).every((key) => !key.startsWith('$'));
  return isReference ? new mongo.DBRef($ref, $id as mongo.ObjectId, $db as string | undefined, fields) : document;
}
