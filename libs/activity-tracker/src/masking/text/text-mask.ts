import { wellFormed } from '../values/bson-safe.js';
import type { Budget } from '../budget/budget.js';
import type { KeyRules } from '../keys/key-rules.js';
import { maskKeyValues } from './key-values/key-value-text.js';
import { cutText, FILTERED, TRUNCATED_TEXT, TRUNCATED_WORK } from '../values/markers.js';
import { type CopyParsed, NestedJson } from './nested-json.js';
import type { PathSecrets } from './path-secrets.js';
import type { RememberedValues } from '../echoes/remembered-values.js';
import { maskSecretValues } from '../values/secret-values.js';
import { SUSPECT, suspects } from './suspicion.js';
import { isSurelyHarmless, isUrl, isWholeUrl, looksLikeJson, mayBeUrl } from './text-kind.js';
import { isHarmlessUrl, maskUrl, type UrlContext } from './masked-url.js';
import { PRICE } from '../budget/prices.js';
import { type WorkBudget, WorkSpent } from '../budget/work-budget.js';

/** UTF-16 units masked beyond the cut, so that a secret at the cut is recognized. */
const MASKED_BEYOND_CUT = 4096;
/** UTF-16 units of a key that looks as if it held a secret; a secret that the cut halves is not recognized. */
const LONGEST_KEY = 1_024;
const UNSURE_OF_KEY = 256;
const MAX_NESTED_TEXTS = 6;
const MAX_PASSES = 5;
/** The strings of a walk: masked by their form, by the names in them, by the JSON or the URL they are. */
export class TextMask implements UrlContext {
  private depth = 0;
  private suspected = '';
  private found = 0;
  /** A text in whose masked names and values nothing is left to mask. */
  private settled = '';
  /** What the look at a text has made of its names and values already: good for the pass that follows. */
  private ahead: { text: string; masked: string } | undefined;
  private readonly nested: NestedJson;

  constructor(
    readonly rules: KeyRules,
    readonly remembered: RememberedValues,
    private readonly budget: Budget,
    private readonly work: WorkBudget,
    copyParsed: CopyParsed,
  ) {
    this.nested = new NestedJson(rules, remembered, budget, work, this, copyParsed);
  }

  /** Masks, then cuts: a secret cut in half would not be recognized. What is beyond the work budget is marked. */
  copy(input: string, depth: number): string {
    const { budget } = this;
    if (budget.isTextSpent) return budget.cut(TRUNCATED_TEXT);
    const masked = this.withinWork(input, depth);
    budget.count(masked);
    if (budget.isTextSpent) return budget.cut(TRUNCATED_TEXT);
    if (masked !== input) budget.changes++;
    return masked;
  }

  private withinWork(input: string, depth: number): string {
    const { budget, work } = this;
    const { nodes, textLength } = budget;
    if (work.isSpent) {
      if (!isSurelyHarmless(input)) return this.marked();
      work.note(input.length * PRICE.runCharacter);
      return wellFormed(input);
    }
    try {
      work.note(PRICE.look);
      return this.isHarmless(input) ? wellFormed(input) : this.untilStable(input, depth);
    } catch (error) {
      this.ahead = undefined;
      if (error !== WorkSpent.instance) throw error;
      budget.nodes = nodes;
      budget.textLength = textLength;
      return this.marked();
    }
  }

  /** Most strings that hold a colon name no secret before it, and are told without a copy. */
  private isHarmless(input: string): boolean {
    if (input.length > this.budget.longest(input) || looksLikeJson(input)) return false;
    const found = this.suspectsOf(input);
    if (found !== SUSPECT.keyValue) return found === 0;
    if (mayBeUrl(input)) return isWholeUrl(input) && isHarmlessUrl(input, this);
    const masked = maskKeyValues(input, this);
    if (masked === input) return true;
    this.ahead = { text: input, masked };
    return false;
  }

  /** A text that is not read: nothing is left of the work budget. A text inside another is not marked alone: the whole is not known well enough. */
  marked(): string {
    if (this.budget.nestedTexts > 0) throw WorkSpent.instance;
    this.work.mark();
    return this.budget.cut(TRUNCATED_WORK);
  }

