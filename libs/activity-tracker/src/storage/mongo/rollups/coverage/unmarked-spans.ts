import type { Span } from '../../../port/statistics.js';
import { bucketStart } from '../buckets/buckets.js';
import { HOUR_MS, MINUTE_MS } from '../../../../common/time.js';

const MOST_SPANS = 100;

export class UnmarkedSpans {
  private spans: Span[] = [];

  get isEmpty(): boolean {
    return this.spans.length === 0;
  }

  overlaps(from: Date, to: Date): boolean {
    return this.spans.some((span) => from < span.to && to > span.from);
  }

  /** Minutes of one hour share a span; above the limit, one span covers all. */
  add(time: Date): void {
    const minute = bucketStart('minute', time.getTime());
    const span = { from: new Date(minute), to: new Date(minute + MINUTE_MS) };
    const near = this.spans.find(
      ({ from, to }) => minute >= from.getTime() - HOUR_MS && minute <= to.getTime() + HOUR_MS,
    );
    if (near) Object.assign(near, hull([near, span]));
    else if (this.spans.push(span) > MOST_SPANS) this.spans = [hull(this.spans)];
  }

  take(): Span[] {
    const taken = this.spans;
    this.spans = [];
    return taken;
  }

  putBack(spans: readonly Span[]): void {
    this.spans.push(...spans);
    if (this.spans.length > MOST_SPANS) this.spans = [hull(this.spans)];
  }
}

function hull(spans: readonly Span[]): Span {
  return {
    from: new Date(Math.min(...spans.map(({ from }) => from.getTime()))),
    to: new Date(Math.max(...spans.map(({ to }) => to.getTime()))),
  };
}
