import type { Span } from '../../storage/port/statistics.js';
import type { Zone } from '../../common/zone.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../common/time.js';

const MOST_SLOTS = 120;

/** Lengths of slots, shortest first. Above an hour they follow local time, so that a day has 23 to 25 hours. @publicApi */
export const SLOT_LENGTHS = ['1s', '5s', '15s', '1m', '5m', '15m', '1h', '3h', '6h', '1d', '1w', '1mo', '1y'] as const;

/** One of {@link SLOT_LENGTHS}. @publicApi */
export type SlotLength = (typeof SLOT_LENGTHS)[number];

const MILLISECONDS: Record<SlotLength, number> = {
  '1s': SECOND_MS,
  '5s': 5 * SECOND_MS,
  '15s': 15 * SECOND_MS,
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '1h': HOUR_MS,
  '3h': 3 * HOUR_MS,
  '6h': 6 * HOUR_MS,
  '1d': DAY_MS,
  '1w': 7 * DAY_MS,
  '1mo': 31 * DAY_MS,
  '1y': 366 * DAY_MS,
};

/** The shortest length that gives at most 120 slots. */
export function slotLengthFor({ from, to }: Span): SlotLength {
  const length = to.getTime() - from.getTime();
  return SLOT_LENGTHS.find((name) => length <= MOST_SLOTS * MILLISECONDS[name]) ?? '1y';
}

export function edgesOf({ from, to }: Span, length: SlotLength, zone: Zone): Date[] {
  const next = MILLISECONDS[length] <= HOUR_MS ? byElapsedTime : byWallClock;
  const edges = [from.getTime()];
  for (let time = from.getTime(); ;) {
    time = next(time, length, zone);
    if (time >= to.getTime()) break;
    edges.push(time);
  }
  return [...edges.map((edge) => new Date(edge)), to];
}

/** A repeated hour is two slots; if clocks change by half an hour, one slot is longer. */
function byElapsedTime(time: number, length: SlotLength, zone: Zone): number {
  const unit = MILLISECONDS[length];
  const overhang = (instant: number) => modulo(zone.wallAt(instant), unit);
  const next = time + unit - overhang(time);
  const rest = overhang(next);
  return rest === 0 ? next : next + unit - rest;
}

function byWallClock(time: number, length: SlotLength, zone: Zone): number {
  for (let wall = nextWall(zone.wallAt(time), length); ; wall = nextWall(wall, length)) {
    const instant = zone.instantAt(wall);
    if (instant > time) return instant;
  }
}

function nextWall(wall: number, length: SlotLength): number {
  const date = new Date(wall);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (length) {
    case '1y':
      return Date.UTC(year + 1, 0);
    case '1mo':
      return Date.UTC(year, month + 1);
    case '1w': {
      // Weeks begin on Monday, and 1970 began on a Thursday.
      const monday = 4 * DAY_MS;
      return wall - modulo(wall - monday, MILLISECONDS[length]) + MILLISECONDS[length];
    }
    default:
      return wall - modulo(wall, MILLISECONDS[length]) + MILLISECONDS[length];
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
