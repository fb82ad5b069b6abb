import { KEY_FLAG_BITS, LONG_TEXT, NOT_HERE } from './generated/flags.js';
import type { MaskDecisions, MaskLimits, Memory } from './mask-decisions.js';
import { type MaskModule, maskModule } from './mask-module.js';
import { READ_BEYOND, TextMemory } from './text-memory.js';

/** UTF-16 units: WebAssembly memory never shrinks, so longer texts are masked elsewhere. */
const LONGEST_TEXT = 1024 * 1024;
/** Bytes that masks may add to a text. */
const MOST_ADDED_BY_MASKS = 64 * 1024;
/** `[1,1,…]` grows most: two characters become a type, an index of up to seven digits, NUL and four bytes. */
const MOST_BSON_OF_A_BYTE = 7;
const MOST_BSON_BESIDE = 64;

class NotHere extends Error {}

const NOT_FOR_HERE = new NotHere();

/**
 * Masks JSON in WebAssembly, in a third of the time of JavaScript, and returns text or BSON. Not re-entrant; only the cache of
 * keys outlives a call.
 */
export class JsonEngine {
  /** Why the last call gave up, from NOT_JSON to NO_ROOM; 0 if it did not. */
  reason = 0;
  private readonly wasm: MaskModule;
  private readonly memory: TextMemory;
  private decisions: MaskDecisions | undefined;
  private keys: MaskDecisions['keys'] | undefined;
  private cacheGeneration = 0;
  private maskText = '';
  private asBson = false;
  private pending = '';

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
          this.decisions!.named(
            end > this.memory.textEnd ? this.memory.output(start, end) : this.slice(start, end),
            isText !== 0,
          ),
        ),
      pending: () => {
        const { replacement } = this.decisions!;
        this.pending = this.asBson ? replacement : JSON.stringify(replacement);
        return Buffer.byteLength(this.pending);
      },
      put: (at: number) => void this.memory.bytes.write(this.pending, at),
      unescape: (start: number, end: number, at: number) => this.memory.bytes.write(this.unescaped(start, end), at),
      toNumber: (start: number, end: number) => Number(this.slice(start, end)),
    };
    this.wasm = maskModule(host);
    this.memory = new TextMemory(this.wasm);
  }

  /**
   * Returns the masked text; the same string if nothing was masked.
   *
   * @throws if the text is no JSON, or only the walk over its value can mask it
   */
  mask(text: string, decisions: MaskDecisions, { maxDepth, maxStringLength }: MaskLimits): string {
    const { start } = this.memory;
    const end = this.begin(text, decisions);
    const to = end + READ_BEYOND;
    const most = to + 2 * (end - start) + MOST_ADDED_BY_MASKS;
    this.memory.reserve(most);
    this.asBson = false;
    try {
      const written = this.wasm.mask(start, end, to, most, maxDepth, maxStringLength);
      return written === to ? text : this.memory.output(to, written);
    } finally {
      this.end();
    }
  }

  /**
   * {@link mask} as a BSON document, without the type byte that tells objects from lists.
   *
   * @throws as {@link mask} does
   */
  encode(text: string, decisions: MaskDecisions, { maxDepth, maxStringLength }: MaskLimits, output: Memory): Buffer {
    const { start } = this.memory;
    const end = this.begin(text, decisions);
    const to = end + READ_BEYOND;
    this.memory.reserve(to + (end - start) * MOST_BSON_OF_A_BYTE + MOST_ADDED_BY_MASKS + MOST_BSON_BESIDE);
    this.asBson = true;
    try {
      const written = this.wasm.maskToBson(start, end, to, MOST_ADDED_BY_MASKS, maxDepth, maxStringLength);
      const document = output.take(written - to);
      this.memory.bytes.copy(document, 0, to, written);
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
    return this.slice(start, this.wasm.behindValue(start, this.memory.textEnd));
  }

  slice(start: number, end: number): string {
    return this.memory.slice(start, end);
  }

  unescaped(start: number, end: number): string {
    return this.memory.unescaped(start, end);
  }

  /** Returns the end of the text in memory. */
  private begin(text: string, decisions: MaskDecisions): number {
    this.reason = 0;
    this.recall(decisions);
    if (text.length > LONGEST_TEXT) {
      this.reason = LONG_TEXT;
      throw NOT_FOR_HERE;
    }
    this.decisions = decisions;
    return this.memory.write(text);
  }

  private end(): void {
    this.decisions = undefined;
    this.memory.forgetText();
  }

  private recall({ keys, mask }: MaskDecisions): void {
    if (mask !== this.maskText) {
      this.memory.bytes.write(mask, this.wasm.maskAt(Buffer.byteLength(mask)));
      this.maskText = mask;
    }
    if (keys === this.keys && keys.cacheGeneration === this.cacheGeneration) return;
    this.wasm.forgetKeys();
    this.keys = keys;
    this.cacheGeneration = keys.cacheGeneration;
  }
}
