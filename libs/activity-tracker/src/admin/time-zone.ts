export function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string') return false;
  // The default. Other names make the engine load its time zones, which adds milliseconds to each boot.
  if (name === 'UTC') return true;
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
