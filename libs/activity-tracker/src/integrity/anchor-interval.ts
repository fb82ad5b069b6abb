const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };
const LEAST_SECONDS = 10;
const MOST_SECONDS = 86_400;
const DEFAULT_SECONDS = 300;

/** Seconds between two checkpoints; `undefined` if the text is no interval. */
export function anchorSeconds(every: unknown): number | undefined {
  if (every === undefined) return DEFAULT_SECONDS;
  const [, count, unit] = (typeof every === 'string' && /^(\d{1,6})([smh])$/.exec(every)) || [];
  const seconds = Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
  return seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS ? seconds : undefined;
}
