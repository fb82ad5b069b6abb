import { setOwn } from './bson-safe.js';
import { Budget, type WalkLimits } from './budget.js';
import { isCardNumber } from './card-number.js';
import type { KeyAction, KeyRule, KeyRules } from './key-rules.js';
import { JsonTextMask } from './json-text-mask.js';
import * as marker from './markers.js';
import { isSecretName, type NameForm } from './named-values.js';
import { plainForm } from './plain-form.js';
import type { RememberedValues } from './remembered-values.js';
import { TextMask } from './text-mask.js';

/** No integer below this has as many digits as a card number. */
const SHORTEST_CARD_NUMBER = 1e12;

/**
 * The one walk over a value: masks, bounds and makes BSON-safe at once. What is the host's is copied: own data properties
 * only are read, and nothing is changed. What `JSON.parse` has just made is ours: it is masked where it stands.
 */
export class Walk {
  private readonly budget: Budget;
  private readonly text: TextMask;
  private readonly jsonText: JsonTextMask;
  private readonly ancestors: object[] = [];

  constructor(
    private readonly rules: KeyRules,
    private readonly remembered: RememberedValues,
    private readonly limits: WalkLimits,
  ) {
    this.budget = new Budget(limits);
    this.text = new TextMask(rules, remembered, this.budget, (parsed, depth) => this.parsedValue(parsed, depth));
    this.jsonText = new JsonTextMask(rules, remembered, this.budget, this.text);
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

  /** {@link copy} for what `JSON.parse` has just made and nobody else holds: masked where it stands. Never throws. */
  parsed(input: unknown): unknown {
    this.budget.renew();
    try {
      return this.parsedValue(input, 0) ?? null;
    } catch {
      this.budget.faults++;
      return marker.UNREADABLE;
    } finally {
      this.ancestors.length = 0;
    }
  }

  /** Masks JSON as text with a fresh budget. `undefined` where it has to be {@link parsed}, or is no JSON. Never throws. */
  json(text: string): string | undefined {
    this.budget.renew();
    try {
      return this.jsonText.masked(text);
    } catch {
      this.budget.faults++;
      return undefined;
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
    const copy: unknown[] = [];
    for (let index = 0; index < length; index++) {
      const item = Object.getOwnPropertyDescriptor(source, index);
      const given: unknown = item?.value;
      if (this.budget.isNodesSpent && !(index === length - 1 && marker.isTruncation(given))) {
        copy.push(this.budget.changed(marker.truncatedEntries(length - index)));
        break;
      }
      this.budget.nodes++;
      const action = index === 1 && length === 2 ? this.actionOfSecond(source, copy[0]) : 'keep';
      copy.push(this.property(action, item, given, depth) ?? null);
    }
    return copy;
  }

  /** `['password', 'x']`: what the first is, as given or as copied, decides about the second. */
  private actionOfSecond(source: readonly unknown[], firstCopied: unknown): KeyAction {
    const first: unknown = Object.getOwnPropertyDescriptor(source, 0)?.value;
    return this.namesSecret(first, 'name') || this.namesSecret(firstCopied, 'name') ? 'mask' : 'keep';
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
      const given: unknown = property?.value;
      if (this.budget.isNodesSpent && !(index === keys.length - 1 && marker.isTruncation(given))) {
        copy[marker.TRUNCATED_KEY] = this.budget.changed(marker.truncatedEntries(keys.length - index));
        break;
      }
      this.budget.nodes++;
      if (rule.role === 'name') hasName = true;
      else if (rule.role === 'value') hasValue = true;
      const value = this.property(rule.action, property, given, depth);
      if (value !== undefined) setOwn(copy, this.writtenKey(key, rule), value);
    }
    if (hasName && hasValue) this.maskNamedValues(source, copy, keys);
    return copy;
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

  private parsedValue(input: unknown, depth: number): unknown {
    if (typeof input === 'string') return this.text.copy(input, depth);
    if (typeof input === 'number') return this.number(input);
    if (typeof input !== 'object' || input === null) return input;
    if (depth >= this.limits.maxDepth) return this.budget.changed(marker.TRUNCATED_DEPTH);
    return Array.isArray(input)
      ? this.parsedItems(input, depth)
      : this.parsedFields(input as Record<string, unknown>, depth);
  }

  private parsedItems(items: unknown[], depth: number): unknown {
    const { length } = items;
    if (this.isBeyondBudget(length)) return this.items(items, depth);
    this.budget.nodes += length;
    const [first] = items;
    for (let index = 0; index < length; index++) {
      const given = items[index];
      const action = index === 1 && length === 2 ? this.actionOfSecond([first], items[0]) : 'keep';
      const value = this.parsedProperty(action, given, depth) ?? null;
      if (value !== given) items[index] = value;
    }
    return items;
  }

  private parsedFields(fields: Record<string, unknown>, depth: number): unknown {
    const keys = Object.keys(fields);
    if (this.isBeyondBudget(keys.length)) return this.fields(fields, depth);
    this.budget.nodes += keys.length;
    let hasName = false;
    let hasValue = false;
    let renames: Map<string, string> | undefined;
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index]!;
      const rule = this.rules.ruleOf(key);
      const given = fields[key];
      if (rule.role === 'name') hasName = true;
      else if (rule.role === 'value') hasValue = true;
      const value = this.parsedProperty(rule.action, given, depth);
      if (value === undefined) {
        delete fields[key];
        continue;
      }
      if (value !== given) fields[key] = value;
      const written = this.writtenKey(key, rule);
      if (written !== key) (renames ??= new Map()).set(key, written);
    }
    if (hasName && hasValue) this.maskNamedValues(fields, fields, keys);
    return renames ? renamed(fields, renames) : fields;
  }

