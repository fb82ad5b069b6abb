import type { Dimension } from '../../../tally/dimension.js';
import type { Span } from '../../../port/statistics.js';
import { keptMs, LENGTH, type Level, LEVELS, SMALL, bucketStart } from '../buckets/buckets.js';
import { type Coverage, hasMinutes } from './coverage.js';
import type { Mark } from '../rollup-collections.js';
import { HOUR_MS, MINUTE_MS } from '../../../../common/time.js';

export interface Cover {
  buckets: Map<Level, Span[]>;
  records: Span[];
}

export class PendingBuckets {
  private readonly starts: Record<'minute' | 'hour' | 'day', Set<number>> = {
    minute: new Set(),
    hour: new Set(),
    day: new Set(),
  };

  constructor(marks: readonly Pick<Mark, '_id'>[]) {
    for (const { _id } of marks) {
      const start = _id.start.getTime();
      this.starts.day.add(bucketStart('day', start));
      if (_id.level !== 'day') this.starts.hour.add(bucketStart('hour', start));
      if (_id.level === 'minute') this.starts.minute.add(start);
    }
  }

  includes(level: Level, start: number): boolean {
    return level === 'quarter' ? this.starts.hour.has(bucketStart('hour', start)) : this.starts[level].has(start);
  }
}

/** Covers the slots with the longest available buckets; none crosses an edge. */
export function cover(
  edges: readonly number[],
  dimension: Dimension,
  waiting: PendingBuckets,
  coverage: Coverage,
): Cover {
  const result: Cover = { buckets: new Map(), records: [] };
  const usable = (level: Level, start: number): boolean =>
    start >= coverage.from.getTime() &&
    // One hour less than the retention: the bucket must still exist when it is read.
    start >= coverage.now.getTime() - keptMs(level, dimension) + HOUR_MS &&
    (!isMadeOfMinutes(level, dimension) || hasMinutes(bucketStart('hour', start), coverage)) &&
    !waiting.includes(level, start);

  for (let slot = 0; slot + 1 < edges.length; slot++) {
    const end = edges[slot + 1]!;
    let time = edges[slot]!;
    while (time < end) {
      const level = LEVELS.find(
        (level) => time % LENGTH[level] === 0 && time + LENGTH[level] <= end && usable(level, time),
      );
      const next = level ? time + LENGTH[level] : Math.min(end, afterRecords(time, coverage));
      append(level ? listOf(result.buckets, level) : result.records, time, next);
      time = next;
    }
  }
  return result;
}

/** Hours counted from records have no minutes, and quarters of the small dimensions only. */
function isMadeOfMinutes(level: Level, dimension: Dimension): boolean {
  return level === 'minute' || (level === 'quarter' && !SMALL.has(dimension));
}

function afterRecords(time: number, coverage: Coverage): number {
  return Math.max(bucketStart('minute', time) + MINUTE_MS, coverage.from.getTime());
}

function listOf(buckets: Map<Level, Span[]>, level: Level): Span[] {
  const list = buckets.get(level) ?? [];
  buckets.set(level, list);
  return list;
}

function append(spans: Span[], from: number, to: number): void {
  const last = spans.at(-1);
  if (last?.to.getTime() === from) last.to = new Date(to);
  else spans.push({ from: new Date(from), to: new Date(to) });
}
