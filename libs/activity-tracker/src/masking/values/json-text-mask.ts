import {
  ASKED_KEY,
  CHANGED,
  HARMLESS_SHIFT,
  HAS_ESCAPE,
  HAS_REPLACED,
  LABEL,
  MASKED_KEY,
  NAME_KEY,
  NOT_HERE,
  PATH_STEP,
  REPLACED,
  UNCHANGED,
  VALUE_KEY,
} from '../../../../json-mask/src/generated/flags.js';
import type { JsonEngine } from '../../../../json-mask/src/json-engine.js';
import type { MaskDecisions } from '../../../../json-mask/src/mask-decisions.js';
import { Slab } from '../../bson/slab.js';
import type { Budget } from '../budget/budget.js';
import { isCardNumber } from './card-number.js';
import { hasAddressKey, isHarmlessValue, needsSiblings } from '../keys/harmless-values.js';
import type { KeyRule, KeyRules } from '../keys/key-rules.js';
import { FILTERED } from './markers.js';
import { isSecretName } from '../keys/named-values.js';
import type { RememberedValues } from '../echoes/remembered-values.js';
import { PRICE } from '../budget/prices.js';
import { type WorkBudget, WorkSpent } from '../budget/work-budget.js';

/** What was encoded stands here, one behind the other. Few share a slab: it is to go while the garbage collector thinks it young. */
const slab = new Slab(32 * 1024);
/** UTF-16 units of a text for which it does not matter how many bytes they are. */
const SURELY_CHEAP = 4 * 1024;
const MASK = JSON.stringify(FILTERED);
/** A string without escapes: the value is the text between the quotes. */
const PLAIN_STRING = /^"[^"\\\p{Cc}]*"$/u;
const OPENS = /^[[{]/;
/** UTF-16 units of an object whose keys tell a postal code. */
const LONGEST_ADDRESS = 4 * 1024;
const ROLES = { none: 0, name: NAME_KEY, value: VALUE_KEY } as const;

/** Ends the pass: only the walk can decide. */
class Undecided extends Error {}

/** Masks strings that the engine cannot decide about. */
export interface TextCopy {
  copy(text: string, depth: number): string;
  maskKey(key: string): string;
  marked(): string;
}

/**
 * Masks JSON in one pass and without parsing it, and gives it back as text or as BSON: what is secret gives way to a mask. It
 * decides as {@link Walk} does, and gives up where only that can. The pass itself is `libs/json-mask/assembly/mask.ts`; here is
 * what it asks for.
 */
export class JsonTextMask implements MaskDecisions {
  readonly mask = MASK;
  replacement = '';

  constructor(
    readonly keys: KeyRules,
    private readonly remembered: RememberedValues,
    private readonly budget: Budget,
    private readonly work: WorkBudget,
    private readonly text: TextCopy,
    private readonly engine: JsonEngine | undefined,
    /** Masks JSON inside a string, where values are escaped and cannot be counted. */
    private readonly isNested = false,
  ) {}

  /** Undefined if the text is no JSON, or only the walk over its value can mask it. */
  masked(source: string): string | undefined {
    return this.within(source, (engine) => engine.mask(source, this, this.budget.limits));
  }

  /** {@link masked}, as BSON, but for its head. */
  encoded(source: string): Uint8Array | undefined {
    return this.within(source, (engine) => engine.encode(source, this, this.budget.limits, slab));
  }

  /** {@link masked} for JSON inside a string. @throws WorkSpent */
  nested(source: string, depth: number): string | undefined {
    const { budget, engine } = this;
    if (engine === undefined) return undefined;
    this.work.spend(PRICE.parse + source.length * PRICE.engineCharacter);
    budget.nestedTexts++;
    try {
      const limits = { ...budget.limits, maxDepth: budget.limits.maxDepth - depth };
      return this.within(source, () => engine.mask(source, this, limits));
    } finally {
      budget.nestedTexts--;
    }
  }

  private within<T>(source: string, mask: (engine: JsonEngine) => T): T | undefined {
    const { budget, keys, engine } = this;
    const { cacheGeneration } = keys;
    if (engine === undefined || source.length > budget.limits.maxTextLength) return undefined;
    if (source.length > SURELY_CHEAP) this.work.noteForeign(Buffer.byteLength(source) - source.length);
    let masked: T;
    try {
      masked = mask(engine);
      budget.nodes += engine.nodesSeen;
      this.noteRead();
    } catch (error) {
      if (this.isNested && error === WorkSpent.instance) throw error;
      // Also invalid JSON, which the caller finds when it parses.
      return undefined;
    }
    if (budget.nodes > budget.limits.maxNodes || budget.isTextSpent || keys.cacheGeneration !== cacheGeneration)
      return undefined;
    return masked;
  }

  keyAt(start: number, end: number): { flags: number; number: number } | typeof NOT_HERE {
    const key = this.textAt(start, end);
    this.noteRead();
    const rule = this.keys.ruleOf(key, this.work.ofKeys);
    const { action, harmless, role, number } = rule;
    if (action === 'remove') return NOT_HERE;
    const flags = action === 'keep' ? 0 : MASKED_KEY | (harmless << HARMLESS_SHIFT);
    const isAsked = rule.written !== key || this.isMasked(rule);
    return { flags: flags | ROLES[role] | (isAsked ? ASKED_KEY : 0), number };
  }

  writtenKey(start: number, end: number): void {
    const rule = this.keys.ruleOf(this.textAt(start, end), this.work.ofKeys);
    // Two keys may be the same when they are masked, which only the walk over their object finds.
    if (this.isMasked(rule)) throw new Undecided();
    this.replacement = rule.written;
  }

  /** A key that holds a secret itself. */
  private isMasked({ isSuspicious, written }: KeyRule): boolean {
    return isSuspicious && this.text.maskKey(written) !== written;
  }

  /** A string without its quotes. */
  private textAt(start: number, end: number): string {
    const written = this.engine!.slice(start, end);
    return written.includes('\\') ? this.engine!.unescaped(start - 1, end + 1) : written;
  }

  look(start: number, end: number, seen: number, depth: number): number {
    this.noteRead();
    // The walk over the value truncates the rest.
    if (this.work.isExhausted) throw WorkSpent.instance;
    if (this.work.isSpent && (seen & (HAS_ESCAPE | HAS_REPLACED)) !== 0) {
      this.replacement = this.text.marked();
      return CHANGED | REPLACED;
    }
    if ((seen & HAS_ESCAPE) !== 0) this.noteEscaped(end - start);
    const text =
      (seen & HAS_ESCAPE) === 0 ? this.engine!.slice(start, end) : this.engine!.unescaped(start - 1, end + 1);
    // Other characters, such as a full-width comma, begin with the same byte.
    const isRewritten = (seen & HAS_REPLACED) !== 0 && text.includes('\ufffd');
    if (isRewritten) this.work.note(PRICE.rewritten);
    const masked = this.text.copy(text, depth);
    if (masked === text && !isRewritten) return UNCHANGED;
    this.replacement = masked;
    return masked === text ? REPLACED : CHANGED | REPLACED;
  }

  private noteRead(): void {
    if (!this.isNested) this.work.read(this.engine!.worthSeen);
  }

  private noteEscaped(length: number): void {
    if (!this.isNested) this.work.earnEscaped(length);
    this.work.note(PRICE.escaped + length * PRICE.escapedCharacter);
  }

  secret(start: number, end: number, flags: number, object: number): boolean {
    const written = this.engine!.slice(start, end);
    const isPlain = PLAIN_STRING.test(written);
    const value: unknown = isPlain ? written.slice(1, -1) : this.parsed(written);
    const harmless = flags >> HARMLESS_SHIFT;
    if (value === null || value === FILTERED || isHarmlessValue(value, harmless)) return false;
    if (needsSiblings(value, harmless) && hasAddressKey(this.keysOf(object))) return false;
    this.noteSecret(value);
    return true;
  }

  named(written: string, isText: boolean): boolean {
    const value: unknown = isText ? written : this.parsed(written);
    if (value === null || value === FILTERED) return false;
    this.noteSecret(value);
    return true;
  }

  private parsed(written: string): unknown {
    if (OPENS.test(written)) this.work.spend(PRICE.parse + written.length * PRICE.jsonCharacter);
    return JSON.parse(written);
  }

  private keysOf(object: number): string[] {
    const written = this.engine!.valueAt(object);
    if (written.length > LONGEST_ADDRESS) throw new Undecided();
    this.noteRead();
    this.work.spend(PRICE.parse + written.length * PRICE.jsonCharacter);
    return Object.keys(JSON.parse(written) as object);
  }

  card(start: number, end: number): boolean {
    const written = this.engine!.slice(start, end);
    const value = Number(written);
    if (!Number.isInteger(value) || !isCardNumber(String(value))) return false;
    this.noteSecret(value);
    return true;
  }

  nameAt(start: number, end: number, form: number): boolean {
    this.work.note(PRICE.neighbor);
    return this.isName(this.textAt(start, end), form);
  }

  isReplacementName(form: number): boolean {
    return this.isName(this.replacement, form);
  }

  private isName(name: string, form: number): boolean {
    if (form === PATH_STEP && name === FILTERED) return true;
    return isSecretName(name, form === LABEL ? 'label' : 'name', this.keys, this.work);
  }

  private noteSecret(value: unknown): void {
    if (this.work.isExhausted) throw WorkSpent.instance;
    this.remembered.add(value);
    this.budget.changes++;
  }
}
