import type { Echo } from './echo-places.js';
import { type Meter, PRICE, UNMETERED } from './work-budget.js';

/** Fewer spellings are found sooner one by one than all at once. */
const FEW = 16;
/** Of each spelling, what is looked up; none is shorter. */
const GRAM = 6;
/** Of each spelling, what is compared. The rest is left to who replaces it: long ones may differ at their ends alone. */
const LONGEST_COMPARED = 24;
/** Comparisons in one text. In one that takes more, each spelling is looked for. */
const MOST_COMPARED = 500;
const SLOTS = 4_096;
const FACTOR = 0x01000193;
/** What the first character of a gram counts in its hash. */
const FIRST_FACTOR = Math.imul(Math.imul(Math.imul(FACTOR, FACTOR), Math.imul(FACTOR, FACTOR)), FACTOR);

interface Compared {
  readonly echo: Echo;
  readonly beginning: string;
}

/**
 * Finds the spellings that a text shows in one pass: to look for each in each text costs their number times that of the texts.
 * An expression of them all does not do: on spellings that begin alike it tries each of them at each place.
 */
export class EchoIndex {
  private readonly all: readonly Echo[];
  private readonly byGram = new Map<string, Compared[]>();
  /** Whether a gram of that hash is known. */
  private readonly slots = new Uint8Array(SLOTS);

  constructor(echoes: readonly Echo[]) {
    this.all = longestFirst([...echoes]);
    if (this.all.length <= FEW) return;
    for (const echo of this.all) {
      const gram = echo.form.slice(0, GRAM);
      const others = this.byGram.get(gram);
      const compared = { echo, beginning: echo.form.slice(0, LONGEST_COMPARED) };
      if (others) others.push(compared);
      else this.byGram.set(gram, [compared]);
      this.slots[slotOf(hashOf(gram))] = 1;
    }
  }

  /** At least those that the text shows. Longest first, so that no value is broken by a shorter one inside it. */
  in(text: string, meter: Meter = UNMETERED): readonly Echo[] {
    if (this.all.length <= FEW) return this.all;
    const shown = new Set<Echo>();
    let compared = 0;
    let hash = hashOf(text.slice(0, GRAM));
    for (let start = 0; start + GRAM <= text.length; start++) {
      if (this.slots[slotOf(hash)] === 1) {
        const echoes = this.byGram.get(text.slice(start, start + GRAM)) ?? [];
        compared += echoes.length;
        meter.spend(PRICE.run * (1 + echoes.length));
        if (compared > MOST_COMPARED) return this.all;
        for (const { echo, beginning } of echoes)
          if (text.startsWith(beginning, start) && !shown.has(echo)) shown.add(echo);
      }
      const without = hash - Math.imul(text.charCodeAt(start), FIRST_FACTOR);
      hash = (Math.imul(without, FACTOR) + text.charCodeAt(start + GRAM)) | 0;
    }
    return longestFirst([...shown]);
  }
}

const longestFirst = (echoes: Echo[]): Echo[] => echoes.sort((a, b) => b.form.length - a.form.length);

function hashOf(gram: string): number {
  let hash = 0;
  for (let index = 0; index < gram.length; index++) hash = (Math.imul(hash, FACTOR) + gram.charCodeAt(index)) | 0;
  return hash;
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}
