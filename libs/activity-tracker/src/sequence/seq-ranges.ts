/** From `first` to `last`, of which `count` numbers are meant: all of them, unless the range was made coarse to save memory. */
export interface SeqRange {
  first: number;
  last: number;
  count: number;
}

/** A range in a record: `[first, last]` for all of it, `[first, last, count]` for a part. @publicApi */
export type StoredRange = readonly [first: number, last: number, count?: number];

/** A set of numbers as sorted ranges. Beyond `most` ranges, neighbors are joined to coarse ones. */
export class SeqRanges {
  private ranges: SeqRange[] = [];
  count = 0;

  constructor(private readonly most = 500) {}

  get first(): number | undefined {
    return this.ranges[0]?.first;
  }

  get last(): number | undefined {
    return this.ranges.at(-1)?.last;
  }

  get length(): number {
    return this.ranges.length;
  }

  add(seq: number): void {
    this.addRange({ first: seq, last: seq, count: 1 });
  }

  /** Numbers that are in the set already count once. */
  addRange(range: SeqRange): void {
    const { ranges } = this;
    let at = ranges.length;
    while (at > 0 && ranges[at - 1]!.first > range.last) at--;
    let added = range;
    for (; at > 0 && ranges[at - 1]!.last >= added.first; at--) {
      const [overlapping] = ranges.splice(at - 1, 1);
      this.count -= overlapping!.count;
      added = union(overlapping!, added);
    }
    this.count += added.count;
    const before = ranges[at - 1];
    if (before && before.last + 1 === added.first && isWhole(before) && isWhole(added)) {
      before.last = added.last;
      before.count += added.count;
    } else ranges.splice(at, 0, { ...added });
    if (ranges.length > this.most) this.halve();
  }

  [Symbol.iterator](): Iterator<SeqRange> {
    return this.ranges[Symbol.iterator]();
  }

  toStored(): StoredRange[] {
    return this.ranges.map((range) =>
      isWhole(range) ? [range.first, range.last] : [range.first, range.last, range.count],
    );
  }

  private halve(): void {
    const halved: SeqRange[] = [];
    for (let at = 0; at < this.ranges.length; at += 2) {
      const left = this.ranges[at]!;
      const right = this.ranges[at + 1];
      halved.push(
        right ? { first: left.first, last: Math.max(left.last, right.last), count: left.count + right.count } : left,
      );
    }
    this.ranges = halved;
  }
}

/** Of two that overlap; of coarse ones it is not known which numbers both have. */
function union(one: SeqRange, other: SeqRange): SeqRange {
  const first = Math.min(one.first, other.first);
  const last = Math.max(one.last, other.last);
  const width = last - first + 1;
  const isExact = isWhole(one) && isWhole(other);
  return { first, last, count: isExact ? width : Math.min(width, one.count + other.count) };
}

const isWhole = ({ first, last, count }: SeqRange): boolean => count === last - first + 1;

/** Reads ranges of a record; `undefined` if they are malformed. */
export function readRanges(given: unknown): SeqRange[] | undefined {
  if (!Array.isArray(given)) return undefined;
  const ranges: SeqRange[] = [];
  for (const each of given) {
    const [first, last, count] = Array.isArray(each) ? (each as unknown[]) : [];
    if (!isSeq(first) || !isSeq(last) || last < first) return undefined;
    const most = last - first + 1;
    if (count !== undefined && (!isSeq(count) || count > most)) return undefined;
    ranges.push({ first, last, count: count ?? most });
  }
  return ranges;
}

const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
