import { setOwn, wellFormed } from './bson-safe.js';
import type { KeyRule, KeyRules } from './key-rules.js';
import {
  ACCESSOR,
  CIRCULAR,
  cutText,
  FILTERED,
  FUNCTION,
  isTruncation,
  SYMBOL,
  TRUNCATED_DEPTH,
  TRUNCATED_KEY,
  TRUNCATED_TEXT,
  truncatedEntries,
  UNREADABLE,
} from './markers.js';
import { isCardNumber } from './card-number.js';
import { plainForm } from './plain-form.js';
import type { RememberedValues } from './remembered-values.js';
import { TextMask } from './text-mask.js';

/** Where a walk stops. */
export interface WalkLimits {
  /** Nested objects and arrays; MongoDB itself takes 100. */
  maxDepth: number;
  /** Values copied in one walk. */
  maxNodes: number;
  /** UTF-16 units of one string, marker included. */
  maxStringLength: number;
  /** UTF-16 units of all strings of one walk. */
  maxTextLength: number;
}

/** Longer strings are not parsed as JSON, only scanned. */
const LONGEST_JSON = 1024 * 1024;
/** How far text is masked beyond where it will be cut, so that a secret is not cut before it is recognised. */
const MASKED_BEYOND_CUT = 4096;
/** JSON or URLs inside strings inside strings. */
const MAX_NESTED_TEXTS = 6;

/**
 * The one walk over a value: copies, masks, bounds and makes BSON-safe at once. Reads own data properties only, and changes
 * nothing of what it reads.
 */
export class Walk {
  readonly text: TextMask;
  /** Values that could not be read. */
  faults = 0;
  private nodes = 0;
  private textLength = 0;
  /** Counts what makes the copy differ from its source: JSON in a string is rewritten only then. */
  private changes = 0;
  private nestedTexts = 0;
  private depthOfText = 0;
  private readonly ancestors: object[] = [];

  constructor(
    private readonly rules: KeyRules,
    private readonly remembered: RememberedValues,
    private readonly limits: WalkLimits,
  ) {
    this.text = new TextMask(rules, remembered, (text) => this.string(text, this.depthOfText));
  }

  /** Copies a value with a fresh budget. Never throws. */
  copy(input: unknown): unknown {
    this.nodes = 0;
    this.textLength = 0;
    try {
      return this.value(input, 0) ?? null;
    } catch {
      this.faults++;
      return UNREADABLE;
    } finally {
      this.nestedTexts = 0;
      this.ancestors.length = 0;
    }
  }

  /** `undefined` for what has no place in an object, as in JSON. */
  private value(input: unknown, depth: number): unknown {
    switch (typeof input) {
      case 'string':
        return this.string(input, depth);
      case 'number':
        return this.number(input);
      case 'object':
        return input === null ? null : this.container(input, depth);
      case 'boolean':
      case 'undefined':
        return input;
      case 'bigint':
        return this.string(input.toString(), depth);
      case 'function':
        return this.changed(FUNCTION);
      default:
        return this.changed(SYMBOL);
    }
  }

  private number(input: number): unknown {
    if (input < 1e12 || !Number.isInteger(input) || !isCardNumber(String(input))) return input;
    this.remembered.add(input);
    return this.changed(FILTERED);
  }

  private container(source: object, depth: number): unknown {
    if (depth >= this.limits.maxDepth) return this.changed(TRUNCATED_DEPTH);
    for (let above = 0; above < depth; above++) if (this.ancestors[above] === source) return this.changed(CIRCULAR);
    this.ancestors[depth] = source;
    try {
      if (Array.isArray(source)) return this.items(source, depth);
      const prototype: unknown = Object.getPrototypeOf(source);
      if (prototype === Object.prototype || prototype === null) return this.fields(source, depth);
      return this.instance(source, prototype as object, depth);
    } catch {
      this.faults++;
      return this.changed(UNREADABLE);
    }
  }

