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
  shared(text: string): string[] {
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

/** The texts of a value, its own data properties only. */
export function* textsOf(value: unknown): Generator<string> {
  const open = new Set([value]);
  // A set gives its values in the order of adding, each once, and also those added during the loop.
  for (const next of open) {
    if (typeof next === 'string') yield next;
    if (typeof next !== 'object' || next === null || ArrayBuffer.isView(next)) continue;
    for (const key of Object.keys(next)) {
      if (open.size > MOST_ENTRIES) break;
      open.add(Object.getOwnPropertyDescriptor(next, key)?.value);
    }
  }
}
