import {
  SPACE,
  QUOTE,
  COMMA,
  COLON,
  OPEN_BRACKET,
  CLOSE_BRACKET,
  OPEN_BRACE,
  CLOSE_BRACE,
} from '../record/json-characters.js';
import type { Budget } from './budget.js';
import { isCardNumber } from './card-number.js';
import type { KeyRule, KeyRules } from './key-rules.js';
import { behindNumber, behindScalar, behindSpace, behindWord, beginsNumber, hasExponent, NONE } from './json-scan.js';
import { FILTERED } from './markers.js';
import { isSecretName } from './named-values.js';
import type { RememberedValues } from './remembered-values.js';
import * as strings from './string-classes.js';
import type { TextMask } from './text-mask.js';

const MASK = JSON.stringify(FILTERED);
/** With more keys than this, looking for one that comes twice takes longer than parsing. */
const MOST_KEYS = 64;
/** Longer keys are decided anew each time, so that two of them cannot be told to be the same. */
const LONGEST_KEY = 256;
/** No number of fewer characters is a card's, but one with an exponent. */
const SHORTEST_CARD = 13;

/** Text is read as UTF-8: a byte of an array costs a third of a character of a string. One scan runs at a time. */
let scratch = Buffer.allocUnsafeSlow(64 * 1024);
const MOST_BYTES_OF_A_UNIT = 3;
/** Ends each text, and is nowhere in JSON. */
const END = 0;

const { CLASS_OF } = strings;

/** What the text holds is for the walk over its value to mask. */
class NeedsWalk extends Error {}

const NEEDS_WALK = new NeedsWalk();

/**
 * Masks JSON as text, in one pass and without parsing it: what is kept stays byte for byte, what is secret gives way to a
 * mask. It decides as {@link Walk} does, and gives up where only that can: on keys that are written otherwise or removed,
 * secrets that are objects, values named by the value beside them, and what is beyond a limit.
 *
 * Each method takes the place at which its piece begins and returns the one behind it.
 */
export class JsonTextMask {
  private bytes: Buffer = scratch;
  private length = 0;
  private masked = '';
  private copied = 0;
  /** Rules of the keys of all objects that are open. */
  private readonly keys: KeyRule[] = [];
  private open = 0;
  /** Where, in all objects that are open, the values of `name` and its like begin; below 0 where one was changed. */
  private readonly names: number[] = [];
  private readonly maxDepth: number;
  private readonly maxStringLength: number;

  constructor(
    private readonly rules: KeyRules,
    private readonly remembered: RememberedValues,
    private readonly budget: Budget,
    private readonly text: TextMask,
  ) {
    this.maxDepth = budget.limits.maxDepth;
    this.maxStringLength = budget.limits.maxStringLength;
  }

  /** `undefined` where the text is no JSON, or its value has to be walked over. */
  mask(source: string): string | undefined {
    const { budget, rules } = this;
    const { forgotten } = rules;
    if (source.length > budget.limits.maxTextLength) return undefined;
    this.read(source);
    this.masked = '';
    this.copied = 0;
    this.open = 0;
    this.names.length = 0;
    try {
      const start = this.next(0);
      const first = this.bytes[start]!;
      if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return undefined;
      if (this.next(this.value(first, start, 0)) < this.length) return undefined;
    } catch {
      // Invalid JSON comes here as well: parsing it says so.
      return undefined;
    }
    if (budget.nodes > budget.limits.maxNodes || budget.isTextSpent || rules.forgotten !== forgotten) return undefined;
    return this.copied === 0 ? source : this.masked + this.slice(this.copied, this.length);
  }

  private read(source: string): void {
    const most = source.length * MOST_BYTES_OF_A_UNIT + 1;
    if (most > scratch.length) scratch = Buffer.allocUnsafeSlow(Math.max(most, 2 * scratch.length));
    this.bytes = scratch;
    this.length = scratch.write(source);
    scratch[this.length] = END;
  }

  private value(first: number, at: number, depth: number): number {
    switch (first) {
      case QUOTE:
        return this.string(at, depth);
      case OPEN_BRACE:
        return this.object(at, depth);
      case OPEN_BRACKET:
        return this.array(at, depth);
      default:
        return this.scalar(first, at);
    }
  }

  private object(brace: number, depth: number): number {
    if (depth >= this.maxDepth) throw NEEDS_WALK;
    const { bytes, names } = this;
    const firstKey = this.open;
    const firstName = names.length;
    let hasValue = false;
    let at = this.next(brace + 1);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    for (;;) {
      if (bytes[at] !== QUOTE) throw NEEDS_WALK;
      at = this.next(this.key(at, firstKey));
      if (bytes[at] !== COLON) throw NEEDS_WALK;
      at = this.next(at + 1);
      const rule = this.keys[this.open - 1]!;
      if (rule.role === 'value') hasValue = true;
      if (rule.action !== 'keep') at = this.secret(at, rule);
      else if (rule.role === 'name') at = this.nameValue(at, depth);
      else at = this.value(bytes[at]!, at, depth + 1);
      at = this.next(at);
      if (bytes[at] === CLOSE_BRACE) break;
      if (bytes[at] !== COMMA) throw NEEDS_WALK;
      at = this.next(at + 1);
    }
    this.budget.nodes += this.open - firstKey;
    this.open = firstKey;
    if (names.length > firstName) {
      if (hasValue) for (let index = firstName; index < names.length; index++) this.assertNoSecretName(names[index]!);
      names.length = firstName;
    }
    return at + 1;
  }