  mask(text: string): string {
    const found = this.suspectsOf(text);
    if (found === 0) return text;
    const masked = (found & ~SUSPECT.keyValue) === 0 ? text : maskSecretValues(text, found, this.onSecret, this.work);
    return (found & SUSPECT.keyValue) === 0 ? masked : this.keyValues(masked);
  }

  private keyValues(text: string): string {
    const { ahead } = this;
    this.ahead = undefined;
    return ahead?.text === text ? ahead.masked : maskKeyValues(text, this);
  }

  private suspectsOf(text: string): number {
    if (text !== this.suspected) {
      this.work.spend(text.length * PRICE.lookCharacter);
      this.suspected = text;
      this.found = suspects(text);
    }
    return this.found;
  }

  /** A key: as a text, but neither parsed nor rewritten. */
  maskKey(key: string): string {
    const isCut = key.length > LONGEST_KEY;
    const masked = stable(isCut ? key.slice(0, LONGEST_KEY) : key, (text) => this.mask(text));
    if (!isCut) return cutText(masked, this.budget.longest(masked));
    const sure = masked.slice(0, Math.max(0, masked.length - UNSURE_OF_KEY));
    return cutText(sure, this.budget.longest(sure), key.length - sure.length);
  }

  maskEmbedded(text: string): string {
    return this.copy(text, this.depth);
  }

  url(url: string, pathSecrets?: PathSecrets, depth = 0): string {
    this.work.spend(PRICE.url);
    this.budget.nestedTexts++;
    this.depth = depth;
    try {
      return maskUrl(url, this, pathSecrets);
    } finally {
      this.budget.nestedTexts--;
    }
  }

  isSensitive(key: string): boolean {
    this.work.spend(PRICE.lookUp);
    return this.rules.actionOf(key, this.work) !== 'keep';
  }

  spend(units: number): void {
    this.work.spend(units);
  }

  readonly onSecret = (secret: string): void => {
    this.remembered.addFound(secret);
  };

  onSettled(masked: string): void {
    this.settled = masked;
  }

  /** Each pass begins with the same budget, or the second would be cut where the first was not. */
  private untilStable(input: string, depth: number): string {
    const { nodes, textLength } = this.budget;
    const pass = (text: string): string => {
      this.work.spend(PRICE.pass);
      this.budget.nodes = nodes;
      this.budget.textLength = textLength;
      const masked = (this.mayNest ? this.nested.masked(text, depth) : undefined) ?? this.scanned(text, depth);
      const longest = this.budget.longest(masked);
      if (masked.length > longest) this.budget.isCut = true;
      const copied = wellFormed(cutText(masked, longest));
      this.budget.textLength = textLength;
      return copied;
    };
    return stable(input, pass, (masked) => masked === this.settled && this.found === SUSPECT.keyValue);
  }

  private scanned(input: string, depth: number): string {
    const longest = this.budget.longest(input);
    const seen = longest + MASKED_BEYOND_CUT;
    if (input.length > seen) {
      this.budget.isCut = true;
      const masked = this.mask(input.slice(0, seen));
      const sure = masked.slice(0, Math.max(0, masked.length - MASKED_BEYOND_CUT));
      return cutText(sure, this.budget.longest(sure), input.length - longest);
    }
    if (this.mayNest && isUrl(input)) {
      this.work.spend(PRICE.candidate + input.length * PRICE.scanCharacter);
      if (this.suspectsOf(input) !== 0) return this.url(input, undefined, depth);
    }
    return this.mask(input);
  }

  private get mayNest(): boolean {
    return this.budget.nestedTexts < MAX_NESTED_TEXTS;
  }
}

/** Where a mask has broken up quotes or brackets, what follows may read differently: it is masked until it reads the same. */
function stable(text: string, pass: (text: string) => string, isSettled?: (masked: string) => boolean): string {
  let current = text;
  for (let passes = 0; passes < MAX_PASSES; passes++) {
    const next = pass(current);
    if (next === current || isSettled?.(next)) return next;
    current = next;
  }
  return FILTERED;
}
