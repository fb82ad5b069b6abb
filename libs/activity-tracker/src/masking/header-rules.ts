import type { KeyAction, KeyRules } from './key-rules.js';

/** Headers whose value is a URL. */
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
const MAX_REMEMBERED = 1_000;
const LONGEST_REMEMBERED = 256;

export interface HeaderRule {
  readonly action: KeyAction;
  /** The name as it is written to the copy. */
  readonly written: string;
  readonly holdsUrl: boolean;
  readonly holdsCookies: boolean;
}

/** Decides about headers by their names, and remembers what it decided. */
export class HeaderRules {
  private readonly decided = new Map<string, HeaderRule>();

  constructor(private readonly keys: KeyRules) {}

  of(name: string): HeaderRule {
    return this.decided.get(name) ?? this.decide(name);
  }

  private decide(name: string): HeaderRule {
    const { action, written } = this.keys.ruleOf(name);
    const lower = name.toLowerCase();
    const rule: HeaderRule = {
      action,
      written,
      holdsUrl: URL_HEADERS.has(lower),
      holdsCookies: lower.includes('cookie'),
    };
    if (name.length > LONGEST_REMEMBERED) return rule;
    if (this.decided.size >= MAX_REMEMBERED) this.decided.clear();
    this.decided.set(name, rule);
    return rule;
  }
}
