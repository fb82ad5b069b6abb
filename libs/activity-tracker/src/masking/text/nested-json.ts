import type { Budget } from '../budget/budget.js';
import { PRICE } from '../budget/prices.js';
import type { WorkBudget } from '../budget/work-budget.js';
import type { RememberedValues } from '../echoes/remembered-values.js';
import type { KeyRules } from '../keys/key-rules.js';
import { JsonTextMask, type TextCopy } from '../values/json-text-mask.js';
import { nestedJson } from '../../../../json-mask/src/json.js';
import { isJson } from './json-syntax.js';
import { looksLikeJson } from './text-kind.js';

/** UTF-16 units; longer strings are scanned, not parsed as JSON. */
const LONGEST_JSON = 1024 * 1024;
/** Below this, parsing is faster than the engine. */
const SHORTEST_FOR_ENGINE = 128;
const SHORTEST_UNCHECKED = 4096;

export type CopyParsed = (parsed: unknown, depth: number) => unknown;

/** JSON inside a string is masked like any other, and rewritten only if something in it was. */
export class NestedJson {
  private jsonMask: JsonTextMask | undefined;

  constructor(
    private readonly rules: KeyRules,
    private readonly remembered: RememberedValues,
    private readonly budget: Budget,
    private readonly work: WorkBudget,
    private readonly text: TextCopy,
    private readonly copyParsed: CopyParsed,
  ) {}

  /** `undefined` where the text is to be read as a text. */
  masked(input: string, depth: number): string | undefined {
    if (!looksLikeJson(input) || input.length > LONGEST_JSON) return undefined;
    const mayUseEngine = this.budget.nestedTexts === 0 && input.length >= SHORTEST_FOR_ENGINE;
    // The engine finds for itself whether a text is JSON, but to give up takes it longer than the check takes for a short one.
    const isChecked = !mayUseEngine || input.length < SHORTEST_UNCHECKED;
    if (isChecked && !this.isJson(input)) return undefined;
    const masked = mayUseEngine ? this.byEngine(input, depth) : undefined;
    if (masked !== undefined || (!isChecked && !this.isJson(input))) return masked;
    return this.byValue(input, depth);
  }

  /** A failing `JSON.parse` takes a hundred times as long. */
  private isJson(input: string): boolean {
    this.work.spend(PRICE.look + input.length * PRICE.jsonCharacter);
    return isJson(input, this.work);
  }

  private byEngine(input: string, depth: number): string | undefined {
    const { changes } = this.budget;
    const masked = this.engineMask.nested(input, depth);
    if (masked !== undefined) return masked;
    this.budget.changes = changes;
    this.work.spend(PRICE.givenUp);
    return undefined;
  }

  private byValue(input: string, depth: number): string | undefined {
    this.work.spend(PRICE.parse + input.length * PRICE.parseCharacter);
    const parsed: unknown = JSON.parse(input);
    if (typeof parsed !== 'string' && (typeof parsed !== 'object' || parsed === null)) return undefined;
    const before = this.budget.changes;
    this.budget.nestedTexts++;
    try {
      const copy = this.copyParsed(parsed, depth);
      // The parser keeps only the last of duplicate names.
      if (this.budget.changes === before) return undefined;
      this.work.spend(PRICE.parse + input.length * PRICE.parseCharacter);
      return JSON.stringify(copy);
    } finally {
      this.budget.nestedTexts--;
    }
  }

  private get engineMask(): JsonTextMask {
    const { rules, remembered, budget, work, text } = this;
    return (this.jsonMask ??= new JsonTextMask(rules, remembered, budget, work, text, nestedJson(), true));
  }
}
