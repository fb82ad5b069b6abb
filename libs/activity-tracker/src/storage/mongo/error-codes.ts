/** Codes of MongoDB's errors that say more than that something failed. */
export const BAD_VALUE = 2;
export const NOT_AUTHORIZED = 13;
export const NAMESPACE_NOT_FOUND = 26;

export function codeOf(error: unknown): number | undefined {
  return (error as { code?: number } | null)?.code;
}
