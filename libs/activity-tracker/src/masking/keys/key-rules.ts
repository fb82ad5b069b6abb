import { escapeKey } from '../values/bson-safe.js';
import { unitAt } from '../text/code-at.js';
import { decodeComponent } from '../text/decode.js';
import { harmlessValuesUnder, isHarmlessValue } from './harmless-values.js';
import { anyOf, keeperOf, type KeyMatcher, plainKey } from './key-matcher.js';
import { mayNameSecret, namesSecret } from './sensitive-keys.js';
import { isSuspicious } from '../text/suspicion.js';
import { PRICE } from '../budget/prices.js';
import { type Meter, UNMETERED } from '../budget/work-budget.js';
import type { MaskingOptions } from '../masking.options.js';

export type KeyAction = 'keep' | 'mask' | 'remove';

/** Role of a key in `{ name: 'password', value: '…' }`. */
export type KeyRole = 'none' | 'name' | 'value';

export interface KeyRule {
  readonly action: KeyAction;
  readonly role: KeyRole;
  readonly harmless: number;
  readonly written: string;
  /** It may itself hold a secret, as `{"{\"password\":…}": ""}` does. */
  readonly isSuspicious: boolean;
  /** Contains `%` or `+`, which URLs and forms decode. */
  readonly mayBeEncoded: boolean;
  /** Unique per written spelling until the cache is cleared; keys too long for the cache share one. */
  readonly number: number;
}

interface DecidedRule extends KeyRule {
  /** Of what a name decodes to, once it was asked for: decoding takes longer than deciding. */
  ofDecoded?: KeyRule;
}

const NAMES = new Set([
  'name', 'key', 'k', 'field', 'fieldname', 'property', 'propertyname', 'prop', 'param', 'paramname', 'parameter', 'parametername', 'id', 'label', 'header', 'headername', 'path',
  'attr', 'attribute', 'attributename', 'var', 'variable',
]); // prettier-ignore
const VALUES = new Set([
  'value',
  'val',
  'v',
  'values',
  'content',
  'input',
  'received',
  'actual',
  'rejectedvalue',
  'oldvalue',
  'newvalue',
  'fieldvalue',
  'propertyvalue',
  'paramvalue',
  'parametervalue',
  'headervalue',
  'attributevalue',
]);

/** Longer keys are not cached, so that hostile ones cannot fill the memory. */
const LONGEST_CACHED = 256;
/** Of a longer key begin and end are divided into words: one key must not use up the work of its body. */
const HALF_OF_NAME = 128;

const LONGEST_ROLE = Math.max(...[...NAMES, ...VALUES].map(({ length }) => length));

export function roleOf(key: string): KeyRole {
  if (isSurelyNoRole(key)) return 'none';
  const plain = plainKey(key);
  return NAMES.has(plain) ? 'name' : VALUES.has(plain) ? 'value' : 'none';
}

/** For most keys, instead of making them plain: a digit, or so many letters, are too many. */
function isSurelyNoRole(key: string): boolean {
  if (key.length > LONGEST_CACHED) return true;
  let letters = 0;
  for (let index = 0; index < key.length; index++) {
    const code = unitAt(key, index);
    if (code >= 48 && code <= 57) return true;
    const lower = code | 32;
    if (lower >= 97 && lower <= 122) letters++;
  }
  return letters > LONGEST_ROLE;
}

const ASCII = /^[\x20-\x7e]*$/;

/** UTF-16 units; V8 copies shorter slices anyway. */
const SHORTEST_PIECE = 13;

/** Keys of one body. */
const ROOM = 2_000;

/** Decides about keys; caches decisions per spelling. */
export class KeyRules {
  private readonly decided = new Map<string, DecidedRule>();
  /** Counts how often the cache was cleared; a spelling keeps its rule object in between. */
  cacheGeneration = 0;
  private readonly excluded: KeyMatcher;
  private readonly removed: KeyMatcher;
  private readonly kept: KeyMatcher;

  constructor(
    options: MaskingOptions,
    private readonly cacheSize = 10_000,
  ) {
    this.excluded = anyOf(options.excludeKeys);
    this.removed = anyOf(options.removeKeys);
    this.kept = keeperOf(options.keepKeys);
  }

