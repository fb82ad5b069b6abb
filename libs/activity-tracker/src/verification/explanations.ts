import type { SeqRange } from '../sequence/seq-ranges.js';
import type { Interval } from './seq-bits.js';

/** Why numbers are missing. `expired`: older than `storage.retentionDays`. */
export type MissingCause = 'gap' | 'erasure' | 'retention' | 'archive' | 'expired';

type Range = SeqRange & { cause: MissingCause; left: number };

export class Explanations {
  private readonly ranges: Range[] = [];
  private isSorted = true;
  /** Index of the first range that begins behind every hole so far. */
  private next = 0;
  /** Ranges before that one that may reach further: each hole looks at few, however many there are. */
  private readonly open: Range[] = [];

  add(range: SeqRange, cause: MissingCause): void {
    this.ranges.push({ ...range, cause, left: range.count });
    this.isSorted = false;
  }

  /** The highest number that a range names: records up to it were made. */
  get last(): number {
    return this.ranges.reduce((highest, { last }) => Math.max(highest, last), 0);
  }

  /**
   * Takes from a hole what is explained; call it with ascending holes, after the last {@link add}.
   * @returns what is left, and counts what is not
   */
  explain(hole: Interval, counts: Map<MissingCause, number>): Interval[] {
    this.sort();
    const { ranges, open } = this;
    for (; this.next < ranges.length && ranges[this.next]!.first <= hole.last; this.next++)
      open.push(ranges[this.next]!);
    let rest: Interval[] = [hole];
    for (let at = open.length - 1; at >= 0 && rest.length > 0; at--) {
      const range = open[at]!;
      if (range.last >= hole.first && range.left > 0)
        rest = rest.flatMap((interval) => take(interval, range, (taken) => add(counts, range.cause, taken)));
      if (range.last <= hole.last || range.left === 0) open.splice(at, 1);
    }
    return rest.sort((a, b) => a.first - b.first);
  }

  /** Whether what {@link explain} has left over explains all of these numbers. */
  explainsAll(interval: Interval): boolean {
    let rest: Interval[] = [interval];
    for (const range of this.ranges) {
      if (rest.length === 0) return true;
      rest = rest.flatMap((each) => take(each, { ...range }));
    }
    return rest.length === 0;
  }

  private sort(): void {
    if (this.isSorted) return;
    this.isSorted = true;
    this.ranges.sort((a, b) => a.first - b.first);
  }
}

export function add(counts: Map<MissingCause, number>, cause: MissingCause, more: number): void {
  counts.set(cause, (counts.get(cause) ?? 0) + more);
}

/** A range that was made coarse explains as many of its numbers as it counts, from the lowest on. */
function take(interval: Interval, range: Range, taken: (count: number) => void = () => {}): Interval[] {
  const first = Math.max(interval.first, range.first);
  const last = Math.min(interval.last, range.last, first + range.left - 1);
  if (last < first) return [interval];
  range.left -= last - first + 1;
  taken(last - first + 1);
  const rest: Interval[] = [];
  if (interval.first < first) rest.push({ first: interval.first, last: first - 1 });
  if (last < interval.last) rest.push({ first: last + 1, last: interval.last });
  return rest;
}
