import { fixedOffsetOf } from '../../../common/fixed-offset.js';
import { HOUR_MS, MINUTE_MS } from '../../../common/time.js';

/** Zones are at most 14 hours from UTC. */
const FURTHEST_MS = 16 * HOUR_MS;
/** Years in which the previous and the next day also have a four-digit year, in every calendar library. */
const DATE = /^(?:19|[2-8]\d)\d\d-\d\d-\d\d$/;

export function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // Date.parse alone turns the 30th of February into the 1st of March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Even if a clock change skips midnight. @param date such as `2024-05-31` */
export function startOfDay(date: string, zone = 'UTC'): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (zone === 'UTC') return new Date(midnight);
  const offset = fixedOffsetOf(zone);
  if (offset !== undefined) return new Date(midnight - offset * MINUTE_MS);
  const dateAt = dateIn(zone);
  // The date in a zone never goes back, so a binary search finds its first instant.
  let [before, after] = [midnight - FURTHEST_MS, midnight + FURTHEST_MS];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dateAt(middle) >= date) after = middle;
    else before = middle;
  }
  return new Date(after);
}

/** The last millisecond of a date in a zone: MongoDB stores no finer time. */
export function endOfDay(date: string, zone = 'UTC'): Date {
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10);
  return new Date(startOfDay(next, zone).getTime() - 1);
}

function dateIn(zone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (time) => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
    return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  };
}
