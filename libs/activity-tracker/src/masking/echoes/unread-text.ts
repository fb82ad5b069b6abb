import { PRICE } from '../budget/prices.js';
import type { WorkBudget } from '../budget/work-budget.js';
import { WordSet } from './word-set.js';

/** UTF-16 units of texts that are read: half a millisecond. */
const MOST_READ = 256 * 1024;
const OF_NO_PART = 1;
const FIRST_PART = 2;
const MOST_PARTS = 7;

/**
 * Texts of a request that were not searched for secrets, because the work ran out or there were too many secrets. Their words
 * count as if the caller had named them secrets: a caller who spends the work must not keep a password that an error message
 * repeats.
 */
export class UnreadText {
  private readonly waiting: { text: string; part: number }[] = [];
  private words: WordSet | undefined;
  private readonly parts: unknown[] = [];
  private all = 0;
  private own = 0;

  /**
   * @param text only kept here, before the first search, which reads it
   * @param part which it is of, as for {@link searchIn}
   */
  add(text: string, part?: unknown): void {
    const bit = this.bitOf(part);
    this.all |= bit;
    if (this.words) this.words.read(text, bit);
    else this.waiting.push({ text, part: bit });
  }

  /** @param own the part that is searched from now on: it does not repeat itself */
  searchIn(own: unknown): void {
    const at = own === undefined ? -1 : this.parts.indexOf(own);
    this.own = at < 0 ? 0 : FIRST_PART << at;
  }

  clear(): void {
    this.waiting.length = 0;
    this.parts.length = 0;
    this.words = undefined;
    this.all = 0;
    this.own = 0;
  }

  /** None of the texts may be repeated by the part that is being searched. */
  get isEmpty(): boolean {
    return (this.all & ~this.own) === 0;
  }

  /** UTF-16 units that the next {@link shared} reads. */
  get length(): number {
    return Math.min(
      MOST_READ,
      this.waiting.reduce((sum, { text }) => sum + text.length, 0),
    );
  }

  /** Words of a text that also stand in the texts added, longest first. */
  shared(text: string): readonly string[] {
    if (this.isEmpty) return [];
    const words = (this.words ??= new WordSet(MOST_READ));
    for (const { text: other, part } of this.waiting) words.read(other, part);
    this.waiting.length = 0;
    return words.in(text, this.all & ~this.own);
  }

  /** Texts of no part, and of those for which no bit is left, count wherever they are repeated. */
  private bitOf(part: unknown): number {
    if (part === undefined) return OF_NO_PART;
    const known = this.parts.indexOf(part);
    if (known >= 0) return FIRST_PART << known;
    return this.parts.length < MOST_PARTS ? FIRST_PART << (this.parts.push(part) - 1) : OF_NO_PART;
  }
}

/** Entries that are read of a value: a few milliseconds. */
const MOST_ENTRIES = 20_000;
const MOST_LEVELS = 256;

/** The texts of a value, from the first on, its own data properties only. @param isOurs plain data, without accessors */
export function textsOf(value: unknown, work: WorkBudget, isOurs = false): string[] {
  const texts = new Texts(isOurs);
  texts.collect(value, 0);
  work.note(texts.entries * (isOurs ? PRICE.ownEntry : PRICE.entry));
  return texts.found;
}

class Texts {
  readonly found: string[] = [];
  private readonly seen = new Set<object>();
  entries = 0;
  private units = 0;

  constructor(private readonly isOurs: boolean) {}

  collect(value: unknown, level: number): void {
    if (typeof value === 'string') {
      this.found.push(value);
      this.units += value.length;
    }
    if (typeof value !== 'object' || value === null || level > MOST_LEVELS || ArrayBuffer.isView(value)) return;
    if (this.seen.has(value)) return;
    this.seen.add(value);
    const keys = Array.isArray(value) ? undefined : Object.keys(value);
    const { length } = keys ?? (value as unknown[]);
    for (let index = 0; index < length; index++) {
      if (++this.entries > MOST_ENTRIES || this.units > MOST_READ) return;
      this.collect(this.entryOf(value, keys ? keys[index]! : index), level + 1);
    }
  }

  private entryOf(value: object, key: string | number): unknown {
    if (this.isOurs) return (value as Record<string | number, unknown>)[key];
    return Object.getOwnPropertyDescriptor(value, key)?.value;
  }
}
