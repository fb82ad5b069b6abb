import type { Settings } from '../api/panel-types';
import { fixedOffset, fixedOffsetOf, WallClock } from '../library';

/** How times are shown: in a zone, or a fixed number of minutes ahead of UTC. */
export interface Zone {
  name: string;
  /** Minutes that are added to what is shown. */
  shift: number;
}

export type ZoneChoice = string;

export const browserZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** What the application's settings say, if they say anything. */
export function serverZone({ time_zone, timedelta }: Settings): Zone | undefined {
  const offset = fixedOffsetOf(time_zone ?? '');
  if (offset !== undefined) return { name: 'UTC', shift: offset };
  if (time_zone && time_zone !== 'UTC' && isZone(time_zone)) return { name: time_zone, shift: 0 };
  return timedelta ? { name: 'UTC', shift: timedelta } : undefined;
}

export function chosenZone(choice: ZoneChoice | undefined, settings: Settings): Zone {
  if (choice === 'utc') return { name: 'UTC', shift: 0 };
  if (choice === 'local') return { name: browserZone(), shift: 0 };
  if (choice && choice !== 'server' && isZone(choice)) return { name: choice, shift: 0 };
  return serverZone(settings) ?? { name: browserZone(), shift: 0 };
}

/** How the API is told of it. */
export const zoneParameter = ({ name, shift }: Zone): string => (shift === 0 ? name : fixedOffset(shift));

const hoursAndMinutes = (shift: number): string =>
  `${Math.floor(Math.abs(shift) / 60)}:${String(Math.abs(shift) % 60).padStart(2, '0')}`;

export function zoneText({ name, shift }: Zone): string {
  if (shift === 0) return name;
  return `UTC${shift < 0 ? '−' : '+'}${hoursAndMinutes(shift)}`;
}

const clockOf = (zone: Zone): WallClock => new WallClock(zoneParameter(zone));

/** What clocks show, such as `2026-05-31T08:30`, as an instant; where they were put back, the earlier of the two. */
export function instantOf(local: string, zone: Zone): Date | undefined {
  const wall = Date.parse(`${local}Z`);
  return Number.isNaN(wall) ? undefined : new Date(clockOf(zone).instantAt(wall));
}

/** The other way round: for a field of kind `datetime-local`. */
export const localOf = (instant: Date, zone: Zone): string =>
  new Date(clockOf(zone).wallAt(instant.getTime())).toISOString().slice(0, 16);
