import { DAY_MS } from '../common/time.js';

/** A date at the end of a span is in it as a whole. */
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Value of `--from` or `--to`. @returns `undefined` without a text; `null` if it is no date */
export function instantOf(name: 'from' | 'to', text: string | undefined): Date | undefined | null {
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return null;
  return name === 'to' && DAY.test(text) ? new Date(date.getTime() + DAY_MS) : date;
}

export const instantProblem = (name: 'from' | 'to', text: string | undefined): string =>
  `--${name} must be a date or an ISO instant such as 2026-05-01T00:00:00Z, got "${text}".`;
