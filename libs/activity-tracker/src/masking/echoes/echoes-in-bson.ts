import { placeOfKey } from './echo-places.js';
import type { RememberedValues } from './remembered-values.js';

/** Types of elements, as the BSON specification numbers them, that JSON becomes. */
const [DOUBLE, STRING, DOCUMENT, LIST, BOOLEAN, NULL, INT32] = [1, 2, 3, 4, 8, 10, 16];
const SIZES = new Map([
  [DOUBLE, 8],
  [BOOLEAN, 1],
  [NULL, 0],
  [INT32, 4],
]);
const LENGTH_BYTES = 4;
const MOST_BYTES_OF_A_UNIT = 3;
const SPARE_BYTES = 1024;

/** Ends the search: only the value can be searched. */
class NotHere extends Error {}

/** Where a remembered value may be, in ascending order; `undefined` if only the value can be searched. */
export function echoPlacesIn(bytes: Uint8Array, remembered: RememberedValues): readonly number[] | undefined {
  return remembered.placesIn(bufferOf(bytes));
}

/**
 * Masks remembered values in a document as it is encoded, as `replaceEchoesInPlace` does in its value. Reads only the strings
 * that may hold one.
 *
 * @param isList the document is a list
 * @param places from {@link echoPlacesIn}
 * @returns the same bytes if nothing was replaced; `undefined` if only the value can be searched
 */
export function replaceEchoesInBson(
  bytes: Uint8Array,
  isList: boolean,
  places: readonly number[],
  remembered: RememberedValues,
): Uint8Array | undefined {
  try {
    return new EchoSearch(bufferOf(bytes), places, remembered).replaced(isList) ?? bytes;
  } catch (error) {
    if (error instanceof NotHere) return undefined;
    throw error;
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

class EchoSearch {
  private output: Buffer | undefined;
  /** Offsets of lengths in the output, and how much longer their documents became. */
  private readonly lengths: { at: number; by: number }[] = [];
  private copied = 0;
  private grown = 0;
  private next = 0;

  /** @param places in ascending order, where a value may be */
  constructor(
    private readonly buffer: Buffer,
    private readonly places: readonly number[],
    private readonly remembered: RememberedValues,
  ) {}

  replaced(isList: boolean): Buffer | undefined {
    this.document(0, '', isList);
    if (this.output === undefined) return undefined;
    const { length } = this.buffer;
    const output = this.copiedUntil(length, 0).subarray(0, length + this.grown);
    for (const { at, by } of this.lengths) output.writeInt32LE(output.readInt32LE(at) + by, at);
    return output;
  }

  /** The output, which has everything up to this offset, and room behind it. */
  private copiedUntil(offset: number, room: number): Buffer {
    const { buffer, copied, grown } = this;
    const needed = offset + grown + room;
    let output = this.output ?? Buffer.allocUnsafe(buffer.length + SPARE_BYTES);
    if (needed > output.length) output = Buffer.concat([output], 2 * needed);
    buffer.copy(output, copied + grown, copied, offset);
    return (this.output = output);
  }

  /** @param name that the items of a list have */
  private document(start: number, name: string, isList: boolean): void {
    const { buffer, grown } = this;
    const end = start + buffer.readInt32LE(start) - 1;
    for (let at = start + LENGTH_BYTES; at < end && this.hasPlaceBefore(end);) {
      const type = buffer[at]!;
      let keyEnd = at + 1;
      while (buffer[keyEnd] !== 0) keyEnd++;
      if (this.hasPlaceBefore(keyEnd)) this.key(at + 1, keyEnd);
      const value = keyEnd + 1;
      const size = this.sizeOf(type, value);
      if (this.hasPlaceBefore(value + size)) {
        const own = isList ? name : buffer.toString('utf8', at + 1, keyEnd);
        if (type === STRING) this.string(value, value + size, own);
        else if (type === DOCUMENT || type === LIST) this.document(value, own, type === LIST);
        else this.skipTo(value + size);
      }
      at = value + size;
    }
    if (this.grown !== grown) this.lengths.push({ at: start + grown, by: this.grown - grown });
    this.skipTo(end + 1);
  }

  private sizeOf(type: number, at: number): number {
    if (type === STRING) return LENGTH_BYTES + this.buffer.readInt32LE(at);
    if (type === DOCUMENT || type === LIST) return this.buffer.readInt32LE(at);
    const size = SIZES.get(type);
    if (size === undefined) throw new NotHere();
    return size;
  }

  private string(start: number, end: number, name: string): void {
    this.remembered.notePlace();
    const text = this.buffer.toString('utf8', start + LENGTH_BYTES, end - 1);
    const replaced = this.remembered.replaceShown(text, placeOfKey(name));
    this.skipTo(end);
    if (replaced === text) return;
    const room = LENGTH_BYTES + replaced.length * MOST_BYTES_OF_A_UNIT + 1;
    const output = this.copiedUntil(start, room);
    const at = start + this.grown + LENGTH_BYTES;
    const length = output.write(replaced, at);
    output.writeInt32LE(length + 1, at - LENGTH_BYTES);
    output[at + length] = 0;
    this.copied = end;
    this.grown += LENGTH_BYTES + length + 1 - (end - start);
  }

  private key(start: number, end: number): void {
    this.remembered.notePlace();
    const key = this.buffer.toString('utf8', start, end);
    if (this.remembered.replaceIn(key, 'field') !== key) throw new NotHere();
    this.skipTo(end);
  }

  private hasPlaceBefore(end: number): boolean {
    return this.next < this.places.length && this.places[this.next]! < end;
  }

  private skipTo(end: number): void {
    while (this.hasPlaceBefore(end)) this.next++;
  }
}
