import { escapeKey } from './bson-safe.js';
import { decodeComponent } from './decode.js';
import { anyOf, type KeyMatcher, plainKey } from './key-matcher.js';
import { namesSecret } from './sensitive-keys.js';
import { isSuspicious } from './suspicion.js';
import type { MaskingOptions } from './masking.options.js';

/** What a key's value gets. */
export type KeyAction = 'keep' | 'mask' | 'remove';

/** What a key may be to its object: `{ name: 'password', value: '…' }`. */
export type KeyRole = 'none' | 'name' | 'value';

export interface KeyRule {
  readonly action: KeyAction;
  readonly role: KeyRole;
  /** The key as it is written to the copy. */
  readonly written: string;
  /** It may itself hold a secret, as `{"{\"password\":…}": ""}` does. */
  readonly isSuspicious: boolean;
  /** In a text the key itself can stay as it stands. */
  readonly staysInText: boolean;
}

const NAMES = new Set(['name', 'key', 'field', 'property', 'param', 'parameter', 'id', 'label', 'header', 'path']);
const VALUES = new Set([
  'value',
  'val',
  'values',
  'content',
  'input',
  'received',
  'actual',
  'rejectedvalue',
  'oldvalue',
  'newvalue',
]);

/** Keys longer than this are decided anew each time, so that hostile ones cannot fill the memory. */
const LONGEST_CACHED = 256;

/** Of {@link KeyRules.ruleAt}; a power of two. */
const SLOTS = 1_024;

interface Slot {
  readonly bytes: Uint8Array;
  readonly rule: KeyRule;
}

/** Decides about keys, and remembers what it decided per spelling. */
export class KeyRules {
  private readonly decided = new Map<string, KeyRule>();
  /** Times that all was forgotten: until it changes, a spelling's rule stays the same object. */
  forgotten = 0;
  /** By a hash of the key. Two keys that share a slot take turns in it. */
  private slots: (Slot | undefined)[] = Array.from({ length: SLOTS });
  private readonly excluded: KeyMatcher;
  private readonly removed: KeyMatcher;

  constructor(
    options: MaskingOptions,
    private readonly cacheSize = 10_000,
  ) {
    this.excluded = anyOf(options.excludeKeys);
    this.removed = anyOf(options.removeKeys);
  }

  ruleOf(key: string): KeyRule {
    return this.decided.get(key) ?? this.decide(key);
  }

  /** {@link ruleOf} for a key that stands in UTF-8, without taking it out. */
  ruleAt(bytes: Buffer, start: number, end: number): KeyRule {
    const index = slotOf(bytes, start, end);
    const slot = this.slots[index];
    if (slot !== undefined && standsAt(slot.bytes, bytes, start, end)) return slot.rule;
    const rule = this.ruleOf(bytes.toString('utf8', start, end));
    if (end - start <= LONGEST_CACHED) this.slots[index] = { bytes: Uint8Array.from(bytes.subarray(start, end)), rule };
    return rule;
  }

  /** For names outside of objects, where they may be percent-encoded, once or twice: query, form, free text. */
  actionOf(name: string): KeyAction {
    const { action } = this.ruleOf(name);
    if (action !== 'keep' || !/[%+]/.test(name)) return action;
    const decoded = decodeComponent(name);
    if (decoded === name) return action;
    const decodedAction = this.ruleOf(decoded).action;
    return decodedAction === 'keep' && decoded.includes('%')
      ? this.ruleOf(decodeComponent(decoded)).action
      : decodedAction;
  }

  private decide(key: string): KeyRule {
    const plain = plainKey(key);
    const action = this.removed(key) ? 'remove' : namesSecret(key) || this.excluded(key) ? 'mask' : 'keep';
    const written = escapeKey(key);
    const suspicious = isSuspicious(key);
    const rule: KeyRule = {
      action,
      role: NAMES.has(plain) ? 'name' : VALUES.has(plain) ? 'value' : 'none',
      written,
      isSuspicious: suspicious,
      staysInText: action !== 'remove' && written === key && !suspicious,
    };
    if (key.length <= LONGEST_CACHED) {
      if (this.decided.size >= this.cacheSize) {
        this.decided.clear();
        this.slots = Array.from({ length: SLOTS });
        this.forgotten++;
      }
      this.decided.set(detached(key), rule);
    }
    return rule;
  }
}

/** Four bytes and the length tell most keys of an API apart. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return 0;
  const middle = start + (length >> 1);
  let hash = length * 31 + bytes[start]!;
  hash = hash * 31 + bytes[middle]!;
  hash = hash * 31 + bytes[(start + middle) >> 1]!;
  hash = hash * 31 + bytes[end - 1]!;
  return (hash ^ (hash >>> 10)) & (SLOTS - 1);
}

function standsAt(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = key;
  if (length !== end - start) return false;
  for (let index = 0; index < length; index++) if (key[index] !== bytes[start + index]) return false;
  return true;
}

/** A copy that shares no memory: a piece of a long text would keep all of that text alive in the cache. */
function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
