const LONGEST = 1_000;
/** A caller may choose what an error of the application says: line breaks and escapes would forge lines of the log. */
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;
const LINE_BREAK = /[\r\n\u2028\u2029]/;
const SECRETS: readonly [RegExp, string][] = [
  [/\bey[\w-]+\.[\w-]+(?:\.[\w-]*)*/g, '***FILTERED***'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 ***FILTERED***'],
  [/(:\/\/[^\s:/@]{0,200}:)[^\s/@]{1,200}@/g, '$1***FILTERED***@'],
  [/\b((?:password|passwd|pwd|secret|token|api[-_]?key|authorization|cookie|session(?:[-_]?id)?)["']?[=:]\s?["']?)[^\s"',;&]+/gi, '$1***FILTERED***'],
]; // prettier-ignore

/** The first line of an error's message, for the log. */
export function errorText(error: unknown): string {
  return SECRETS.reduce((text, [secret, mask]) => text.replace(secret, mask), firstLine(messageOf(error)));
}

function firstLine(message: string): string {
  const text = message.trim().slice(0, LONGEST);
  return (text.split(LINE_BREAK, 1)[0] ?? '').replace(CONTROL, ' ');
}

export function messageOf(error: unknown): string {
  try {
    const message = (error as { message?: unknown } | null | undefined)?.message;
    return typeof message === 'string' ? message : String(error);
  } catch {
    return 'an unknown error';
  }
}
