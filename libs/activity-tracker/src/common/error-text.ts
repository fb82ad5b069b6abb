/** The message of an error. Never throws: a host may throw anything. */
export function errorText(error: unknown): string {
  try {
    const message = (error as { message?: unknown } | null | undefined)?.message;
    return typeof message === 'string' ? message : String(error);
  } catch {
    return 'an unknown error';
  }
}
