import { KEY_FLAG_BITS, LONG_TEXT, NOT_HERE } from './generated/flags.js';
import { MODULE } from './json-module.js';

/** Callbacks used while masking. Offsets are into engine memory, for {@link JsonEngine.slice}. Throwing aborts the call. */
export interface MaskDecisions {
  /** JSON that replaces a secret, at most 64 bytes. */
  readonly mask: string;
  /** Decisions about keys are cached until this object or its number changes. */
  readonly keys: { readonly cacheGeneration: number };
  /** Replacement of the last string passed to {@link look}. */
  readonly replacement: string;
  /** Flags of a key and its unique number; {@link NOT_HERE} makes the engine give up. */
  keyAt(start: number, end: number): { flags: number; number: number } | typeof NOT_HERE;
  /** Makes the written form of an `ASKED_KEY` the {@link replacement}. */
  writtenKey(start: number, end: number): void;
  look(start: number, end: number, seen: number, depth: number): number;
  /** Whether the value is masked. @param flags of its key @param object offset of the object that holds it */
  secret(start: number, end: number, flags: number, object: number): boolean;
  card(start: number, end: number): boolean;
  /** Whether a string that stands next to a value names a secret. @param form LABEL, PATH_STEP or PAIR */
  nameAt(start: number, end: number, form: number): boolean;
  /** {@link nameAt} of the last {@link replacement}. */
  isReplacementName(form: number): boolean;
  /** Whether a value that its neighbor names is masked. @param written JSON, or the text itself */
  named(written: string, isText: boolean): boolean;
}

export interface MaskLimits {
  maxDepth: number;
  maxStringLength: number;
}

export interface Memory {
  take(bytes: number): Buffer;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  freeFrom(): number;
  behindValue(start: number, end: number): number;
  forgetKeys(): void;
  maskAt(length: number): number;
  mask(start: number, end: number, to: number, toEnd: number, maxDepth: number, maxStringLength: number): number;
  nodesSeen(): number;
  worthSeen(): number;
  maskToBson(start: number, end: number, to: number, spare: number, maxDepth: number, maxStringLength: number): number;
}

/** Missing in @types/node. */
interface WebAssemblyOfNode {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
}

/** UTF-16 units: WebAssembly memory never shrinks, so longer texts are masked elsewhere. */
const LONGEST_TEXT = 1024 * 1024;
/** UTF-16 units up to which a piece is sliced from the text. */
const LONGEST_CUT = 1024;
const MOST_BYTES_OF_A_UNIT = 3;
/** Bytes that the scan may read behind the text. */
const READ_BEYOND = 16;
/** Bytes that masks may add to a text. */
const MOST_ADDED_BY_MASKS = 64 * 1024;
/** `[1,1,…]` grows most: two characters become a type, an index of up to seven digits, NUL and four bytes. */
const MOST_BSON_OF_A_BYTE = 7;
const MOST_BSON_BESIDE = 64;
const PAGE_BYTES = 64 * 1024;

/** Missing in the ES2023 type library. */
const isWellFormed = (text: string): boolean => (text as unknown as { isWellFormed(): boolean }).isWellFormed();

class NotHere extends Error {}

const NOT_FOR_HERE = new NotHere();

/**
 * Masks JSON in WebAssembly, in a third of the time of JavaScript, and returns text or BSON. Not re-entrant; only the cache of
 * keys outlives a call.
 */
export class JsonEngine {
  /** Why the last call gave up, from NOT_JSON to NO_ROOM; 0 if it did not. */
  reason = 0;
  private readonly wasm: Exports;
  private readonly start: number;
  private bytes: Buffer;
  private textEnd = 0;
  private decisions: MaskDecisions | undefined;
  private keys: MaskDecisions['keys'] | undefined;
  private cacheGeneration = 0;
  private maskText = '';
  private asBson = false;
  private pending = '';
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

