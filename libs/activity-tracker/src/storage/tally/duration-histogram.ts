import { mongo } from 'mongoose';
import { readVarint, writeVarint } from './varint.js';

/** Each bin is 8 % wider than the one before, so its middle is within 4 % of any duration in it. */
const GROWTH = 1.08;
const LOG_GROWTH = Math.log(GROWTH);
/** Shorter durations count as this. Milliseconds. */
const SHORTEST_MS = 0.01;
/** Keeps bin numbers positive. */
const OFFSET = Math.ceil(-Math.log(SHORTEST_MS) / LOG_GROWTH);

/** Longer than any call. */
const MAX_SECONDS = 1e9;

/** Other writers may have stored a text, NaN, or infinity, which count as 0; a Decimal128 would stay one in JavaScript. */
export const SECONDS_EXPRESSION = {
  $cond: [
    {
      $and: [
        { $isNumber: '$execution_time' },
        { $gte: ['$execution_time', 0] },
        { $lt: ['$execution_time', MAX_SECONDS] },
      ],
    },
    { $toDouble: '$execution_time' },
    0,
  ],
};

export const BIN_EXPRESSION = {
  $add: [
    OFFSET,
    { $floor: { $divide: [{ $ln: { $max: [SHORTEST_MS, { $multiply: [SECONDS_EXPRESSION, 1000] }] } }, LOG_GROWTH] } },
  ],
};

/** Durations in bins of equal ratio. Merging is exact; percentiles are within 4 %. @publicApi */
export class DurationHistogram {
  private readonly bins = new Map<number, number>();

  /** Adds `count` calls to a bin. */
  add(bin: number, count: number): void {
    this.bins.set(bin, (this.bins.get(bin) ?? 0) + count);
  }

  /** Adds the calls of another histogram. */
  merge(other: DurationHistogram): void {
    for (const [bin, count] of other.bins) this.add(bin, count);
  }

  /** @param share 0 to 1 @returns milliseconds, within 4 %; `null` if nothing was counted */
  percentile(share: number): number | null {
    const bins = [...this.bins].sort(([a], [b]) => a - b);
    const total = bins.reduce((sum, [, count]) => sum + count, 0);
    let passed = 0;
    for (const [bin, count] of bins) {
      passed += count;
      if (passed >= share * total) return Math.exp((bin - OFFSET + 0.5) * LOG_GROWTH);
    }
    return null;
  }

  /** Stored form, read by {@link addBinary}. */
  toBinary(): mongo.Binary {
    const bytes: number[] = [];
    let last = 0;
    for (const [bin, count] of [...this.bins].sort(([a], [b]) => a - b)) {
      writeVarint(bytes, bin - last);
      writeVarint(bytes, count);
      last = bin;
    }
    return new mongo.Binary(Uint8Array.from(bytes));
  }

  /** Adds the output of {@link toBinary}. */
  addBinary({ buffer, position }: mongo.Binary): void {
    const at = { offset: 0 };
    let bin = 0;
    while (at.offset < position) {
      bin += readVarint(buffer, at);
      this.add(bin, readVarint(buffer, at));
    }
  }
}
