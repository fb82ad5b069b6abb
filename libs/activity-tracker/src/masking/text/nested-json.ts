import type { Budget } from '../budget/budget.js';
import { PRICE, type WorkBudget } from '../budget/work-budget.js';
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

/** Copies a parsed value that was found inside a string, as part of the same walk. */
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
    // A failing `JSON.parse` takes a hundred times as long as this check.
    this.work.spend(PRICE.look + input.length * PRICE.jsonCharacter);
    if (!isJson(input, this.work)) return undefined;
    return this.byEngine(input, depth) ?? this.byValue(input, depth);
  }

  private byEngine(input: string, depth: number): string | undefined {
    if (this.budget.nestedTexts > 0 || input.length < SHORTEST_FOR_ENGINE) return undefined;
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