  constructor() {
    const host = {
      giveUp: (reason: number) => {
        this.reason = reason;
        throw NOT_FOR_HERE;
      },
      key: (start: number, end: number) => {
        const said = this.decisions!.keyAt(start, end);
        return said === NOT_HERE ? NOT_HERE : (said.number << KEY_FLAG_BITS) | said.flags;
      },
      writtenKey: (start: number, end: number) => this.decisions!.writtenKey(start, end),
      look: (start: number, end: number, seen: number, depth: number) => this.decisions!.look(start, end, seen, depth),
      secret: (start: number, end: number, said: number, object: number) =>
        Number(this.decisions!.secret(start, end, said & ((1 << KEY_FLAG_BITS) - 1), object)),
      card: (start: number, end: number) => Number(this.decisions!.card(start, end)),
      name: (start: number, end: number, form: number) => Number(this.decisions!.nameAt(start, end, form)),
      replacedName: (form: number) => Number(this.decisions!.isReplacementName(form)),
      named: (start: number, end: number, isText: number) =>
        Number(
          this.decisions!.named(end > this.textEnd ? this.output(start, end) : this.slice(start, end), isText !== 0),
        ),
      pending: () => {
        const { replacement } = this.decisions!;
        this.pending = this.asBson ? replacement : JSON.stringify(replacement);
        return Buffer.byteLength(this.pending);
      },
      put: (at: number) => void this.bytes.write(this.pending, at),
      unescape: (start: number, end: number, at: number) => this.bytes.write(this.unescaped(start, end), at),
      toNumber: (start: number, end: number) => Number(this.slice(start, end)),
    };
    const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyOfNode }).WebAssembly;
    this.wasm = new Instance(new Module(Buffer.from(MODULE, 'base64')), { host }).exports as Exports;
    this.start = this.wasm.freeFrom();
    this.bytes = Buffer.from(this.wasm.memory.buffer);
  }

  /**
   * Returns the masked text; the same string if nothing was masked.
   *
   * @throws if the text is no JSON, or only the walk over its value can mask it
   */
  mask(text: string, decisions: MaskDecisions, { maxDepth, maxStringLength }: MaskLimits): string {
    const { start } = this;
    const end = this.begin(text, decisions);
    const to = end + READ_BEYOND;
    const most = to + 2 * (end - start) + MOST_ADDED_BY_MASKS;
    this.reserve(most);
    this.asBson = false;
    try {
      const written = this.wasm.mask(start, end, to, most, maxDepth, maxStringLength);
      return written === to ? text : this.bytes.toString('utf8', to, written);
    } finally {
      this.end();
    }
  }

  /**
   * {@link mask} as a BSON document, without the type byte that tells objects from lists.
   *
   * @throws as {@link mask} does
   */
  encode(text: string, decisions: MaskDecisions, { maxDepth, maxStringLength }: MaskLimits, memory: Memory): Buffer {
    const { start } = this;
    const end = this.begin(text, decisions);
    const to = end + READ_BEYOND;
    this.reserve(to + (end - start) * MOST_BSON_OF_A_BYTE + MOST_ADDED_BY_MASKS + MOST_BSON_BESIDE);
    this.asBson = true;
    try {
      const written = this.wasm.maskToBson(start, end, to, MOST_ADDED_BY_MASKS, maxDepth, maxStringLength);
      const document = memory.take(written - to);
      this.bytes.copy(document, 0, to, written);
      return document;
    } finally {
      this.end();
    }
  }

  get nodesSeen(): number {
    return this.wasm.nodesSeen();
  }

  /** Work that the budget grants for the values seen, in units of `WORTH`. */
  get worthSeen(): number {
    return this.wasm.worthSeen();
  }

  /** The value that begins here, as JSON. */
  valueAt(start: number): string {
    return this.slice(start, this.wasm.behindValue(start, this.textEnd));
  }

  private output(start: number, end: number): string {
    return this.bytes.toString('utf8', start, end);
  }

  /** A piece of the text. Slicing takes a tenth of the time of decoding, but long slices are slow to read afterwards. */
  slice(start: number, end: number): string {
    if (this.ascii !== undefined) {
      if (end - start > LONGEST_CUT) return this.bytes.toString('latin1', start, end);
      return this.ascii.slice(start - this.start, end - this.start);
    }
    if (this.wide === undefined || start < this.byteAt || end - start > LONGEST_CUT)
      return this.bytes.toString('utf8', start, end);
    const from = (this.unitAt += this.unitsBetween(this.byteAt, start));
    this.byteAt = start;
    return this.wide.slice(from, from + this.unitsBetween(start, end));
  }

  /** An escaped string, given with its quotes. Cached because it is read for {@link MaskDecisions.look} and for writing. */
  unescaped(start: number, end: number): string {
    if (start !== this.escapedAt) {
      this.escaped = JSON.parse(this.slice(start, end)) as string;
      this.escapedAt = start;
    }
    return this.escaped;
  }

  /** UTF-16 units of a range of UTF-8: four-byte characters take two, others one. */
  private unitsBetween(start: number, end: number): number {
    const { bytes } = this;
    let units = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
    return units;
  }

  /** Returns the end of the text in memory. */
  private begin(text: string, decisions: MaskDecisions): number {
    this.reason = 0;
    this.recall(decisions);
    const end = this.write(text);
    this.decisions = decisions;
    this.textEnd = end;
    if (end - this.start === text.length) this.ascii = text;
    else if (isWellFormed(text)) this.wide = text;
    this.byteAt = this.start;
    this.unitAt = 0;
    return end;
  }

  private end(): void {
    this.decisions = undefined;
    this.ascii = undefined;
    this.wide = undefined;
    this.escapedAt = -1;
    this.escaped = '';
  }

  private recall({ keys, mask }: MaskDecisions): void {
    if (mask !== this.maskText) {
      this.bytes.write(mask, this.wasm.maskAt(Buffer.byteLength(mask)));
      this.maskText = mask;
    }
    if (keys === this.keys && keys.cacheGeneration === this.cacheGeneration) return;
    this.wasm.forgetKeys();
    this.keys = keys;
    this.cacheGeneration = keys.cacheGeneration;
  }

  private write(text: string): number {
    if (text.length > LONGEST_TEXT) {
      this.reason = LONG_TEXT;
      throw NOT_FOR_HERE;
    }
    this.reserve(this.start + text.length * MOST_BYTES_OF_A_UNIT + READ_BEYOND);
    return this.start + this.bytes.write(text, this.start);
  }

  private reserve(end: number): void {
    if (end <= this.bytes.length) return;
    this.wasm.memory.grow(Math.ceil((end - this.bytes.length) / PAGE_BYTES));
    this.bytes = Buffer.from(this.wasm.memory.buffer);
  }
}
