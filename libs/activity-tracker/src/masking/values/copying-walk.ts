import { setOwn } from './bson-safe.js';
import { Budget, type WalkLimits } from '../budget/budget.js';
import { isCardNumber } from './card-number.js';
import { actionOn, type KeyAction, type KeyRule, type KeyRules, roleOf } from '../keys/key-rules.js';
import * as marker from './markers.js';
import { NamedValues } from '../keys/named-values.js';
import { plainForm } from '../text/plain-form.js';
import type { RememberedValues } from '../echoes/remembered-values.js';
import { TextMask } from '../text/text-mask.js';
import { PRICE } from '../budget/prices.js';
import { type WorkBudget, WorkSpent } from '../budget/work-budget.js';

/** No integer below this has as many digits as a card number. */
const SHORTEST_CARD_NUMBER = 1e12;
/** Keys behind a cut that are searched for a secret's name. */
const MOST_LOOKED_AT = 256;

/** Copies what is the host's, masked: own data properties only are read, and nothing is changed. */
export abstract class CopyingWalk {
  protected readonly budget: Budget;
  protected readonly text: TextMask;
  protected readonly names: NamedValues;
  protected readonly ancestors: object[] = [];
  /** What is copied has no accessors: it is read as it is, which takes a tenth of asking for each property. */
  protected isOurs = false;

  constructor(
    protected readonly rules: KeyRules,
    protected readonly remembered: RememberedValues,
    protected readonly limits: WalkLimits,
    protected readonly work: WorkBudget,
  ) {
    this.budget = new Budget(limits);
    this.names = new NamedValues(rules, this.work, limits.maxDepth);
    this.text = new TextMask(rules, remembered, this.budget, this.work, (parsed, depth) =>
      this.parsedValue(parsed, depth),
    );
  }

  /** Masks what was found as JSON inside a string. */
  protected abstract parsedValue(input: unknown, depth: number): unknown;

