import { renamed } from './bson-safe.js';
import type { WalkLimits } from '../budget/budget.js';
import { CopyingWalk } from './copying-walk.js';
import { json } from '../../../../json-mask/src/json.js';
import { JsonTextMask } from './json-text-mask.js';
import { fairStringBytes } from '../budget/fair-share.js';
import { actionOn, type KeyAction, type KeyRules } from '../keys/key-rules.js';
import * as marker from './markers.js';
import type { PathSecrets } from '../text/path-secrets.js';
import type { RememberedValues } from '../echoes/remembered-values.js';
import { PRICE, WORTH } from '../budget/prices.js';
import { type WorkBudget, WorkSpent } from '../budget/work-budget.js';

/**
 * The one walk over a value: masks, bounds and makes BSON-safe at once. What is the host's is copied: own data properties
 * only are read, and nothing is changed. What `JSON.parse` has just made is ours: it is masked where it stands.
 */
export class Walk extends CopyingWalk {
  private readonly jsonText: JsonTextMask;

  constructor(rules: KeyRules, remembered: RememberedValues, limits: WalkLimits, work: WorkBudget) {
    super(rules, remembered, limits, work);
    this.jsonText = new JsonTextMask(rules, remembered, this.budget, work, this.text, json);
  }

  get faults(): number {
    return this.budget.faults;
  }

  /** Copies a value with a fresh budget. Never throws. @param isOurs plain data, without accessors */
  copy(input: unknown, isOurs = false): unknown {
    this.isOurs = isOurs;
    try {
      return this.withRenewedBudget(() => this.value(input, 0));
    } finally {
      this.isOurs = false;
    }
  }

  /** {@link copy} in less room, in which the longest strings give way first. Never throws. @param room bytes of text (UTF-8) */
  copyInto(room: number, input: unknown): unknown {
    return this.withRenewedBudget(() => {
      this.budget.renew(room, fairStringBytes(input, room, this.limits.maxNodes));
      return this.value(input, 0);
    });
  }

  get isCut(): boolean {
    return this.budget.isCut;
  }

  get isPartlyRead(): boolean {
    return this.budget.isPartlyRead;
  }

  /** {@link copy} for a result of `JSON.parse` that is not shared: masked in place. Never throws. */
  maskParsedInPlace(input: unknown): unknown {
    this.isOurs = true;
    try {
      return this.withRenewedBudget(() => this.parsedValue(input, 0));
    } finally {
      this.isOurs = false;
    }
  }

  /** Masks JSON as text with a fresh budget. `undefined` where it has to be {@link maskParsedInPlace}, or is no JSON. Never throws. */
  json(text: string): string | undefined {
    return this.fromText(() => this.jsonText.masked(text));
  }

  /** {@link json}, as BSON, but for its head. */
  encodedJson(text: string): Uint8Array | undefined {
    return this.fromText(() => this.jsonText.encoded(text));
  }

  private fromText<T>(mask: () => T | undefined): T | undefined {
    this.budget.renew();
    try {
      return mask();
    } catch {
      this.budget.faults++;
      return undefined;
    }
  }

  url(url: string, pathSecrets: PathSecrets): string {
    this.budget.renew();
    try {
      return this.text.url(url, pathSecrets);
    } catch (error) {
      return this.unmasked(error);
    }
  }

  private unmasked(error: unknown): string {
    if (error === WorkSpent.instance) return this.budget.cut(marker.TRUNCATED_WORK);
    this.budget.faults++;
    return marker.UNREADABLE;
  }

  private withRenewedBudget(walk: () => unknown): unknown {
    this.budget.renew();
    try {
      return walk() ?? null;
    } catch (error) {
      return this.unmasked(error);
    } finally {
      this.ancestors.length = 0;
    }
  }

  protected override parsedValue(input: unknown, depth: number): unknown {
    if (typeof input === 'string') {
      if (this.budget.nestedTexts === 0) this.work.count(WORTH.text);
      return this.text.copy(input, depth);
    }
    if (typeof input === 'number') return this.number(input);
    if (typeof input !== 'object' || input === null) return input;
    if (depth >= this.limits.maxDepth) return this.budget.cutDepth(marker.TRUNCATED_DEPTH);
    return Array.isArray(input)
      ? this.parsedItems(input, depth)
      : this.parsedFields(input as Record<string, unknown>, depth);
  }

  private parsedItems(items: unknown[], depth: number): unknown {
    const { length } = items;
    if (this.isBeyondBudget(length)) return this.items(items, depth);
    this.takeNodes(length, WORTH.value);
    const [first] = items;
    for (let index = 0; index < length; index++) {
      if (this.work.isExhausted) {
        items.length = index;
        items.push(this.budget.cut(marker.truncatedEntries(length - index)));
        break;
      }
      const given = items[index];
      const action = index === 1 && length === 2 ? this.names.actionOfSecond([first], items[0]) : 'keep';
      const value = this.parsedProperty(action, given, depth) ?? null;
      if (value !== given) items[index] = value;
    }
    return items;
  }

  private parsedFields(fields: Record<string, unknown>, depth: number): unknown {
    const keys = Object.keys(fields);
    if (this.isBeyondBudget(keys.length)) return this.fields(fields, depth);
    this.takeNodes(keys.length, WORTH.key + WORTH.value);
    let hasName = false;
    let hasValue = false;
    let renames: Map<string, string> | undefined;
    let index = 0;
    try {
      for (; index < keys.length; index++) {
        if (this.work.isExhausted) throw WorkSpent.instance;
        const key = keys[index]!;
        const rule = this.rules.ruleOf(key, this.work.ofKeys);
        const given = fields[key];
        if (rule.role === 'name') hasName = true;
        else if (rule.role === 'value') hasValue = true;
        const value = this.parsedProperty(actionOn(rule, given, keys), given, depth);
        if (value === undefined) {
          delete fields[key];
          continue;
        }
        if (value !== given) fields[key] = value;
        const written = this.writtenKey(key, rule);
        if (written !== key) (renames ??= new Map()).set(key, written);
      }
    } catch (error) {
      this.assertWorkSpent(error);
    }
    const done = index < keys.length ? keys.slice(0, index) : keys;
    if (hasValue && (hasName || done !== keys)) this.maskNamedValues(fields, fields, keys, done.length);
    if (done === keys) return renames ? renamed(fields, keys, renames) : fields;
    const copy = renamed(fields, done, renames);
    this.cutFields(copy, keys.length - index);
    return copy;
  }

  /** @param worth of each */
  private takeNodes(count: number, worth: number): void {
    this.budget.nodes += count;
    if (this.budget.nestedTexts > 0) this.work.spend(count * PRICE.node);
    else if (count > 0) this.work.count(WORTH.container + count * worth);
  }

  private parsedProperty(action: KeyAction, given: unknown, depth: number): unknown {
    if (action === 'keep') return this.parsedValue(given, depth + 1);
    return action === 'mask' ? this.masked(given) : this.budget.changed(undefined);
  }

  /** Left to the copying walk, which truncates. */
  private isBeyondBudget(entries: number): boolean {
    return this.budget.nodes + entries > this.limits.maxNodes;
  }
}
