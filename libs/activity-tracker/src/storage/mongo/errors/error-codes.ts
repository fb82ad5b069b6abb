export const BAD_VALUE = 2;
export const NOT_AUTHORIZED = 13;
export const AUTHENTICATION_FAILED = 18;
export const NAMESPACE_NOT_FOUND = 26;
export const MAX_TIME_EXPIRED = 50;
const COMMAND_NOT_FOUND = 59;
export const INVALID_NAMESPACE = 73;
export const UNKNOWN_WRITE_CONCERN = 79;
export const UNSATISFIABLE_WRITE_CONCERN = 100;
const COMMAND_NOT_SUPPORTED = 115;
export const MAX_STALENESS_OUT_OF_RANGE = 160;
export const NOT_SUPPORTED_ON_VIEW = 166;
const NOT_IMPLEMENTED = 238;
/** MongoDB Atlas sends it in place of {@link AUTHENTICATION_FAILED}. */
export const ATLAS_ERROR = 8_000;
export const DUPLICATE_KEY = 11_000;
export const DATABASE_DIFFERS_IN_CASE = 13_297;

export function codeOf(error: unknown): number | undefined {
  return (error as { code?: number } | null)?.code;
}

export function isUnknownCommand(code: number | undefined): boolean {
  return code === COMMAND_NOT_FOUND || code === COMMAND_NOT_SUPPORTED || code === NOT_IMPLEMENTED;
}

/** Faults of the store, even when reported for one document: privileges, space, primary, locks, timeout, shard version. */
export const STORE_FAULTS: ReadonlySet<number> = new Set([
  6,
  7,
  NOT_AUTHORIZED,
  AUTHENTICATION_FAILED,
  24,
  46,
  MAX_TIME_EXPIRED,
  63,
  64,
  89,
  91,
  100,
  112,
  133,
  134,
  150,
  175,
  189,
  202,
  234,
  237,
  246,
  251,
  262,
  317,
  358,
  384,
  9_001,
  10_058,
  10_107,
  11_600,
  11_601,
  11_602,
  13_388,
  13_435,
  13_436,
  14_031,
]);

/** The server refused a command for good, unlike in an outage. */
export function isRefusal(error: unknown): error is { code: number; message: string } {
  const code = codeOf(error);
  if ((error as Error | null)?.name !== 'MongoServerError' || typeof code !== 'number') return false;
  return code === NOT_AUTHORIZED || !STORE_FAULTS.has(code);
}