  private instance(source: object, prototype: object, depth: number): unknown {
    // A plain object of another realm.
    if (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf'))
      return this.fields(source, depth);
    const plain = plainForm(source, this.limits.maxNodes - this.nodes);
    if (plain === undefined) return this.fields(source, depth);
    if (typeof plain !== 'object' || plain === null) return this.value(plain, depth);
    if (plain instanceof Date) return plain;
    return Array.isArray(plain) ? this.items(plain, depth) : this.fields(plain, depth);
  }

  private items(source: readonly unknown[], depth: number): unknown[] {
    const copy: unknown[] = [];
    const { length } = source;
    if (length === 2 && this.isSensitivePair(source)) return this.pair(source, depth);
    for (let index = 0; index < length; index++) {
      const item = Object.getOwnPropertyDescriptor(source, index);
      if (this.nodes >= this.limits.maxNodes && !(index === length - 1 && isTruncation(item?.value))) {
        copy.push(this.changed(truncatedEntries(length - index)));
        break;
      }
      this.nodes++;
      copy.push(item?.get || item?.set ? this.changed(ACCESSOR) : (this.value(item?.value, depth + 1) ?? null));
    }
    return copy;
  }

  /** `['password', 'x']` */
  private isSensitivePair(source: readonly unknown[]): boolean {
    const name: unknown = Object.getOwnPropertyDescriptor(source, 0)?.value;
    return typeof name === 'string' && this.rules.ruleOf(name).action !== 'keep';
  }

  private pair(source: readonly unknown[], depth: number): unknown[] {
    this.nodes += 2;
    const secret = Object.getOwnPropertyDescriptor(source, 1);
    return [this.value(source[0], depth + 1), this.masked(secret?.value, secret?.get !== undefined)];
  }

  private fields(source: object, depth: number): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    const keys = Object.keys(source);
    let hasName = false;
    let hasValue = false;
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index]!;
      const rule = this.rules.ruleOf(key);
      const property = Object.getOwnPropertyDescriptor(source, key);
      if (
        this.nodes >= this.limits.maxNodes &&
        !(index === keys.length - 1 && key === TRUNCATED_KEY && isTruncation(property?.value))
      ) {
        copy[TRUNCATED_KEY] = this.changed(truncatedEntries(keys.length - index));
        break;
      }
      this.nodes++;
      if (rule.role === 'name') hasName = true;
      else if (rule.role === 'value') hasValue = true;
      const value = this.field(rule, property, depth);
      if (value !== undefined) setOwn(copy, this.keyOf(key, rule), value);
    }
    if (hasName && hasValue) this.maskNamedValues(source, copy, keys);
    return copy;
  }

  private field(rule: KeyRule, property: PropertyDescriptor | undefined, depth: number): unknown {
    const isAccessor = property?.get !== undefined || property?.set !== undefined;
    switch (rule.action) {
      case 'keep':
        return isAccessor ? this.changed(ACCESSOR) : this.value(property?.value, depth + 1);
      case 'mask':
        return this.masked(property?.value, isAccessor);
      case 'remove':
        this.changes++;
        return undefined;
    }
  }

  private masked(secret: unknown, isAccessor: boolean): unknown {
    if (!isAccessor && (secret === null || secret === undefined || secret === FILTERED)) return secret;
    this.remembered.add(secret);
    return this.changed(FILTERED);
  }

  private keyOf(key: string, rule: KeyRule): string {
    const written = cutText(this.text.mask(rule.written), this.limits.maxStringLength);
    this.textLength += written.length;
    if (written !== key) this.changes++;
    return written;
  }

  /** `{ name: 'password', value: 'x' }`, whatever the order and the words for both. */
  private maskNamedValues(source: object, copy: Record<string, unknown>, keys: readonly string[]): void {
    const read = (key: string): unknown => Object.getOwnPropertyDescriptor(source, key)?.value;
    const isSensitive = keys.some((key) => this.rules.ruleOf(key).role === 'name' && this.namesSecret(read(key)));
    if (!isSensitive) return;
    for (const key of keys) {
      const { role, written } = this.rules.ruleOf(key);
      if (role === 'value' && Object.hasOwn(copy, written))
        copy[written] = this.masked(read(key), false) ?? copy[written];
    }
  }

  /** A name, or a path of names such as validators report. */
  private namesSecret(name: unknown): boolean {
    if (typeof name === 'string') return this.rules.actionOf(name) !== 'keep';
    return (
      Array.isArray(name) &&
      name.length <= this.limits.maxDepth &&
      name.some((part) => typeof part === 'string' && this.namesSecret(part))
    );
  }

  private string(input: string, depth: number): string {
    const { maxStringLength, maxTextLength } = this.limits;
    if (this.textLength > maxTextLength) return this.changed(TRUNCATED_TEXT);
    let masked = this.json(input, depth);
    if (masked === input && this.text.isSuspicious(input)) masked = this.suspicious(input, depth);
    if (masked.length > maxStringLength || input.length > maxStringLength) {
      masked = cutText(masked, maxStringLength);
    }
    this.textLength += masked.length;
    if (this.textLength > maxTextLength) return this.changed(TRUNCATED_TEXT);
    masked = wellFormed(masked);
    if (masked !== input) this.changes++;
    return masked;
  }

  private suspicious(input: string, depth: number): string {
    const { maxStringLength } = this.limits;
    const seen = maxStringLength + MASKED_BEYOND_CUT;
    const rest = Math.max(0, input.length - seen);
    const text = rest > 0 ? input.slice(0, seen) : input;
    if (rest === 0 && this.nestedTexts < MAX_NESTED_TEXTS && this.text.isUrl(text)) {
      this.nestedTexts++;
      this.depthOfText = depth;
      const masked = this.text.url(text);
      this.nestedTexts--;
      return masked;
    }
    const masked = this.text.mask(text);
    return rest > 0 ? masked + ' '.repeat(0) + input.slice(seen) : masked;
  }

  /** JSON inside a string is masked like any other, and rewritten only if something in it was. */
  private json(input: string, depth: number): string {
    if (!looksLikeJson(input) || input.length > LONGEST_JSON || this.nestedTexts >= MAX_NESTED_TEXTS) return input;
    let parsed: unknown;
    try {
      parsed = JSON.parse(input);
    } catch {
      return input;
    }
    if (typeof parsed !== 'string' && (typeof parsed !== 'object' || parsed === null)) return input;
    const before = this.changes;
    this.nestedTexts++;
    const copy = this.value(parsed, depth);
    this.nestedTexts--;
    return this.changes === before ? input : JSON.stringify(copy);
  }

  private changed<T>(marker: T): T {
    this.changes++;
    return marker;
  }
}

function looksLikeJson(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  // Closing brackets, a quote, or white space after one.
  if (last !== 125 && last !== 93 && last !== 34 && last > 32) return false;
  return /^\s*[[{"]/.test(text.length > 64 ? text.slice(0, 64) : text);
}
