import { KEY_FLAG_BITS, NOT_HERE } from './generated/flags.js';
import { MODULE } from './json-module.js';

/**
 * What masking a text has to ask for: the places are those of the engine, for {@link JsonEngine.slice}. Whatever is thrown
 * ends the masking.
 */
export interface MaskDecisions {
  /** JSON that stands for a secret: at most 64 bytes. */
  readonly mask: string;
  /** An object whose decisions about keys may be remembered, as long as it says the same number. */
  readonly keys: { readonly forgotten: number };
  /** What stands for the string looked at last. */
  readonly replacement: string;
  /** Flags of a key, and its number among all keys; {@link NOT_HERE} ends the masking. */
  keyAt(start: number, end: number): { flags: number; number: number } | typeof NOT_HERE;
  look(start: number, end: number, seen: number, depth: number): number;
  /** Whether it is masked. @param flags of its key */
  secret(start: number, end: number, flags: number): boolean;
  /** Whether a number is a card's, and so masked. */
  card(start: number, end: number): boolean;
  /** Whether a string that stands next to a value may name a secret. */
  nameAt(start: number, end: number, isLabel: boolean): boolean;
}

export interface MaskLimits {
  maxDepth: number;
  maxStringLength: number;
}

/** Gives out pieces of so many bytes. */
export interface Memory {
  take(bytes: number): Buffer;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  freeFrom(): number;
  forgetKeys(): void;
  maskAt(length: number): number;
  mask(start: number, end: number, to: number, toEnd: number, maxDepth: number, maxStringLength: number): number;
  nodesSeen(): number;
  worthSeen(): number;
  maskToBson(start: number, end: number, to: number, spare: number, maxDepth: number, maxStringLength: number): number;
}

/** Node's, of which its own types say nothing. */
interface WebAssemblyOfNode {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
}

/** Longer texts are left to others: memory once taken is never given back. */
const LONGEST_TEXT = 1024 * 1024;
/** UTF-16 units of a piece that is cut out of the text. */
const LONGEST_CUT = 1024;
const MOST_BYTES_OF_A_UNIT = 3;
/** Read, and not looked at, behind a text. */
const READ_BEYOND = 16;
/** What masks may add to a text beyond its own length. */
const MOST_ADDED_BY_MASKS = 64 * 1024;
/** The items of `[1,1,…]` grow the most: two characters become a type, an index of up to seven digits, NUL and four bytes. */
const MOST_BSON_OF_A_BYTE = 7;
const MOST_BSON_BESIDE = 64;
const PAGE_BYTES = 64 * 1024;

/** In every Node this library runs on, absent from the ES2023 type library. */
const isWellFormed = (text: string): boolean => (text as unknown as { isWellFormed(): boolean }).isWellFormed();

class NotHere extends Error {}

const NOT_FOR_HERE = new NotHere();

/**
 * JSON in WebAssembly: masks it, and gives it back as text or as BSON. That goes over each byte of each body, which takes a
 * third of the time that it takes in JavaScript. One call runs at a time, and nothing outlives it but what is known of keys.
 */
export class JsonEngine {
  private readonly wasm: Exports;
  private readonly start: number;
  private bytes: Buffer;
  private decisions: MaskDecisions | undefined;
  private keys: MaskDecisions['keys'] | undefined;
  private forgotten = 0;
  private maskText = '';
  private asBson = false;
  private pending = '';
  /** The text that is being masked, where each of its bytes is a character. */
  private ascii: string | undefined;
  /** The text that is being masked, where others are cut from it. */
  private wide: string | undefined;
  /** A place in the bytes, and the same place in {@link wide}. */
  private byteAt = 0;
  private unitAt = 0;
  /** Where the string stands that was read last. */
  private escapedAt = -1;
  private escaped = '';

  constructor() {
    const host = {
      giveUp: () => {
        throw NOT_FOR_HERE;
      },
      key: (start: number, end: number) => {
        const said = this.decisions!.keyAt(start, end);
        return said === NOT_HERE ? NOT_HERE : (said.number << KEY_FLAG_BITS) | said.flags;
      },
      look: (start: number, end: number, seen: number, depth: number) => this.decisions!.look(start, end, seen, depth),
      secret: (start: number, end: number, said: number) =>
        Number(this.decisions!.secret(start, end, said & ((1 << KEY_FLAG_BITS) - 1))),
      card: (start: number, end: number) => Number(this.decisions!.card(start, end)),
      name: (start: number, end: number, isLabel: number) => Number(this.decisions!.nameAt(start, end, isLabel !== 0)),
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
   * The text, masked; the same text where nothing in it is secret.
   *
   * @throws where it is no JSON, or has to be masked otherwise
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
   * {@link mask}, as BSON, but for the head that says whether it is an object or a list.
   *
   * @param memory where it is to stand
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

  /** Values that were seen while masking. */
  get nodesSeen(): number {
    return this.wasm.nodesSeen();
  }

  /** What `WORTH` of the work budget gives for them. */
  get worthSeen(): number {
    return this.wasm.worthSeen();
  }

  /**
   * A piece of the text that is being masked. Cutting it from the text takes a tenth of the time of decoding it; but what is
   * cut is read through the text, and a long piece takes half as long to read if it is a separate string.
   */
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

  /** A string that has escapes, given with its quotes. Asked twice in a row: to be looked at, and to be written. */
  unescaped(start: number, end: number): string {
    if (start !== this.escapedAt) {
      this.escaped = JSON.parse(this.slice(start, end)) as string;
      this.escapedAt = start;
    }
    return this.escaped;
  }

  /** UTF-16 units of so many bytes of UTF-8: one for each byte that begins a character, two where it begins four bytes. */
  private unitsBetween(start: number, end: number): number {
    const { bytes } = this;
    let units = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
    return units;
  }

  /** Returns where the text ends that is to be masked. */
  private begin(text: string, decisions: MaskDecisions): number {
    this.recall(decisions);
    const end = this.write(text);
    this.decisions = decisions;
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
    if (keys === this.keys && keys.forgotten === this.forgotten) return;
    this.wasm.forgetKeys();
    this.keys = keys;
    this.forgotten = keys.forgotten;
  }

  private write(text: string): number {
    if (text.length > LONGEST_TEXT) throw NOT_FOR_HERE;
    this.reserve(this.start + text.length * MOST_BYTES_OF_A_UNIT + READ_BEYOND);
    return this.start + this.bytes.write(text, this.start);
  }

  private reserve(end: number): void {
    if (end <= this.bytes.length) return;
    this.wasm.memory.grow(Math.ceil((end - this.bytes.length) / PAGE_BYTES));
    this.bytes = Buffer.from(this.wasm.memory.buffer);
  }
}
