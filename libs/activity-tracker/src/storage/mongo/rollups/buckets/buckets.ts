import type { Dimension } from '../../../tally/dimension.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../common/time.js';

/** Aligned to UTC, longest first. Quarters exist because days and hours of every time zone in use begin on one. */
export const LEVELS = ['day', 'hour', 'quarter', 'minute'] as const;
export type Level = (typeof LEVELS)[number];

export const LENGTH: Record<Level, number> = { day: DAY_MS, hour: HOUR_MS, quarter: 900_000, minute: MINUTE_MS };

/** Minutes answer for the last hours, and hours are merged from them. */
const MINUTES_KEPT_MS = 48 * HOUR_MS;
/** Older hours are counted from the records, since their minutes may be gone. */
export const MINUTES_RELIED_ON_MS = MINUTES_KEPT_MS - HOUR_MS;

/** Dimensions with few values, so that quarters stay small; routes and users keep hours and days only. */
export const SMALL: ReadonlySet<Dimension> = new Set(['all', 'status', 'country', 'method', 'outcome']);

export function keptMs(level: Level, dimension: Dimension): number {
  if (level === 'minute') return MINUTES_KEPT_MS;
  return level === 'quarter' && !SMALL.has(dimension) ? MINUTES_KEPT_MS : Infinity;
}

export function bucketStart(level: Level, time: number): number {
  return Math.floor(time / LENGTH[level]) * LENGTH[level];
}
