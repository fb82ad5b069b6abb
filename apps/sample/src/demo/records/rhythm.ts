import { firstAbove } from './random.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Relative number of requests per hour of the day, UTC. */
const HOURS = [2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 13, 12, 12, 13, 13, 12, 11, 10, 9, 8, 7, 5, 3];
/** Relative number of requests per weekday, from Sunday. */
const WEEKDAYS = [0.6, 1, 1.05, 1.05, 1.1, 1, 0.7];

/** An incident with more requests, many of which fail. Milliseconds since 1970. */
export interface Incident {
  from: number;
  to: number;
  load: number;
  failing: number;
  /** Affected handlers. Default: all. */
  controller?: string;
}

/** Period of the records, milliseconds since 1970. */
export interface Period {
  end: number;
  days: number;
  count: number;
  incidents: readonly Incident[];
}

/** Two incidents late in the period: an unavailable payment provider, and an overloaded shop. */
export function incidentsBefore(end: number, days: number): readonly Incident[] {
  const at = (share: number) => end - share * days * DAY_MS;
  return [
    { from: at(0.3), to: at(0.3) + 45 * MINUTE_MS, load: 1.2, failing: 0.7, controller: 'PaymentsController' },
    { from: at(0.08), to: at(0.08) + 20 * MINUTE_MS, load: 2.5, failing: 0.35 },
  ];
}

export function rhythm({ end, days, count, incidents }: Period): (index: number, chance: number) => number {
  const start = end - days * DAY_MS;
  const minutes = Math.ceil((days * DAY_MS) / MINUTE_MS);
  let sum = 0;
  const ends = Array.from({ length: minutes }, (_, minute) => {
    const time = start + minute * MINUTE_MS;
    const date = new Date(time);
    const incident = incidents.find(({ from, to }) => from <= time && time < to);
    sum += HOURS[date.getUTCHours()]! * WEEKDAYS[date.getUTCDay()]! * (incident?.load ?? 1);
    return sum;
  });
  return (index, chance) => {
    const place = ((index + chance) / count) * sum;
    const minute = firstAbove(ends, place);
    const before = minute === 0 ? 0 : ends[minute - 1]!;
    const within = (place - before) / (ends[minute]! - before);
    return Math.min(end, Math.floor(start + (minute + within) * MINUTE_MS));
  };
}
