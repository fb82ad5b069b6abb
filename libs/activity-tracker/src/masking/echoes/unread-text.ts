import { WordSet } from './word-set.js';

/** UTF-16 units of texts that are read: half a millisecond. */
const MOST_READ = 256 * 1024;

/**
 * Texts of a request that were not searched for secrets, because the work ran out or there were too many secrets. Their words
 * count as if the caller had named them secrets: a caller who spends the work must not keep a password that an error message
 * repeats.
 */
export class UnreadText {
  private readonly texts: string[] = [];
  /** Of each text, the part that it is of. */
  private readonly parts: unknown[] = [];
  /** Of all texts, and of all but those of one part. */
  private readonly sets = new Map<unknown, WordSet>();
  private own: unknown;
  /** None of the texts may be repeated by the part that is being searched. */
  isEmpty = true;

  /**
   * @param text only kept here: it is read at the first search
   * @param part which it is of, as for {@link searchIn}
   */
  add(text: string, part?: unknown): void {
    this.texts.push(text);
    this.parts.push(part);
    const ofAll = this.sets.get(undefined);
    this.sets.clear();
    if (ofAll) this.sets.set(undefined, ofAll);
    ofAll?.read(text);
    this.isEmpty = false;
  }

  /** @param own the part that is searched from now on: it does not repeat itself */
  searchIn(own: unknown): void {
    if (this.texts.length === 0) return;
    this.own = own !== undefined && this.parts.includes(own) ? own : undefined;
    this.isEmpty = this.own !== undefined && this.parts.every((part) => part === own);
  }

  clear(): void {
    this.texts.length = 0;
    this.parts.length = 0;
    this.sets.clear();
    this.own = undefined;
    this.isEmpty = true;
  }

  /** UTF-16 units that the next {@link shared} reads. */
  get length(): number {
    return this.sets.has(this.own) ? 0 : Math.min(MOST_READ, lengthOf(this.others));
  }

  /** Words of a text that also stand in the texts added, longest first. */
  shared(text: string): readonly string[] {
    let words = this.sets.get(this.own);
    if (!words) {
      this.sets.set(this.own, (words = new WordSet(MOST_READ)));
      for (const other of this.others) words.read(other);
    }
    return words.in(text);
  }

  private get others(): readonly string[] {
    return this.own === undefined ? this.texts : this.texts.filter((_, at) => this.parts[at] !== this.own);
  }
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}

/** Entries that are read of a value: a few milliseconds. */
const MOST_ENTRIES = 20_000;
const MOST_LEVELS = 256;

/** The texts of a value, from the first on, its own data properties only. @param isOurs plain data, without accessors */
export function textsOf(value: unknown, isOurs = false): string[] {
  const texts = new Texts(isOurs);
  texts.collect(value, 0);
  return texts.found;
}

class Texts {
  readonly found: string[] = [];
  private readonly seen = new Set<object>();
  private entries = 0;
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
    const isList = Array.isArray(value);
    for (const key of isList ? value.keys() : Object.keys(value)) {
      if (++this.entries > MOST_ENTRIES || this.units > MOST_READ) return;
      const entry: unknown = this.isOurs
        ? (value as Record<string | number, unknown>)[key]
        : Object.getOwnPropertyDescriptor(value, key)?.value;
      this.collect(entry, level + 1);
    }
  }
}
