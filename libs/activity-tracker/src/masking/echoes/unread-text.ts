import { WordSet } from './word-set.js';

/**
 * Texts of a request that were not searched for secrets, because the work ran out or there were too many secrets. Their words
 * count as if the caller had named them secrets: a caller who spends the work must not keep a password that an error message
 * repeats.
 */
export class UnreadText {
  private readonly texts: string[] = [];
  /** Of all texts, and of all but one. */
  private readonly sets = new Map<string | undefined, WordSet>();
  private own: string | undefined;
  /** None of the texts may be repeated by the part that is being searched. */
  isEmpty = true;

  /** @param text only kept here: it is read at the first search */
  add(text: string): void {
    this.texts.push(text);
    this.sets.clear();
    this.isEmpty = false;
  }

  /** @param own the text of the part that is searched from now on: it does not repeat itself */
  searchIn(own: string | undefined): void {
    if (this.texts.length === 0) return;
    const isOther = (text: string) => text !== own;
    this.own = this.texts.every(isOther) ? undefined : own;
    this.isEmpty = !this.texts.some(isOther);
  }

  clear(): void {
    this.texts.length = 0;
    this.sets.clear();
    this.own = undefined;
    this.isEmpty = true;
  }

  /** UTF-16 units that the next {@link shared} reads. */
  get length(): number {
    return this.sets.has(this.own) ? 0 : this.others.reduce((sum, { length }) => sum + length, 0);
  }

  /** Words of a text that also stand in the texts added, longest first. */
  shared(text: string): readonly string[] {
    let words = this.sets.get(this.own);
    if (!words) this.sets.set(this.own, (words = new WordSet(this.others)));
    return words.in(text);
  }

  private get others(): readonly string[] {
    return this.own === undefined ? this.texts : this.texts.filter((text) => text !== this.own);
  }
}

/** Entries that are read of a value. */
const MOST_ENTRIES = 20_000;

/** The texts of a value, its own data properties only. @param isOurs plain data, without accessors */
export function textsOf(value: unknown, isOurs = false): string[] {
  const texts: string[] = [];
  const open: unknown[] = [value];
  const seen = new Set<object>();
  for (let at = 0; at < open.length; at++) {
    const next = open[at];
    if (typeof next === 'string') texts.push(next);
    if (typeof next !== 'object' || next === null || ArrayBuffer.isView(next) || seen.has(next)) continue;
    seen.add(next);
    if (isOurs && Array.isArray(next)) {
      for (let index = 0; index < next.length && open.length < MOST_ENTRIES; index++) open.push(next[index]);
      continue;
    }
    for (const key of Object.keys(next)) {
      if (open.length >= MOST_ENTRIES) break;
      open.push(isOurs ? (next as Record<string, unknown>)[key] : Object.getOwnPropertyDescriptor(next, key)?.value);
    }
  }
  return texts;
}
