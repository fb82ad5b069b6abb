import { fixedOffsetOf } from '../common/fixed-offset.js';

/** An IANA name, or an offset such as `+03:30`. */
export function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string') return false;
  // The default. Other names make the engine load its time zones, which adds milliseconds to each boot.
  if (name === 'UTC' || fixedOffsetOf(name) !== undefined) return true;
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
