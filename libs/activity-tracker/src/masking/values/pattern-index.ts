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
  private readonly byWindow = new Map<number, [beginning: string, found: T][]>();

  constructor(patterns: readonly (readonly [pattern: string, found: T])[]) {
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
    const hash = hashBefore(beginning, window, window);
    const others = this.byWindow.get(hash);
    if (others) others.push([beginning, found]);
    else this.byWindow.set(hash, [[beginning, found]]);
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
    for (let end = window; end <= length;) {
      const skip = skips[slotBefore(text, end)]!;
      if (skip > 0) {
        end += skip;
        continue;
      }
      const patterns = this.byWindow.get(hashBefore(text, end, window)) ?? [];
      left -= patterns.length;
      meter.spend(window + PRICE.compared * patterns.length);
      if (left < 0) return false;
      for (const [beginning, found] of patterns)
        if (text.startsWith(beginning, end - window) && isEnough(found, end - window)) return true;
      end++;
    }
    return true;
  }
}

function slotBefore(text: string, end: number): number {
  return (unitAt(text, end - 1) ^ (unitAt(text, end - 2) << 4) ^ (unitAt(text, end - 3) << 8)) & (SLOTS - 1);
}

function hashBefore(text: string, end: number, length: number): number {
  let hash = 0;
  for (let at = end - length; at < end; at++) hash = (Math.imul(hash, 31) + unitAt(text, at)) | 0;
  return hash;
}
