const OFFSET = /^([+-])(\d\d):([0-5]\d)$/;
const DAY_MINUTES = 24 * 60;

/** Minutes ahead of UTC of a zone such as `+03:30`; `undefined` for all other names. */
export function fixedOffsetOf(zone: string): number | undefined {
  const [, sign, hours, minutes] = OFFSET.exec(zone) ?? [];
  if (sign === undefined) return undefined;
  const offset = Number(hours) * 60 + Number(minutes);
  return offset > DAY_MINUTES ? undefined : sign === '-' ? -offset : offset;
}

/** Zone for an offset in minutes ahead of UTC. */
export function fixedOffset(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

/** The zone of dates whose caller names none. */
export const defaultZoneOf = ({ timeZone, timedelta }: { timeZone: string; timedelta: number }): string =>
  timeZone === 'UTC' && timedelta !== 0 ? fixedOffset(timedelta) : timeZone;