  private parsedProperty(action: KeyAction, given: unknown, depth: number): unknown {
    if (action === 'keep') return this.parsedValue(given, depth + 1);
    return action === 'mask' ? this.masked(given) : this.budget.changed(undefined);
  }

  /** Then the walk that copies does it: it knows where to cut. */
  private isBeyondBudget(entries: number): boolean {
    return this.budget.nodes + entries > this.limits.maxNodes;
  }

  private masked(secret: unknown): unknown {
    if (secret === null || secret === undefined || secret === marker.FILTERED) return secret;
    this.remembered.add(secret, this.budget.nestedTexts === 0);
    return this.budget.changed(marker.FILTERED);
  }

  private writtenKey(key: string, rule: KeyRule): string {
    const isPlain = !rule.isSuspicious && rule.written.length <= this.limits.maxStringLength;
    const written = isPlain ? rule.written : this.text.maskKey(rule.written);
    this.budget.textLength += written.length;
    if (written !== key) this.budget.changes++;
    return written;
  }

  /** `{ name: 'password', value: 'x' }`, whatever the order and the words for both. */
  private maskNamedValues(source: object, copy: Record<string, unknown>, keys: readonly string[]): void {
    const read = (key: string): unknown => Object.getOwnPropertyDescriptor(source, key)?.value;
    const namesSecret = (key: string): boolean => {
      const { role, written } = this.rules.ruleOf(key);
      return role === 'name' && (this.namesSecretByPath(read(key)) || this.namesSecretByPath(copy[written]));
    };
    if (!keys.some(namesSecret)) return;
    for (const key of keys) {
      const { role, written } = this.rules.ruleOf(key);
      if (role === 'value' && Object.hasOwn(copy, written)) copy[written] = this.masked(read(key)) ?? copy[written];
    }
  }

  /** A name, or a path of names such as validators report. */
  private namesSecretByPath(path: unknown): boolean {
    if (!Array.isArray(path)) return this.namesSecret(path, 'label');
    if (path.length > this.limits.maxDepth) return false;
    return path.some((_, index) => this.namesSecret(Object.getOwnPropertyDescriptor(path, index)?.value, 'name'));
  }

  private namesSecret(name: unknown, as: NameForm): boolean {
    return typeof name === 'string' && isSecretName(name, as, this.rules);
  }
}

/** All are set anew, so that their order stays. */
function renamed(fields: Record<string, unknown>, renames: ReadonlyMap<string, string>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) setOwn(copy, renames.get(key) ?? key, fields[key]);
  return copy;
}

function isAccessor(property: PropertyDescriptor | undefined): boolean {
  return property?.get !== undefined || property?.set !== undefined;
}
