import type { SeqRange } from '../sequence/seq-ranges.js';
import type { Interval } from './seq-bits.js';

/** Why numbers are missing. `expired`: older than `storage.retentionDays`. */
export type MissingCause = 'gap' | 'erasure' | 'retention' | 'archive' | 'expired';

/** Ranges of numbers whose absence the log explains. */
export class Explanations {
  private readonly ranges: (SeqRange & { cause: MissingCause; left: number })[] = [];
  private isSorted = true;
  /** The furthest `last` of the ranges up to each: where a search may end. */
  private readonly reach: number[] = [];

  add(range: SeqRange, cause: MissingCause): void {
    this.ranges.push({ ...range, cause, left: range.count });
    this.isSorted = false;
  }

  /** The highest number that a range names: records up to it were made. */
  get last(): number {
    return this.ranges.reduce((highest, { last }) => Math.max(highest, last), 0);
  }

  /** Takes from an interval what is explained. @returns what is left, and counts what is not */
  explain(hole: Interval, counts: Map<MissingCause, number>): Interval[] {
    this.sort();
    let rest: Interval[] = [hole];
    for (let at = this.lastBefore(hole.last); at >= 0 && this.reach[at]! >= hole.first; at--) {
      const range = this.ranges[at]!;
      if (range.last < hole.first || range.left === 0) continue;
      rest = rest.flatMap((interval) => take(interval, range, counts));
    }
    return rest.sort((a, b) => a.first - b.first);
  }

  private sort(): void {
    if (this.isSorted) return;
    this.isSorted = true;
    this.ranges.sort((a, b) => a.first - b.first);
    let reach = 0;
    this.ranges.forEach(({ last }, at) => (this.reach[at] = reach = Math.max(reach, last)));
  }

  /** Index of the last range that begins at or before a number. */
  private lastBefore(seq: number): number {
    let [low, high] = [0, this.ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ranges[middle]!.first <= seq) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** A range that was made coarse explains as many of its numbers as it counts, from the lowest on. */
function take(
  interval: Interval,
  range: SeqRange & { cause: MissingCause; left: number },
  counts: Map<MissingCause, number>,
): Interval[] {
  const first = Math.max(interval.first, range.first);
  const last = Math.min(interval.last, range.last, first + range.left - 1);
  if (last < first) return [interval];
  const taken = last - first + 1;
  range.left -= taken;
  counts.set(range.cause, (counts.get(range.cause) ?? 0) + taken);
  const rest: Interval[] = [];
  if (interval.first < first) rest.push({ first: interval.first, last: first - 1 });
  if (last < interval.last) rest.push({ first: last + 1, last: interval.last });
  return rest;
}
