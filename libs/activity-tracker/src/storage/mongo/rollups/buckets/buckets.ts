import type { Dimension } from '../../../tally/dimension.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../common/time.js';

/**
 * Lengths of time that are counted ahead, each aligned to UTC, longest first. Quarters of an hour are there because
 * days and hours of every time zone in use begin on one.
 */
export const LEVELS = ['day', 'hour', 'quarter', 'minute'] as const;
export type Level = (typeof LEVELS)[number];

export const LENGTH: Record<Level, number> = { day: DAY_MS, hour: HOUR_MS, quarter: 900_000, minute: MINUTE_MS };

/** Minutes serve the last hours, and hours are made of them. */
export const MINUTES_KEPT_MS = 48 * HOUR_MS;
/** From here on an hour is counted from the records, for its minutes may be gone. */
export const MINUTES_RELIED_ON_MS = MINUTES_KEPT_MS - HOUR_MS;

/** Few values, so that quarters of an hour stay small for good; of routes and users only hours and days are kept. */
export const SMALL: ReadonlySet<Dimension> = new Set(['all', 'status', 'country', 'method', 'outcome']);

/** How far back buckets of that level are kept, milliseconds. */
export function keptMs(level: Level, dimension: Dimension): number {
  if (level === 'minute') return MINUTES_KEPT_MS;
  return level === 'quarter' && !SMALL.has(dimension) ? MINUTES_KEPT_MS : Infinity;
}

export function bucketStart(level: Level, time: number): number {
  return Math.floor(time / LENGTH[level]) * LENGTH[level];
}
