/** UTF-16 units of each word that are hashed; shorter words are not for here. */
const WIDEST = 16;
export const SHORTEST_WORD = 4;
const FACTOR = 31;

interface Alike {
  /** Longest first: the rest of a longer word would still identify the person. */
  readonly lengths: number[];
  readonly words: Set<string>;
}

/** An expression of thousands of words holds the event loop for 0.7 s when it is compiled; here a rolling hash finds them. */
export class ManyWords {
  private readonly width: number;
  private readonly byHash = new Map<number, Alike>();
  /** The factor of the unit that leaves the window. */
  private readonly leaving: number;

  /** @param words of at least {@link SHORTEST_WORD} units */
  constructor(words: Iterable<string>) {
    const folded = Array.from(words, foldedCase);
    this.width = folded.reduce((least, { length }) => Math.min(least, length), WIDEST);
    this.leaving = Array.from({ length: this.width }).reduce<number>((power) => Math.imul(power, FACTOR), 1);
    for (const word of folded) this.add(word);
  }

  private add(word: string): void {
    const hash = this.hashOf(word);
    let alike = this.byHash.get(hash);
    if (!alike) this.byHash.set(hash, (alike = { lengths: [], words: new Set() }));
    alike.words.add(word);
    if (!alike.lengths.includes(word.length)) alike.lengths.push(word.length);
    alike.lengths.sort((one, other) => other - one);
  }

  private hashOf(word: string): number {
    let hash = 0;
    for (let at = 0; at < this.width; at++) hash = (Math.imul(hash, FACTOR) + word.charCodeAt(at)) | 0;
    return hash;
  }

  /** Replaces from left to right, at each place the longest word that may stand there. */
  replace(text: string, replacement: string, mayStand: (start: number, end: number) => boolean): string {
    const { width } = this;
    if (text.length < width) return text;
    const folded = foldedCase(text);
    let hash = this.hashOf(folded);
    let result = '';
    let copied = 0;
    for (let start = 0; ; start++) {
      const end = start < copied ? -1 : this.endOfWord(folded, start, hash, mayStand);
      if (end >= 0) {
        result += text.slice(copied, start) + replacement;
        copied = end;
      }
      if (start + width >= folded.length) break;
      hash = (Math.imul(hash, FACTOR) + folded.charCodeAt(start + width)) | 0;
      hash = (hash - Math.imul(folded.charCodeAt(start), this.leaving)) | 0;
    }
    return copied === 0 ? text : result + text.slice(copied);
  }

  private endOfWord(
    folded: string,
    start: number,
    hash: number,
    mayStand: (start: number, end: number) => boolean,
  ): number {
    const alike = this.byHash.get(hash);
    if (!alike) return -1;
    for (const length of alike.lengths) {
      const end = start + length;
      if (end <= folded.length && alike.words.has(folded.slice(start, end)) && mayStand(start, end)) return end;
    }
    return -1;
  }
}

const BEYOND_ASCII = /[^\0-\x7f]/;
const FOLDABLE = /[A-Z]+|[^\0-\x7f]/gu;
const DOTLESS_I = 'ı';

/** One spelling for all cases of a text, as an expression with the flags `iu` compares them, and of the same length. */
export function foldedCase(text: string): string {
  return BEYOND_ASCII.test(text) ? text.replace(FOLDABLE, foldedLetter) : text.toLowerCase();
}

function foldedLetter(letter: string): string {
  const upper = letter === DOTLESS_I ? letter : letter.toUpperCase();
  const lower = (upper.length === letter.length ? upper : letter).toLowerCase();
  return lower.length === letter.length ? lower : letter;
}
