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
  /** Of this spelling alone, until all is forgotten; the same for all that are too long to be remembered. */
  readonly number: number;
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

/** Decides about keys, and remembers what it decided per spelling. */
export class KeyRules {
  private readonly decided = new Map<string, KeyRule>();
  /** Times that all was forgotten: until it changes, a spelling's rule stays the same object. */
  forgotten = 0;
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
    const isRemembered = key.length <= LONGEST_CACHED;
    if (isRemembered && this.decided.size >= this.cacheSize) {
      this.decided.clear();
      this.forgotten++;
    }
    const rule: KeyRule = {
      action,
      role: NAMES.has(plain) ? 'name' : VALUES.has(plain) ? 'value' : 'none',
      written,
      isSuspicious: suspicious,
      staysInText: action !== 'remove' && written === key && !suspicious,
      number: isRemembered ? this.decided.size : this.cacheSize,
    };
    if (isRemembered) this.decided.set(detached(key), rule);
    return rule;
  }
}

/** A copy that shares no memory: a piece of a long text would keep all of that text alive in the cache. */
function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
