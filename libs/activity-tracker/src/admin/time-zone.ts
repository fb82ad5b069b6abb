/** Whether a name is that of an IANA time zone. */
export function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string') return false;
  // The default. Any other name makes the engine load its time zones, which takes milliseconds of each boot.
  if (name === 'UTC') return true;
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
