import { HOUR_MS } from '../../../common/time.js';
import { Zone } from '../../../common/zone.js';

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
  return new Date(zone === 'UTC' ? midnight : new Zone(zone).instantAt(midnight));
}

/** The last millisecond of a date in a zone: MongoDB stores no finer time. */
export function endOfDay(date: string, zone = 'UTC'): Date {
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10);
  return new Date(startOfDay(next, zone).getTime() - 1);
}
