import { setOwn } from './bson-safe.js';
import { Budget, type WalkLimits } from './budget.js';
import { isCardNumber } from './card-number.js';
import type { KeyRule, KeyRules } from './key-rules.js';
import * as marker from './markers.js';
import { plainForm } from './plain-form.js';
import type { RememberedValues } from './remembered-values.js';
import { TextMask } from './text-mask.js';

/** No integer below this has as many digits as a card number. */
const SHORTEST_CARD_NUMBER = 1e12;

/**
 * The one walk over a value: copies, masks, bounds and makes BSON-safe at once. Reads own data properties only, and changes
 * nothing of what it reads.
 */
export class Walk {
  private readonly budget: Budget;
  private readonly text: TextMask;
  private readonly ancestors: object[] = [];

  constructor(
    private readonly rules: KeyRules,
    private readonly remembered: RememberedValues,
    private readonly limits: WalkLimits,
  ) {
    this.budget = new Budget(limits);
    this.text = new TextMask(rules, remembered, this.budget, (parsed, depth) => this.value(parsed, depth));
  }

  get faults(): number {
    return this.budget.faults;
  }

  /** Copies a value with a fresh budget. Never throws. */
  copy(input: unknown): unknown {
    this.budget.renew();
    try {
      return this.value(input, 0) ?? null;
    } catch {
      this.budget.faults++;
      return marker.UNREADABLE;
    } finally {
      this.ancestors.length = 0;
    }
  }

  /** Masks a URL with a fresh budget. Never throws. */
  url(url: string, pathSecrets: readonly string[]): string {
    this.budget.renew();
    try {
      return this.text.url(url, pathSecrets);
    } catch {
      this.budget.faults++;
      return marker.UNREADABLE;
    }
  }

  /** `undefined` for what has no place in an object, as in JSON. */
  private value(input: unknown, depth: number): unknown {
    switch (typeof input) {
      case 'string':
        return this.text.copy(input, depth);
      case 'number':
        return this.number(input);
      case 'object':
        return input === null ? null : this.container(input, depth);
      case 'boolean':
      case 'undefined':
        return input;
      case 'bigint':
        return this.text.copy(input.toString(), depth);
      case 'function':
        return this.budget.changed(marker.FUNCTION);
      default:
        return this.budget.changed(marker.SYMBOL);
    }
  }

  private number(input: number): unknown {
    if (input < SHORTEST_CARD_NUMBER || !Number.isInteger(input) || !isCardNumber(String(input))) return input;
    return this.masked(input);
  }

  private container(source: object, depth: number): unknown {
    if (depth >= this.limits.maxDepth) return this.budget.changed(marker.TRUNCATED_DEPTH);
    for (let above = 0; above < depth; above++) {
      if (this.ancestors[above] === source) return this.budget.changed(marker.CIRCULAR);
    }
    this.ancestors[depth] = source;
    try {
      if (Array.isArray(source)) return this.items(source, depth);
      const prototype: unknown = Object.getPrototypeOf(source);
      if (prototype === Object.prototype || prototype === null) return this.fields(source, depth);
      return this.instance(source, prototype as object, depth);
    } catch {
      this.budget.faults++;
      return this.budget.changed(marker.UNREADABLE);
    }
  }

  private instance(source: object, prototype: object, depth: number): unknown {
    const isOfOtherRealm = Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
    const plain = isOfOtherRealm ? undefined : plainForm(source, this.limits.maxNodes - this.budget.nodes);
    if (plain === undefined) return this.fields(source, depth);
    if (typeof plain !== 'object' || plain === null) return this.value(plain, depth);
    if (plain instanceof Date) return plain;
    return Array.isArray(plain) ? this.items(plain, depth) : this.fields(plain, depth);
  }

