import type { Settings } from '../api/panel-types';

/** How times are shown: in a zone, or a fixed number of minutes ahead of UTC. */
export interface Zone {
  name: string;
  /** Minutes that are added to what is shown. */
  shift: number;
}

export type ZoneChoice = string;

const OFFSET = /^([+-])(\d\d):(\d\d)$/;

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
  const [, sign, hours, minutes] = OFFSET.exec(time_zone ?? '') ?? [];
  if (sign) return { name: 'UTC', shift: Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) };
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
export function zoneParameter({ name, shift }: Zone): string {
  if (shift === 0) return name;
  return `${shift < 0 ? '-' : '+'}${hoursAndMinutes(shift).padStart(5, '0')}`;
}

const hoursAndMinutes = (shift: number): string =>
  `${Math.floor(Math.abs(shift) / 60)}:${String(Math.abs(shift) % 60).padStart(2, '0')}`;

export function zoneText({ name, shift }: Zone): string {
  if (shift === 0) return name;
  return `UTC${shift < 0 ? '−' : '+'}${hoursAndMinutes(shift)}`;
}

/** Milliseconds that a zone's clocks are ahead of UTC at an instant. */
function offsetAt(zone: string, instant: number): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - Math.floor(instant / 1_000) * 1_000;
}

/** What clocks show, such as `2026-05-31T08:30`, as an instant; where they were put back, the earlier of the two. */
export function instantOf(local: string, { name, shift }: Zone): Date | undefined {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const before = asUtc - offsetAt(name, asUtc - 86_400_000);
  const after = asUtc - offsetAt(name, asUtc + 86_400_000);
  const right = [before, after].filter((instant) => instant + offsetAt(name, instant) === asUtc);
  return new Date((right.length > 0 ? Math.min(...right) : before) - shift * 60_000);
}

/** The other way round: for a field of kind `datetime-local`. */
export function localOf(instant: Date, { name, shift }: Zone): string {
  const time = instant.getTime() + shift * 60_000;
  return new Date(time + offsetAt(name, time)).toISOString().slice(0, 16);
}
