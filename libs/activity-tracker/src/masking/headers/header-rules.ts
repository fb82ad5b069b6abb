import { elementOf } from './masked-headers.js';
import type { KeyAction, KeyRules } from '../keys/key-rules.js';
import { FILTERED } from '../values/markers.js';
import { PRICE } from '../budget/prices.js';
import type { Meter } from '../budget/work-budget.js';

const URL_HEADERS = new Set([
  'referer',
  'referrer',
  'location',
  'origin',
  'content-location',
  'sourcemap',
  'x-forwarded-uri',
  'x-original-uri',
  'x-original-url',
  'x-rewrite-url',
  ':path',
]);
/** Masked unless they are removed: `keepKeys` is about keys of bodies and URLs, not about the credentials of a request. */
const CREDENTIALS = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);
/** Entries; clients send few distinct names and values. */
const MAX_REMEMBERED = 2_000;
/** UTF-16 units; longer values rarely repeat. */
const LONGEST_REMEMBERED = 256;

export interface HeaderRule {
  readonly action: KeyAction;
  readonly written: string;
  readonly holdsUrl: boolean;
  readonly holdsCookies: boolean;
  readonly filtered: Uint8Array;
  readonly harmless: Map<string, Uint8Array>;
}

/** Caches its decisions about header names and harmless values; a full cache is cleared. */
export class HeaderRules {
  private readonly decided = new Map<string, HeaderRule>();
  private remembered = 0;

  constructor(private readonly keys: KeyRules) {}

  /** @throws WorkSpent as {@link KeyRules.ruleOf} does */
  of(name: string, meter: Meter): HeaderRule {
    return this.decided.get(name) ?? this.decide(name, meter);
  }

  rememberHarmless({ harmless }: HeaderRule, value: string, element: Uint8Array): void {
    if (value.length > LONGEST_REMEMBERED) return;
    this.makeRoom();
    harmless.set(value, element);
  }

  private decide(name: string, meter: Meter): HeaderRule {
    meter.spend(PRICE.decision);
    const { action, written } = this.keys.ruleOf(name, meter);
    const lower = name.toLowerCase();
    const rule: HeaderRule = {
      action: action === 'keep' && CREDENTIALS.has(lower) ? 'mask' : action,
      written,
      holdsUrl: URL_HEADERS.has(lower),
      holdsCookies: lower.includes('cookie'),
      filtered: elementOf(written, FILTERED),
      harmless: new Map(),
    };
    if (name.length > LONGEST_REMEMBERED) return rule;
    this.makeRoom();
    this.decided.set(name, rule);
    return rule;
  }

  private makeRoom(): void {
    if (++this.remembered <= MAX_REMEMBERED) return;
    this.decided.clear();
    this.remembered = 1;
  }
}
