import { wellFormed } from './bson-safe.js';
import type { Budget } from './budget.js';
import type { KeyRules } from './key-rules.js';
import { maskKeyValues } from './key-value-text.js';
import { cutText, FILTERED, TRUNCATED_TEXT } from './markers.js';
import type { PathSecrets } from './path-secrets.js';
import type { RememberedValues } from './remembered-values.js';
import { maskSecretValues } from './secret-values.js';
import { isSuspicious, mayHoldKeyValue, mayHoldSecretForm } from './suspicion.js';
import { maskUrl, type UrlContext } from './url.js';

/** Longer strings are not parsed as JSON, only scanned. */
const LONGEST_JSON = 1024 * 1024;
/** How far text is masked beyond where it will be cut, so that no secret is cut before it is recognised. */
const MASKED_BEYOND_CUT = 4096;
/** JSON or URLs inside strings inside strings. */
const MAX_NESTED_TEXTS = 6;
const MAX_PASSES = 5;
const WHOLE_URL = /^(?:[a-z][a-z0-9+.-]{0,30}:\/\/|\/[^/\s])\S*$/i;

/** Copies a parsed value that was found inside a string, as part of the same walk. */
export type CopyParsed = (parsed: unknown, depth: number) => unknown;

/** The strings of a walk: masked by their form, by the names in them, by the JSON or the URL they are. */
export class TextMask implements UrlContext {
  private depth = 0;

  constructor(
    readonly rules: KeyRules,
    readonly remembered: RememberedValues,
    private readonly budget: Budget,
    private readonly copyParsed: CopyParsed,
  ) {}

  /** Masks, then cuts: a secret cut in half would not be recognised. */
  copy(input: string, depth: number): string {
    const { budget } = this;
    if (budget.isTextSpent) return budget.cut(TRUNCATED_TEXT);
    const isHarmless = input.length <= budget.maxStringLength && !looksLikeJson(input) && !isSuspicious(input);
    const masked = isHarmless ? wellFormed(input) : this.untilStable(input, depth);
    budget.textLength += masked.length;
    if (budget.isTextSpent) return budget.cut(TRUNCATED_TEXT);
    if (masked !== input) budget.changes++;
    return masked;
  }

  mask(text: string): string {
    const masked = mayHoldSecretForm(text) ? maskSecretValues(text, this.onSecret) : text;
    return mayHoldKeyValue(masked) ? maskKeyValues(masked, this) : masked;
  }

  /** A key: as a text, but neither parsed nor rewritten. */
  maskKey(key: string): string {
    return cutText(
      stable(key, (text) => this.mask(text)),
      this.budget.maxStringLength,
    );
  }

  maskEmbedded(text: string): string {
    return this.copy(text, this.depth);
  }

  url(url: string, pathSecrets?: PathSecrets, depth = 0): string {
    this.budget.nestedTexts++;
    this.depth = depth;
    const masked = maskUrl(url, this, pathSecrets);
    this.budget.nestedTexts--;
    return masked;
  }

  isSensitive(key: string): boolean {
    return this.rules.actionOf(key) !== 'keep';
  }

  readonly onSecret = (secret: string): void => {
    this.remembered.addFound(secret);
  };

  /** Each pass begins with the same budget, or the second would be cut where the first was not. */
  private untilStable(input: string, depth: number): string {
    const { nodes, textLength } = this.budget;
    return stable(input, (text) => {
      this.budget.nodes = nodes;
      this.budget.textLength = textLength;
      const parsed = this.json(text, depth);
      const masked = parsed === text ? this.scanned(text, depth) : parsed;
      if (masked.length > this.budget.maxStringLength) this.budget.isCut = true;
      const copied = wellFormed(cutText(masked, this.budget.maxStringLength));
      this.budget.textLength = textLength;
      return copied;
    });
  }

  private scanned(input: string, depth: number): string {
    const { maxStringLength } = this.budget;
    const seen = maxStringLength + MASKED_BEYOND_CUT;
    if (input.length > seen) {
      this.budget.isCut = true;
      const masked = this.mask(input.slice(0, seen));
      const sure = Math.max(0, masked.length - MASKED_BEYOND_CUT);
      return cutText(masked.slice(0, sure), maxStringLength, input.length - maxStringLength);
    }
    if (!isSuspicious(input)) return input;
    return this.mayNest && isUrl(input) ? this.url(input, undefined, depth) : this.mask(input);
  }

  /** JSON inside a string is masked like any other, and rewritten only if something in it was. */
  private json(input: string, depth: number): string {
    if (!looksLikeJson(input) || input.length > LONGEST_JSON || !this.mayNest) return input;
    let parsed: unknown;
    try {
      parsed = JSON.parse(input);
    } catch {
      return input;
    }
    if (typeof parsed !== 'string' && (typeof parsed !== 'object' || parsed === null)) return input;
    const before = this.budget.changes;
    this.budget.nestedTexts++;
    const copy = this.copyParsed(parsed, depth);
    this.budget.nestedTexts--;
    return this.budget.changes === before ? input : JSON.stringify(copy);
  }

  private get mayNest(): boolean {
    return this.budget.nestedTexts < MAX_NESTED_TEXTS;
  }
}

/** Where a mask has broken up quotes or brackets, what follows may read differently: it is masked until it reads the same. */
function stable(text: string, pass: (text: string) => string): string {
  let current = text;
  for (let passes = 0; passes < MAX_PASSES; passes++) {
    const next = pass(current);
    if (next === current) return next;
    current = next;
  }
  return FILTERED;
}

function isUrl(text: string): boolean {
  return (text.includes('?') || text.includes('#')) && WHOLE_URL.test(text);
}

function looksLikeJson(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  // A closing bracket, a quote, or white space after one.
  if (last !== 125 && last !== 93 && last !== 34 && last > 32) return false;
  return /^\s*[[{"]/.test(text.length > 64 ? text.slice(0, 64) : text);
}
