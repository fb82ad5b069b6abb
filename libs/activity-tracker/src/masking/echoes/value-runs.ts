import { PRICE } from '../budget/prices.js';
import type { WorkBudget } from '../budget/work-budget.js';
import { PatternIndex, SHORTEST_PATTERN } from '../values/pattern-index.js';
import { occursMoreThan, plainRun } from './plain-run.js';

/** JSON is free to escape any character; what we look for is escaped as `JSON.stringify` does. */
const UNUSUAL_ESCAPE = /\\[u/]/;
const SHORTEST_RUN = SHORTEST_PATTERN;
const FEW_RUNS = 8;
const FEW_STEPS = 64 * 1024;
const MOST_PLACES = 500;

/** Of each value a piece that every form of it shows; a text without any of them needs no search for the forms. */
export class ValueRuns {
  private readonly runs = new Map<string, string>();
  private anyRun: PatternIndex<string> | undefined;
  /** Values without such a piece. */
  private readonly runless = new Set<string>();
  private shortest = Number.POSITIVE_INFINITY;

  constructor(private readonly work: WorkBudget) {}

  add(value: string): void {
    const run = plainRun(value);
    if (run.length < SHORTEST_RUN) this.runless.add(value);
    else this.runs.set(value, run);
    // No escaped form is shorter than the value itself.
    this.shortest = Math.min(this.shortest, value.length);
    this.anyRun = undefined;
  }

  clear(): void {
    this.runs.clear();
    this.runless.clear();
    this.anyRun = undefined;
    this.shortest = Number.POSITIVE_INFINITY;
  }

  /** A quick look at a text of a masked part. */
  mayBeIn(text: string): boolean {
    if (text.length < this.shortest) return false;
    return this.work.isSpent || this.maySpell(text);
  }

  /**
   * Whether text could hold a value, itself or escaped, at another place than those where it was masked.
   *
   * @param own how often each value was masked in this text
   */
  mayOccurIn(text: string, own?: ReadonlyMap<string, number>): boolean {
    if (this.runless.size > 0 || (text.includes('\\') && UNUSUAL_ESCAPE.test(text))) return true;
    if (this.runs.size * text.length > FEW_STEPS) return this.isAnyMoreThan(own, text);
    for (const [value, run] of this.runs) if (occursMoreThan(own?.get(value) ?? 0, run, text)) return true;
    return false;
  }

  /** Offsets of the pieces, in ascending order; `undefined` if a value may be anywhere, or at many places. */
  placesIn(text: string): number[] | undefined {
    if (this.runless.size > 0) return undefined;
    const places = new Set<number>();
    if (this.runs.size <= FEW_RUNS) {
      for (const run of this.runs.values())
        for (let at = text.indexOf(run); at >= 0; at = text.indexOf(run, at + run.length)) {
          places.add(at);
          if (places.size > MOST_PLACES) return undefined;
        }
    } else if (!this.allRuns.search(text, (_, at) => !places.add(at))) return undefined;
    // Otherwise the value is searched, which is charged more.
    const priceOfCharacter = this.runs.size <= FEW_RUNS ? PRICE.runCharacter : this.allRuns.priceOfCharacter;
    this.work.note(PRICE.run + text.length * priceOfCharacter);
    return [...places].sort((a, b) => a - b);
  }

  /** One pass over the text for all runs. */
  private isAnyMoreThan(own: ReadonlyMap<string, number> | undefined, text: string): boolean {
    const left = new Map<string, number>();
    for (const [value, run] of this.runs) left.set(run, Math.min(left.get(run) ?? Infinity, own?.get(value) ?? 0));
    let isMore = false;
    const isWhole = this.allRuns.search(text, (run) => {
      const more = left.get(run)!;
      left.set(run, more - 1);
      return (isMore = more === 0);
    });
    return isMore || !isWhole;
  }

  private get allRuns(): PatternIndex<string> {
    return (this.anyRun ??= new PatternIndex([...new Set(this.runs.values())].map((run) => [run, run])));
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
    for (const run of this.runs.values()) if (text.includes(run)) return true;
    return false;
  }
}
