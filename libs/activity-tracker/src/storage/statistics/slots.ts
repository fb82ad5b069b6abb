import type { Span } from '../port/statistics.js';

export function slotAt(edges: readonly Date[], time: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle]!.getTime() <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The longest time units that no inner edge cuts: fewest groups on the server, each in one slot. */
export function slotLengths(edges: readonly Date[]): { origin: Date; milliseconds: number } {
  const origin = edges[1]!;
  const inner = edges.slice(2, -1).map((edge) => edge.getTime() - origin.getTime());
  const whole = edges.at(-1)!.getTime() - edges[0]!.getTime();
  return { origin, milliseconds: inner.reduce(greatestCommonDivisor, 0) || Math.max(1, whole) };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

export function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = result.at(-1);
    if (last && span.from <= last.to) last.to = new Date(Math.max(last.to.getTime(), span.to.getTime()));
    else result.push({ ...span });
  }
  return result;
}