  /** `undefined` for what has no place in an object, as in JSON. */
  protected value(input: unknown, depth: number): unknown {
    switch (typeof input) {
      case 'string':
        if (this.budget.nestedTexts === 0) this.countText(input);
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

  private countText(text: string): void {
    this.work.earnText(text.length);
    if (this.isOurs) this.work.note(PRICE.field);
  }

  protected number(input: number): unknown {
    if (input < SHORTEST_CARD_NUMBER || !Number.isInteger(input) || !isCardNumber(String(input))) return input;
    return this.masked(input);
  }

  private container(source: object, depth: number): unknown {
    if (depth >= this.limits.maxDepth) return this.budget.cutDepth(marker.TRUNCATED_DEPTH);
    for (let above = 0; above < depth; above++) {
      if (this.ancestors[above] === source) return this.budget.changed(marker.CIRCULAR);
    }
    this.ancestors[depth] = source;
    try {
      if (Array.isArray(source)) return this.items(source, depth);
      const prototype: unknown = Object.getPrototypeOf(source);
      if (prototype === Object.prototype || prototype === null) return this.fields(source, depth);
      return this.instance(source, prototype as object, depth);
    } catch (error) {
      if (error === WorkSpent.instance) throw error;
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

  protected items(source: readonly unknown[], depth: number): unknown[] {
    const { length } = source;
    const copy: unknown[] = [];
    const { isOurs } = this;
    for (let index = 0; index < length; index++) {
      const item = isOurs ? undefined : Object.getOwnPropertyDescriptor(source, index);
      const given: unknown = isOurs ? source[index] : item?.value;
      if (this.isBeyond && !(index === length - 1 && marker.isTruncation(given))) {
        copy.push(this.budget.cut(marker.truncatedEntries(length - index)));
        break;
      }
      this.budget.nodes++;
      const action = index === 1 && length === 2 ? this.names.actionOfSecond(source, copy[0]) : 'keep';
      copy.push(this.property(action, item, given, depth) ?? null);
    }
    return copy;
  }

  protected fields(source: object, depth: number): Record<string, unknown> {
    const { isOurs } = this;
    const keys = Object.keys(source);
    // Not a clone: with many keys that come once it takes the square of their number.
    const copy: Record<string, unknown> = {};
    let hasName = false;
    let hasValue = false;
    let index = 0;
    try {
      for (; index < keys.length; index++) {
        const key = keys[index]!;
        const property = isOurs ? undefined : Object.getOwnPropertyDescriptor(source, key);
        const given: unknown = isOurs ? (source as Record<string, unknown>)[key] : property?.value;
        if (this.isBeyond && !(index === keys.length - 1 && marker.isTruncation(given))) break;
        if (this.budget.nestedTexts === 0) this.work.earnText(key.length);
        if (isOurs) this.work.note(PRICE.name);
        const rule = this.rules.ruleOf(key, this.work.ofKeys);
        this.budget.nodes++;
        if (rule.role === 'name') hasName = true;
        else if (rule.role === 'value') hasValue = true;
        const value = this.property(actionOn(rule, given, keys), property, given, depth);
        if (value !== undefined) setOwn(copy, this.writtenKey(key, rule), value);
      }
    } catch (error) {
      this.assertWorkSpent(error);
    }
    if (index < keys.length) this.cutFields(copy, keys.length - index);
    if (hasValue && (hasName || index < keys.length)) this.maskNamedValues(source, copy, keys, index);
    return copy;
  }

  /** Where the work budget ends, the rest is cut; inside a string, the string as a whole is given up. */
  protected assertWorkSpent(error: unknown): void {
    if (error !== WorkSpent.instance || this.budget.nestedTexts > 0) throw error;
  }

  protected cutFields(copy: Record<string, unknown>, count: number): void {
    copy[marker.TRUNCATED_KEY] = this.budget.cut(marker.truncatedEntries(count));
  }

  /** Nothing more is to be copied: too many values, or too many that were only marked. */
  protected get isBeyond(): boolean {
    return this.budget.isNodesSpent || this.work.isExhausted;
  }

  private property(
    action: KeyAction,
    property: PropertyDescriptor | undefined,
    given: unknown,
    depth: number,
  ): unknown {
    if (action === 'remove') return this.budget.changed(undefined);
    if (isAccessor(property)) return this.budget.changed(action === 'mask' ? marker.FILTERED : marker.ACCESSOR);
    return action === 'mask' ? this.masked(given) : this.value(given, depth + 1);
  }

  protected masked(secret: unknown): unknown {
    if (secret === null || secret === undefined || secret === marker.FILTERED) return secret;
    this.remembered.add(secret, this.budget.nestedTexts === 0);
    return this.budget.changed(marker.FILTERED);
  }

  protected writtenKey(key: string, rule: KeyRule): string {
    const isPlain = !rule.isSuspicious && rule.written.length <= this.budget.longest(rule.written);
    const written = isPlain ? rule.written : this.text.maskKey(rule.written);
    this.budget.count(written);
    if (written !== key) this.budget.changes++;
    return written;
  }

  /**
   * `{ name: 'password', value: 'x' }`, whatever the order and the words for both.
   * @param end of the keys that were copied: a name behind it decides as well
   */
  protected maskNamedValues(
    source: object,
    copy: Record<string, unknown>,
    keys: readonly string[],
    end = keys.length,
  ): void {
    const read = (key: string): unknown => Object.getOwnPropertyDescriptor(source, key)?.value;
    const namesSecret = (key: string): boolean => {
      const { role, written } = this.rules.ruleOf(key, this.work);
      return role === 'name' && (this.names.isSecretPath(read(key)) || this.names.isSecretPath(copy[written]));
    };
    const copied = end < keys.length ? keys.slice(0, end) : keys;
    if (!copied.some(namesSecret) && !this.mayNameSecret(read, keys.slice(end))) return;
    for (const key of copied) {
      const { role, written } = this.rules.ruleOf(key, this.work);
      if (role === 'value' && Object.hasOwn(copy, written)) copy[written] = this.masked(read(key)) ?? copy[written];
    }
  }

  /** Whether one of the keys that were left out holds a secret's name. True of more keys than are looked at. */
  private mayNameSecret(read: (key: string) => unknown, rest: readonly string[]): boolean {
    if (rest.length > MOST_LOOKED_AT) return true;
    return rest.some((key) => roleOf(key) === 'name' && this.names.isSecretPath(read(key)));
  }
}

function isAccessor(property: PropertyDescriptor | undefined): boolean {
  return property?.get !== undefined || property?.set !== undefined;
}
