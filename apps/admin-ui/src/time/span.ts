import { scan, splitTime, withTime } from '../query/scan';
import { instantOf, localOf, type Zone } from './zone';

const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS };
const PERIOD = /^(\d+(?:\.\d+)?)([smhdw])$/i;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Two instants, milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** The time of a query text, such as `since:7d`; `undefined` where it has no beginning or is not understood. */
export function spanOf(time: string, now: number, zone: Zone): Span | undefined {
  const ends = new Map(scan(time).map(({ field, value }) => [field, value.replaceAll('"', '')]));
  const [, count, unit] = PERIOD.exec(ends.get('since') ?? ends.get('last') ?? '') ?? [];
  const from = unit ? now - Number(count) * UNITS[unit.toLowerCase()]! : instant(ends.get('from'), zone, 0);
  const to = ends.has('to') ? instant(ends.get('to'), zone, DAY_MS) : now;
  return from === undefined || to === undefined || to <= from ? undefined : { from, to };
}

/** @param rest of the day, where only a date is given */
function instant(text: string | undefined, zone: Zone, rest: number): number | undefined {
  if (text === undefined) return undefined;
  const time = DATE.test(text) ? instantOf(`${text}T00:00`, zone)?.getTime() : Date.parse(text);
  if (time === undefined || Number.isNaN(time)) return undefined;
  return DATE.test(text) && rest > 0 ? time + rest - 1 : time;
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