  private key(quote: number, firstKey: number): number {
    const { bytes, keys, open } = this;
    const start = quote + 1;
    let end = start;
    for (; ; end++) {
      const kind = CLASS_OF[bytes[end]!]!;
      if (kind === 0) continue;
      if (kind === strings.QUOTE) break;
      if ((kind & (strings.ESCAPE | strings.CONTROL | strings.MAYBE_REPLACED)) !== 0) throw NEEDS_WALK;
    }
    if (end - start > LONGEST_KEY || open - firstKey >= MOST_KEYS) throw NEEDS_WALK;
    const rule = this.rules.ruleAt(bytes, start, end);
    if (!rule.staysInText) throw NEEDS_WALK;
    for (let index = firstKey; index < open; index++) if (keys[index] === rule) throw NEEDS_WALK;
    keys[open] = rule;
    this.open = open + 1;
    return end + 1;
  }

  private nameValue(at: number, depth: number): number {
    const { changes } = this.budget;
    const end = this.value(this.bytes[at]!, at, depth + 1);
    this.names.push(this.budget.changes === changes ? at : -1);
    return end;
  }

  /** `{ name: 'password', value: 'x' }`. Anything but a harmless string is for the walk. */
  private assertNoSecretName(start: number): void {
    const { bytes } = this;
    if (start < 0 || bytes[start] === OPEN_BRACKET) throw NEEDS_WALK;
    if (bytes[start] !== QUOTE) return;
    const name = this.slice(start + 1, bytes.indexOf(QUOTE, start + 1));
    if (name.includes('\\') || isSecretName(name, 'label', this.rules)) throw NEEDS_WALK;
  }

  private array(bracket: number, depth: number): number {
    if (depth >= this.maxDepth) throw NEEDS_WALK;
    const { bytes, budget } = this;
    const start = this.next(bracket + 1);
    if (bytes[start] === CLOSE_BRACKET) return start + 1;
    const { changes } = budget;
    const end = this.value(bytes[start]!, start, depth + 1);
    const isAsWritten = budget.changes === changes;
    let count = 1;
    let at = this.next(end);
    for (; bytes[at] !== CLOSE_BRACKET; count++) {
      if (bytes[at] !== COMMA) throw NEEDS_WALK;
      at = this.next(at + 1);
      at = this.next(this.value(bytes[at]!, at, depth + 1));
    }
    budget.nodes += count;
    if (count === 2 && bytes[start] === QUOTE) this.assertNoPair(start + 1, end - 1, isAsWritten);
    return at + 1;
  }

  /** `['password', 'x']` */
  private assertNoPair(start: number, end: number, isAsWritten: boolean): void {
    const first = this.slice(start, end);
    if (!isAsWritten || first.includes('\\') || isSecretName(first, 'name', this.rules)) throw NEEDS_WALK;
  }

  private string(quote: number, depth: number): number {
    const { bytes } = this;
    const start = quote + 1;
    let end = start;
    let seen = 0;
    let digits = 0;
    for (; ; end++) {
      const kind = CLASS_OF[bytes[end]!]!;
      if (kind === 0) continue;
      if (kind === strings.DIGIT) {
        digits++;
        continue;
      }
      if (kind === strings.QUOTE) break;
      if (kind === strings.CONTROL) throw NEEDS_WALK;
      seen |= kind;
      // What is escaped may not be the end, or the scan would run on into what stood there before.
      if (kind === strings.ESCAPE) known(bytes[++end] === END ? NONE : end);
      else if (kind === strings.TRIGGER && strings.isOfSecretForm(bytes, end)) seen |= strings.SECRET_FORM;
    }
    if (end - start > this.maxStringLength) throw NEEDS_WALK;
    if (strings.needsCloserLook(seen, digits, bytes[end - 1]!)) this.closerLook(start, end, seen, depth);
    return end + 1;
  }

  private closerLook(start: number, end: number, seen: number, depth: number): void {
    const written = this.slice(start, end);
    const text = (seen & strings.ESCAPE) === 0 ? written : (JSON.parse(`"${written}"`) as string);
    const masked = this.text.copy(text, depth);
    if (masked !== text || (seen & strings.MAYBE_REPLACED) !== 0)
      this.replace(start - 1, end + 1, JSON.stringify(masked));
  }

  private scalar(first: number, start: number): number {
    const { bytes } = this;
    if (!beginsNumber(first)) return known(behindWord(bytes, start));
    const end = known(behindNumber(bytes, start));
    if (end - start < SHORTEST_CARD && !hasExponent(bytes, start, end)) return end;
    const value = Number(this.slice(start, end));
    if (Number.isInteger(value) && isCardNumber(String(value))) this.replaceSecret(value, start, end);
    return end;
  }

  /** The value of a key that names a secret. */
  private secret(start: number, { role }: KeyRule): number {
    // Not looked into: a card number as a password is masked once, as a whole.
    const end = known(behindScalar(this.bytes, start, this.length));
    const value = JSON.parse(this.slice(start, end)) as unknown;
    const isMasked = value !== null && value !== FILTERED;
    if (isMasked) this.replaceSecret(value, start, end);
    if (role === 'name') this.names.push(isMasked ? -1 : start);
    return end;
  }

  private replaceSecret(secret: unknown, start: number, end: number): void {
    this.remembered.add(secret);
    this.budget.changes++;
    this.replace(start, end, MASK);
  }

  private replace(start: number, end: number, by: string): void {
    this.masked += this.slice(this.copied, start) + by;
    this.copied = end;
  }

  private slice(start: number, end: number): string {
    return this.bytes.toString('utf8', start, end);
  }

  /** Where it goes on, white space aside. */
  private next(at: number): number {
    return this.bytes[at]! > SPACE ? at : behindSpace(this.bytes, at);
  }
}

function known(end: number): number {
  if (end === NONE) throw NEEDS_WALK;
  return end;
}