  private items(source: readonly unknown[], depth: number): unknown[] {
    const { length } = source;
    if (length === 2 && this.isSensitivePair(source)) return this.pair(source, depth);
    const copy: unknown[] = [];
    for (let index = 0; index < length; index++) {
      const item = Object.getOwnPropertyDescriptor(source, index);
      if (this.budget.isNodesSpent && !(index === length - 1 && marker.isTruncation(item?.value))) {
        copy.push(this.budget.changed(marker.truncatedEntries(length - index)));
        break;
      }
      this.budget.nodes++;
      copy.push(isAccessor(item) ? this.budget.changed(marker.ACCESSOR) : (this.value(item?.value, depth + 1) ?? null));
    }
    return copy;
  }

  /** `['password', 'x']` */
  private isSensitivePair(source: readonly unknown[]): boolean {
    const name: unknown = Object.getOwnPropertyDescriptor(source, 0)?.value;
    return typeof name === 'string' && this.rules.actionOf(name) !== 'keep';
  }

  private pair(source: readonly unknown[], depth: number): unknown[] {
    this.budget.nodes += 2;
    const secret = Object.getOwnPropertyDescriptor(source, 1);
    return [
      this.value(source[0], depth + 1),
      isAccessor(secret) ? marker.FILTERED : (this.masked(secret?.value) ?? null),
    ];
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
      if (this.budget.isNodesSpent && !(index === keys.length - 1 && marker.isTruncation(property?.value))) {
        copy[marker.TRUNCATED_KEY] = this.budget.changed(marker.truncatedEntries(keys.length - index));
        break;
      }
      this.budget.nodes++;
      if (rule.role === 'name') hasName = true;
      else if (rule.role === 'value') hasValue = true;
      const value = this.field(rule, property, depth);
      if (value !== undefined) setOwn(copy, this.writtenKey(key, rule), value);
    }
    if (hasName && hasValue) this.maskNamedValues(source, copy, keys);
    return copy;
  }

  private field(rule: KeyRule, property: PropertyDescriptor | undefined, depth: number): unknown {
    if (rule.action === 'remove') return this.budget.changed(undefined);
    if (isAccessor(property)) return this.budget.changed(rule.action === 'mask' ? marker.FILTERED : marker.ACCESSOR);
    return rule.action === 'mask' ? this.masked(property?.value) : this.value(property?.value, depth + 1);
  }

  private masked(secret: unknown): unknown {
    if (secret === null || secret === undefined || secret === marker.FILTERED) return secret;
    this.remembered.add(secret);
    return this.budget.changed(marker.FILTERED);
  }

  private writtenKey(key: string, rule: KeyRule): string {
    const masked = rule.isSuspicious ? this.text.mask(rule.written) : rule.written;
    const written = marker.cutText(masked, this.limits.maxStringLength);
    this.budget.textLength += written.length;
    if (written !== key) this.budget.changes++;
    return written;
  }

  /** `{ name: 'password', value: 'x' }`, whatever the order and the words for both. */
  private maskNamedValues(source: object, copy: Record<string, unknown>, keys: readonly string[]): void {
    const read = (key: string): unknown => Object.getOwnPropertyDescriptor(source, key)?.value;
    if (!keys.some((key) => this.rules.ruleOf(key).role === 'name' && this.namesSecret(read(key)))) return;
    for (const key of keys) {
      const { role, written } = this.rules.ruleOf(key);
      if (role === 'value' && Object.hasOwn(copy, written)) copy[written] = this.masked(read(key)) ?? copy[written];
    }
  }

  /** A name, or a path of names such as validators report. */
  private namesSecret(name: unknown): boolean {
    if (typeof name === 'string') return this.rules.actionOf(name) !== 'keep';
    if (!Array.isArray(name) || name.length > this.limits.maxDepth) return false;
    return name.some((_, index) => {
      const part: unknown = Object.getOwnPropertyDescriptor(name, index)?.value;
      return typeof part === 'string' && this.namesSecret(part);
    });
  }
}

function isAccessor(property: PropertyDescriptor | undefined): boolean {
  return property?.get !== undefined || property?.set !== undefined;
}
