import { DAY_MS, HOUR_MS } from '../common/time.js';

const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS, y: 365 * DAY_MS };
const TERM = /^([1-9]\d{0,6})([hdwy])$/;
const LONGEST_MS = 100 * 365 * DAY_MS;

export const TERM_RULE =
  "must be a whole number with h, d, w or y (365 days), such as '12h', '30d' or '1y', and at most '100y'";

/** Milliseconds of a term such as `30d`, `Infinity` for `forever`; `undefined` for another value. */
export function termOf(value: unknown): number | undefined {
  if (value === 'forever') return Infinity;
  const [, number, unit] = (typeof value === 'string' && TERM.exec(value)) || [];
  if (number === undefined || unit === undefined) return undefined;
  const term = Number(number) * UNITS[unit]!;
  return term <= LONGEST_MS ? term : undefined;
}
