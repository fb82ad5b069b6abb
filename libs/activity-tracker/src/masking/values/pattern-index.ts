import { unitAt } from '../text/code-at.js';
import { PRICE } from '../budget/prices.js';
import { type Meter, UNMETERED } from '../budget/work-budget.js';

const LONGEST_COMPARED = 24;
/** Characters of each pattern that the skips are made of, where all are as long. */
const WIDEST_WINDOW = 16;
/** Comparisons of one search, however short the text is, and how many characters of a longer one give one more. */
const MOST_COMPARED = 500;
const COMPARED_CHARACTERS = 16;
const BLOCK = 3;
const LONGEST_SKIP = WIDEST_WINDOW - BLOCK + 1;
export const SHORTEST_PATTERN = BLOCK;
const SLOTS = 4_096;

type Pattern<T> = readonly [beginning: string, found: T];

/** Patterns with the same window. Many may differ only behind it, so they are found by all of their beginning. */
class Bucket<T> {
  /** Of the beginnings, in ascending order. */
  readonly lengths: number[] = [];
  private readonly byHash = new Map<number, Pattern<T>[]>();

  add(pattern: Pattern<T>, hash: number): void {
    const [{ length }] = pattern;
    if (!this.lengths.includes(length)) {
      this.lengths.push(length);
      this.lengths.sort((one, other) => one - other);
    }
    const others = this.byHash.get(hash);
    if (others) others.push(pattern);
    else this.byHash.set(hash, [pattern]);
  }

  /** Those that may begin there. @param hash of the window */
  at(text: string, start: number, window: number, hash: number): readonly Pattern<T>[] {
    let found: readonly Pattern<T>[] | undefined;
    let whole = hash;
    let read = window;
    for (const length of this.lengths) {
      if (start + length > text.length) break;
      whole = hashed(text, start + read, start + length, whole);
      read = length;
      const patterns = this.byHash.get(whole);
      if (patterns) found = found ? [...found, ...patterns] : patterns;
    }
    return found ?? NONE;
  }
}

const NONE: readonly Pattern<never>[] = [];

/**
 * Finds the beginnings of many patterns in a text at once, and skips what cannot hold any. An expression of them all does
 * not do: V8 compiles it for each exchange, and on patterns that begin alike it tries each of them at each place.
 * @see https://webglimpse.net/pubs/TR94-17.pdf the algorithm of Wu and Manber
 */
export class PatternIndex<T> {
  /** As many characters as the shortest pattern has. */
  private readonly window: number;
  /** Price of a character of a text that is searched: the shorter the patterns, the more windows are looked at. */
  readonly priceOfCharacter: number;
  /** By the last block of a window: how far the next one is that may be a pattern. */
  private readonly skips: Uint8Array;
  private readonly byWindow = new Map<number, Bucket<T>>();

  constructor(patterns: readonly Pattern<T>[]) {
    this.window = patterns.reduce((least, [{ length }]) => Math.min(least, length), WIDEST_WINDOW);
    const longestSkip = this.window - BLOCK + 1;
    this.priceOfCharacter = PRICE.runCharacter + PRICE.block * (1 / longestSkip - 1 / LONGEST_SKIP);
    this.skips = new Uint8Array(SLOTS).fill(longestSkip);
    for (const [pattern, found] of patterns) this.add(pattern.slice(0, LONGEST_COMPARED), found);
  }

  private add(beginning: string, found: T): void {
    const { window, skips } = this;
    for (let end = BLOCK; end <= window; end++) {
      const slot = slotBefore(beginning, end);
      if (skips[slot]! > window - end) skips[slot] = window - end;
    }
    const hash = hashed(beginning, 0, window);
    let bucket = this.byWindow.get(hash);
    if (!bucket) this.byWindow.set(hash, (bucket = new Bucket()));
    bucket.add([beginning, found], hashed(beginning, window, beginning.length, hash));
  }

  /**
   * Tells of each place where a pattern begins, and of its offset, until there is no more, or until it is told that this is enough.
   *
   * @returns false where there is too much to compare: then the text may show any
   */
  search(text: string, isEnough: (found: T, at: number) => boolean, meter: Meter = UNMETERED): boolean {
    const { window, skips } = this;
    const { length } = text;
    let left = Math.max(MOST_COMPARED, length / COMPARED_CHARACTERS);
    for (let end = window; end <= length; end++) {
      const skip = skips[slotBefore(text, end)]!;
      if (skip > 0) {
        end += skip - 1;
        continue;
      }
      const start = end - window;
      const hash = hashed(text, start, end);
      const bucket = this.byWindow.get(hash);
      meter.spend(window + PRICE.compared * (bucket?.lengths.length ?? 0));
      if (!bucket) continue;
      const patterns = bucket.at(text, start, window, hash);
      left -= bucket.lengths.length + patterns.length;
      meter.spend(PRICE.compared * patterns.length);
      if (left < 0) return false;
      for (const [beginning, found] of patterns)
        if (text.startsWith(beginning, start) && isEnough(found, start)) return true;
    }
    return true;
  }
}

function slotBefore(text: string, end: number): number {
  return (unitAt(text, end - 1) ^ (unitAt(text, end - 2) << 4) ^ (unitAt(text, end - 3) << 8)) & (SLOTS - 1);
}

/** @param hash of what stands in front of it */
function hashed(text: string, start: number, end: number, hash = 0): number {
  let result = hash;
  for (let at = start; at < end; at++) result = (Math.imul(result, 31) + unitAt(text, at)) | 0;
  return result;
}
