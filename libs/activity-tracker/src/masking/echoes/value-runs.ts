import { PRICE } from '../budget/prices.js';
import type { WorkBudget } from '../budget/work-budget.js';
import { PatternIndex, SHORTEST_PATTERN } from '../values/pattern-index.js';
import { unitAt } from '../text/code-at.js';
import { strengthOf } from '../values/value-strength.js';
import { plainRun } from './plain-run.js';

/** JSON is free to escape any character; what we look for is escaped as `JSON.stringify` does. */
const UNUSUAL_ESCAPE = /\\[u/]/;
const SHORTEST_RUN = SHORTEST_PATTERN;
const FEW_RUNS = 8;
const FEW_STEPS = 64 * 1024;
const MOST_PLACES = 2_000;

const NONE: ReadonlyMap<string, number> = new Map();

/** Whether nothing stands in front of this place that could name it a secret. */
type IsNameless = (at: number) => boolean;

/** Of each value a piece that every form of it shows; a text without any of them needs no search for the forms. */
export class ValueRuns {
  /** Whether the piece is a whole value, and of no other. */
  private readonly runs = new Map<string, boolean>();
  private anyRun: PatternIndex<string> | undefined;
  /** Values without such a piece. */
  private readonly runless = new Set<string>();
  private readonly words = new Map<string, boolean>();
  private shortest = Number.POSITIVE_INFINITY;

  constructor(private readonly work: WorkBudget) {}

  add(value: string): void {
    const run = plainRun(value);
    if (run.length < SHORTEST_RUN) this.runless.add(value);
    else this.runs.set(run, run === value && !this.runs.has(run));
    // No escaped form is shorter than the value itself.
    this.shortest = Math.min(this.shortest, value.length);
    this.anyRun = undefined;
  }

  clear(): void {
    this.runs.clear();
    this.runless.clear();
    this.words.clear();
    this.anyRun = undefined;
    this.shortest = Number.POSITIVE_INFINITY;
  }

  /** A quick look at a text of a masked part. */
  mayBeIn(text: string): boolean {
    if (text.length < this.shortest) return false;
    return this.work.isSpent || this.maySpell(text);
  }

  /**
   * Whether JSON could hold a value, itself or escaped, at another place than those where it was masked.
   *
   * @param own how often each value was masked in it
   */
  mayOccurIn(json: string, own: ReadonlyMap<string, number> = NONE): boolean {
    if (this.runless.size > 0 || (json.includes('\\') && UNUSUAL_ESCAPE.test(json))) return true;
    const left = new Map<string, number>();
    for (const [value, count] of own) {
      const run = plainRun(value);
      left.set(run, (left.get(run) ?? 0) + count);
    }
    let isAny = false;
    const isWhole = this.search(
      json,
      (at) => beginsString(json, at),
      (run) => {
        const more = (left.get(run) ?? 0) - 1;
        left.set(run, more);
        // Of words, only those behind something else come here.
        return (isAny = more < 0 || this.isWord(run));
      },
    );
    return isAny || !isWhole;
  }

  /** Offsets of the pieces in BSON, in ascending order; `undefined` if a value may be anywhere, or at many places. */
  placesIn(bson: Buffer): number[] | undefined {
    if (this.runless.size > 0) return undefined;
    const places = new Set<number>();
    // A length or a type stands in front of a text.
    const beginsText = (at: number): boolean => bson[at - 1]! < FIRST_PRINTABLE;
    // The pieces are ASCII. To find one in a string takes a fifth of the time of one in a buffer.
    const text = bson.toString('latin1');
    const isWhole = this.search(text, beginsText, (_, at) => places.add(at).size > MOST_PLACES);
    return isWhole && places.size <= MOST_PLACES ? [...places].sort((a, b) => a - b) : undefined;
  }

  /** @returns false where there is too much to compare: then any may be there */
  private search(text: string, isNameless: IsNameless, isEnough: (run: string, at: number) => boolean): boolean {
    const isFound = (run: string, at: number): boolean => {
      if (!isNameless(at) || !this.isWord(run)) return isEnough(run, at);
      this.work.note(PRICE.run);
      return false;
    };
    const { size } = this.runs;
    // Searching one by one is faster for few values.
    const isOneByOne = size <= FEW_RUNS || size * text.length <= FEW_STEPS;
    const units = PRICE.run + text.length * (isOneByOne ? PRICE.runCharacter : this.allRuns.priceOfCharacter);
    if (!this.work.affords(units)) return false;
    // Otherwise the value is searched, which is charged more.
    this.work.note(units);
    if (!isOneByOne) return this.allRuns.search(text, isFound);
    for (const run of this.runs.keys())
      for (let at = text.indexOf(run); at >= 0; at = text.indexOf(run, at + 1)) if (isFound(run, at)) return true;
    return true;
  }

  /** A value that is a secret only behind a name, such as `string`. */
  private isWord(run: string): boolean {
    if (this.runs.get(run) !== true) return false;
    let isWord = this.words.get(run);
    if (isWord === undefined) {
      this.work.note(PRICE.strength + run.length * PRICE.strengthCharacter);
      this.words.set(run, (isWord = strengthOf(run, false) === 'plain'));
    }
    return isWord;
  }

  private get allRuns(): PatternIndex<string> {
    return (this.anyRun ??= new PatternIndex([...this.runs.keys()].map((run) => [run, run])));
  }

  private maySpell(text: string): boolean {
    if (this.runless.size > 0) return true;
    // Searching one by one is faster for few values.
    if (this.runs.size > FEW_RUNS) {
      this.work.note(PRICE.run + text.length * this.allRuns.priceOfCharacter);
      let isAny = false;
      return !this.allRuns.search(text, () => (isAny = true)) || isAny;
    }
    this.work.note(this.runs.size * PRICE.run);
    for (const run of this.runs.keys()) if (text.includes(run)) return true;
    return false;
  }
}

const [FIRST_PRINTABLE, QUOTE, BACKSLASH] = [32, 34, 92];

/** In JSON. Quotes of JSON inside a string are escaped. */
function beginsString(json: string, at: number): boolean {
  return unitAt(json, at - 1) === QUOTE && unitAt(json, at - 2) !== BACKSLASH;
}