  /** @throws WorkSpent where the key was not decided before, and the meter has nothing left for that */
  ruleOf(key: string, meter: Meter = UNMETERED): KeyRule {
    return this.decidedRule(key, meter);
  }

  private decidedRule(key: string, meter: Meter): DecidedRule {
    return this.decided.get(key) ?? this.decide(key, meter);
  }

  /**
   * For names outside of objects, where they may be percent-encoded, once or twice: query, form, free text.
   *
   * @param value decoded, where it is known
   */
  actionOf(name: string, meter: Meter = UNMETERED, value?: string): KeyAction {
    return actionOn(this.ruleOfName(name, meter), value);
  }

  private ruleOfName(name: string, meter: Meter): KeyRule {
    const rule = this.decidedRule(name, meter);
    if (rule.action !== 'keep' || !rule.mayBeEncoded) return rule;
    return (rule.ofDecoded ??= this.ruleOfDecoded(name, rule, meter));
  }

  private ruleOfDecoded(name: string, rule: KeyRule, meter: Meter): KeyRule {
    const decoded = decodeComponent(name, meter);
    if (decoded === name) return rule;
    const decodedRule = this.ruleOf(decoded, meter);
    return decodedRule.action === 'keep' && decoded.includes('%')
      ? this.ruleOf(decodeComponent(decoded, meter), meter)
      : decodedRule;
  }

  /** Call it between exchanges: a body during which the cache is cleared is masked a second time, with less work. */
  makeRoom(): void {
    if (this.decided.size > this.cacheSize - ROOM) this.clear();
  }

  private clear(): void {
    this.decided.clear();
    this.cacheGeneration++;
  }

  private decide(key: string, meter: Meter): DecidedRule {
    const inName = Math.min(key.length, LONGEST_CACHED);
    const beyond = (key.length - inName) * (PRICE.lookCharacter + PRICE.scanCharacter);
    meter.spend(PRICE.decision + inName * PRICE.decisionCharacter + beyond);
    const name = beginAndEnd(key);
    const suspicious = isSuspicious(key);
    const isExcluded = this.excluded(key);
    const isLong = key.length > LONGEST_CACHED;
    // Masked in itself, such a key is shorter, and may name a secret then: its value must be hidden before as after.
    const isMasked = isExcluded || (((isLong && suspicious) || isSecret(name, meter)) && !this.kept(key));
    const action = this.removed(key) ? 'remove' : isMasked ? 'mask' : 'keep';
    const harmless = isMasked && !isExcluded ? harmlessValuesUnder(name) : 0;
    const written = escapeKey(key);
    const ofWritten = written === key ? undefined : this.decidedRule(written, meter);
    const isRemembered = !isLong;
    if (isRemembered && this.decided.size >= this.cacheSize) this.clear();
    const rule: KeyRule = {
      action,
      role: roleOf(key),
      harmless,
      written,
      isSuspicious: suspicious,
      mayBeEncoded: /[%+]/.test(key),
      number: ofWritten?.number ?? (isRemembered ? this.decided.size : this.cacheSize),
    };
    if (isRemembered) this.decided.set(detached(key), rule);
    return rule;
  }
}

function beginAndEnd(key: string): string {
  return key.length > LONGEST_CACHED ? `${key.slice(0, HALF_OF_NAME)} ${key.slice(-HALF_OF_NAME)}` : key;
}

function isSecret(name: string, meter: Meter): boolean {
  if (!mayNameSecret(name)) return false;
  meter.spend(PRICE.words + name.length * PRICE.wordCharacter + (ASCII.test(name) ? 0 : PRICE.foreignKey));
  return namesSecret(name);
}

/** What a value gets under a key. @param siblings keys of the object that holds it */
export function actionOn({ action, harmless }: KeyRule, value: unknown, siblings?: readonly string[]): KeyAction {
  return action === 'mask' && harmless !== 0 && isHarmlessValue(value, harmless, siblings) ? 'keep' : action;
}

/** A copy: a slice of a long text would keep all of that text alive in the cache. A concatenated string has no parent. */
function detached(text: string): string {
  return text.length < SHORTEST_PIECE ? text : ` ${text}`.slice(1);
}
