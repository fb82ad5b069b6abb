import { PRICE } from '../budget/prices.js';
import type { Echo } from './echo-places.js';
import { PatternIndex } from '../values/pattern-index.js';
import { type Meter, UNMETERED } from '../budget/work-budget.js';

/** Below this, searching for spellings one by one is faster. */
const FEW = 16;

/** Finds the spellings that a text shows in one pass: to look for each in each text costs their number times that of the texts. */
export class EchoIndex {
  private readonly all: readonly Echo[];
  private readonly many: PatternIndex<Echo> | undefined;

  constructor(echoes: readonly Echo[]) {
    this.all = longestFirst([...echoes]);
    if (this.all.length > FEW) this.many = new PatternIndex(this.all.map((echo) => [echo.form, echo]));
  }

  /** At least those that the text shows. Longest first, so that no value is broken by a shorter one inside it. */
  in(text: string, meter: Meter = UNMETERED): readonly Echo[] {
    if (!this.many) return this.all;
    // One unit for each character was spent before.
    meter.spend(text.length * (this.many.priceOfCharacter - PRICE.runCharacter));
    const shown = new Set<Echo>();
    const isWhole = this.many.search(
      text,
      (echo) => {
        shown.add(echo);
        return false;
      },
      meter,
    );
    return isWhole ? longestFirst([...shown]) : this.all;
  }
}

const longestFirst = (echoes: Echo[]): Echo[] => echoes.sort((a, b) => b.form.length - a.form.length);
