import type { MaskModule } from './mask-module.js';

/** UTF-16 units up to which a piece is sliced from the text. */
const LONGEST_CUT = 1024;
const MOST_BYTES_OF_A_UNIT = 3;
/** Bytes that the scan may read behind the text. */
export const READ_BEYOND = 16;
const PAGE_BYTES = 64 * 1024;

/** Missing in the ES2023 type library. */
const isWellFormed = (text: string): boolean => (text as unknown as { isWellFormed(): boolean }).isWellFormed();

/** The memory of the engine, with the text of one call at its start. */
export class TextMemory {
  readonly start: number;
  bytes: Buffer;
  private words: Int32Array;
  textEnd = 0;
  /** The text, if it is ASCII. */
  private ascii: string | undefined;
  /** The text, if it is not ASCII but well-formed. */
  private wide: string | undefined;
  /** The same position in the bytes and in {@link wide}. */
  private byteAt = 0;
  private unitAt = 0;
  /** Offset of the string in {@link escaped}. */
  private escapedAt = -1;
  private escaped = '';

  constructor(private readonly wasm: Pick<MaskModule, 'memory' | 'freeFrom'>) {
    this.start = wasm.freeFrom();
    this.bytes = Buffer.from(wasm.memory.buffer);
    this.words = new Int32Array(wasm.memory.buffer);
  }

  /** Returns the end of the text in memory. */
  write(text: string): number {
    this.reserve(this.start + text.length * MOST_BYTES_OF_A_UNIT + READ_BEYOND);
    const length = this.bytes.write(text, this.start);
    const isAscii = length === text.length;
    this.ascii = isAscii ? text : undefined;
    this.wide = !isAscii && isWellFormed(text) ? text : undefined;
    this.byteAt = this.start;
    this.unitAt = 0;
    this.textEnd = this.start + length;
    return this.textEnd;
  }

  forgetText(): void {
    this.ascii = undefined;
    this.wide = undefined;
    this.escapedAt = -1;
    this.escaped = '';
  }

  reserve(end: number): void {
    if (end <= this.bytes.length) return;
    this.wasm.memory.grow(Math.ceil((end - this.bytes.length) / PAGE_BYTES));
    this.bytes = Buffer.from(this.wasm.memory.buffer);
    this.words = new Int32Array(this.wasm.memory.buffer);
  }

  output(start: number, end: number): string {
    return this.bytes.toString('utf8', start, end);
  }

  /** A piece of the text. Slicing takes a tenth of the time of decoding, but long slices are slow to read afterwards. */
  slice(start: number, end: number): string {
    if (this.ascii !== undefined) {
      if (end - start > LONGEST_CUT) return this.bytes.toString('latin1', start, end);
      return this.ascii.slice(start - this.start, end - this.start);
    }
    if (this.wide === undefined || start < this.byteAt) return this.bytes.toString('utf8', start, end);
    const from = (this.unitAt += this.unitsBetween(this.byteAt, start));
    this.byteAt = start;
    return this.wide.slice(from, from + this.unitsBetween(start, end));
  }

  /** An escaped string, given with its quotes. Cached because it is read for `MaskDecisions.look` and for writing. */
  unescaped(start: number, end: number): string {
    if (start !== this.escapedAt) {
      this.escaped = JSON.parse(this.slice(start, end)) as string;
      this.escapedAt = start;
    }
    return this.escaped;
  }

  /** UTF-16 units of a range of UTF-8: four-byte characters take two, others one. */
  private unitsBetween(start: number, end: number): number {
    const { bytes, words } = this;
    let units = 0;
    let at = start;
    for (; at < end && (at & 3) !== 0; at++) units += UNITS_OF_BYTE[bytes[at]!]!;
    for (; at + 4 <= end; at += 4) {
      const word = words[at >> 2]!;
      units += (word & HIGH_BITS) === 0 ? 4 : unitsOfWord(word);
    }
    for (; at < end; at++) units += UNITS_OF_BYTE[bytes[at]!]!;
    return units;
  }
}

/** By the byte that begins a character; those that continue one count nothing. */
const UNITS_OF_BYTE = new Uint8Array(256).fill(1).fill(0, 0x80, 0xc0).fill(2, 0xf0);
const HIGH_BITS = 0x80808080 | 0;
const LOW_BITS = 0x01010101;

/** Four bytes at once: each adds one, less those that begin with `10`, and one more for those that begin with `1111`. */
function unitsOfWord(word: number): number {
  const first = word >>> 7;
  const second = word >>> 6;
  const continued = first & ~second & LOW_BITS;
  const long = first & second & (word >>> 5) & (word >>> 4) & LOW_BITS;
  return 4 - sumOfBytes(continued) + sumOfBytes(long);
}

function sumOfBytes(word: number): number {
  return Math.imul(word, LOW_BITS) >>> 24;
}
