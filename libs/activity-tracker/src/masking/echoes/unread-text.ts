/** Shorter words are too common to be secrets. */
const SHORTEST = 6;
const LONGEST = 256;
const ENDS_WORD = new Uint8Array(128).fill(1, 0, 33);
for (const character of `"'\`\\&;,=:?#%{}[]()<>|`) ENDS_WORD[character.charCodeAt(0)] = 1;
/** Of a sentence: `Hunter2-x.` */
const [POINT, EXCLAMATION_MARK] = [46, 33];

/**
 * Texts of a request that were not searched for secrets, because the work ran out or there were too many secrets. Their words
 * count as if the caller had named them secrets: a caller who spends the work must not keep a password that an error message
 * repeats.
 */
export class UnreadText {
  private readonly texts: string[] = [];
  private words: Set<string> | undefined;

  /** The text of the part that is being searched: it does not repeat itself. */
  own: string | undefined;

  get isEmpty(): boolean {
    return this.texts.every((text) => text === this.own);
  }

  /** @param text only kept here: it is read at the first search */
  add(text: string): void {
    this.texts.push(text);
    this.words = undefined;
  }

  clear(): void {
    this.texts.length = 0;
    this.words = undefined;
  }

  /** UTF-16 units that the next {@link shared} reads. */
  get length(): number {
    return this.words ? 0 : this.texts.reduce((sum, { length }) => sum + length, 0);
  }

  /** Words of a text that also stand in the texts added, longest first. */
  shared(text: string): string[] {
    const words = (this.words ??= this.allWords());
    const shared = new Set([...wordsIn(text)].filter((word) => words.has(word)));
    return [...shared].sort((one, other) => other.length - one.length);
  }

  private allWords(): Set<string> {
    const words = new Set<string>();
    for (const text of this.texts) for (const word of wordsIn(text)) words.add(word);
    return words;
  }
}

function* wordsIn(text: string): Generator<string> {
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    // At the end it is NaN.
    const code = text.charCodeAt(at);
    if (at < text.length && (code >= ENDS_WORD.length || ENDS_WORD[code] === 0)) continue;
    let end = at;
    while (end > start && isPunctuation(text.charCodeAt(end - 1))) end--;
    if (end - start >= SHORTEST && end - start <= LONGEST) yield text.slice(start, end);
    start = at + 1;
  }
}

function isPunctuation(code: number): boolean {
  return code === POINT || code === EXCLAMATION_MARK;
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
