import { DAY_MS } from '../../../common/time.js';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MS,
  w: 604_800_000,
};

const PERIOD = /^(\d{1,15}(?:\.\d{1,15})?)(ms|[smhdw])?$/i;

/** Milliseconds of a text such as `1.5s` or `24h`; `undefined` for other text. @param bare the unit if none is given */
export function milliseconds(text: string, bare?: 'ms'): number | undefined {
  const [, number, unit = bare] = PERIOD.exec(text) ?? [];
  if (number === undefined || unit === undefined) return undefined;
  // Rounded to nanoseconds, so that it is never written with an exponent.
  return Number((Number(number) * UNITS[unit.toLowerCase()]!).toFixed(6));
}

export function periodText(milliseconds: number): string {
  const [unit, size] = Object.entries(UNITS).findLast(([, size]) => milliseconds % size === 0) ?? ['ms', 1];
  return `${milliseconds / size}${unit}`;
}
