import { DAY_MS, endOfDay, isDate, milliseconds, startOfDay } from '../library';
import { endsOf, splitTime, withTime } from '../query/scan';
import { localOf, type Zone, zoneParameter } from './zone';

/** Two instants, milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** The time of a query text, such as `since:7d`; `undefined` where it has no beginning or is not understood. */
export function spanOf(time: string, now: number, zone: Zone): Span | undefined {
  const ends = endsOf(time);
  const period = milliseconds(ends.since ?? '');
  const from = period === undefined ? instant(ends.from, zone, startOfDay) : now - period;
  const to = ends.to === undefined ? now : instant(ends.to, zone, endOfDay);
  return from === undefined || to === undefined || to <= from ? undefined : { from, to };
}

/** @param ofDay which of its instants a date stands for */
function instant(text: string | undefined, zone: Zone, ofDay: typeof startOfDay): number | undefined {
  if (text === undefined) return undefined;
  const time = isDate(text) ? ofDay(text, zoneParameter(zone)).getTime() : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

export const timeOf = ({ from, to }: Span): string =>
  `from:${new Date(from).toISOString()} to:${new Date(to).toISOString()}`;

/** As long, so many lengths later; nothing after now. */
export function shifted({ from, to }: Span, lengths: number, now: number): Span {
  const length = to - from;
  const end = Math.min(now, to + lengths * length);
  return { from: end - length, to: end };
}

/** Twice as long, around the same middle; nothing after now. */
export function widened({ from, to }: Span, now: number): Span {
  const length = to - from;
  const end = Math.min(now, to + length / 2);
  return { from: end - 2 * length, to: end };
}

/** The parameters of a link that shows the same later and elsewhere: a period that ends now becomes two instants. */
export function fixedParams(query: string, now: number, zone: Zone): { q: string; tz: string } {
  const { words, time } = splitTime(query);
  const span = spanOf(time, now, zone);
  return { q: withTime(words, span ? timeOf(span) : time), tz: zone.shift === 0 ? zone.name : 'server' };
}

/** The query text of a day: 0 for today, 1 for yesterday. */
export function dayText(ago: number, now: number, zone: Zone): string {
  const date = localOf(new Date(now - ago * DAY_MS), zone).slice(0, 10);
  return ago === 0 ? `from:${date}` : `from:${date} to:${date}`;
}
