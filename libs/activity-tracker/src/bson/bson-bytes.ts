/** Element types, see https://bsonspec.org/spec.html. */
export const TYPE_DOUBLE = 1;
export const TYPE_STRING = 2;
export const TYPE_DOCUMENT = 3;
export const TYPE_ARRAY = 4;
export const TYPE_BINARY = 5;
export const TYPE_OBJECT_ID = 7;
export const TYPE_BOOLEAN = 8;
export const TYPE_DATE = 9;
export const TYPE_NULL = 10;
export const TYPE_INT32 = 16;
export const TYPE_TIMESTAMP = 17;
export const TYPE_INT64 = 18;
export const TYPE_DECIMAL128 = 19;

const TWO_TO_32 = 2 ** 32;
const INITIAL_BYTES = 256 * 1024;
const MOST_BYTES_KEPT = 4 * 1024 * 1024;
/** Characters; for longer texts a call into Node is faster than a loop. */
const LONGEST_LOOPED = 32;
const MOST_BYTES_OF_A_UNIT = 3;
/** Type byte plus the larger of a number and a length with terminator. */
const MOST_BYTES_AROUND_TEXT = 16;

const indexes: Uint8Array[] = [];

export class BsonBytes {
  bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  at = 0;

  get written(): Buffer {
    return this.bytes.subarray(0, this.at);
  }

  clear(): void {
    this.at = 0;
    if (this.bytes.length > MOST_BYTES_KEPT) this.bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  begin(): number {
    this.reserve(MOST_BYTES_AROUND_TEXT);
    const start = this.at;
    this.at += 4;
    return start;
  }

  end(start: number): void {
    this.reserve(1);
    this.bytes[this.at++] = 0;
    this.int32At(start, this.at - start);
  }

  head(type: number, key: Uint8Array): void {
    this.reserve(key.length + MOST_BYTES_AROUND_TEXT);
    const { bytes } = this;
    let { at } = this;
    bytes[at++] = type;
    for (let index = 0; index < key.length; index++) bytes[at++] = key[index]!;
    this.at = at;
  }

  text(text: string): void {
    const { length } = text;
    this.reserve(length * MOST_BYTES_OF_A_UNIT + MOST_BYTES_AROUND_TEXT);
    const { bytes } = this;
    const start = this.at + 4;
    let size = -1;
    if (length <= LONGEST_LOOPED) size = writeAscii(bytes, text, start);
    if (size < 0) size = bytes.write(text, start);
    this.int32At(this.at, size + 1);
    bytes[start + size] = 0;
    this.at = start + size + 1;
  }

  date(time: number): void {
    this.int32(time);
    this.int32(Math.floor(time / TWO_TO_32));
  }

  int32(value: number): void {
    this.int32At(this.at, value);
    this.at += 4;
  }

  double(value: number): void {
    this.at = this.bytes.writeDoubleLE(value, this.at);
  }

  int32At(at: number, value: number): void {
    const { bytes } = this;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
  }

  reserve(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + more));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }
}

export function indexKey(index: number): Uint8Array {
  return (indexes[index] ??= Buffer.from(`${index}\0`));
}

/** Same rule as the driver: -0 is a double. */
export function isInt32(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

function writeAscii(bytes: Uint8Array, text: string, start: number): number {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 127) return -1;
    bytes[start + index] = unit;
  }
  return text.length;
}
