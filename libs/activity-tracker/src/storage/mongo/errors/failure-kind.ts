import { StoreMisconfiguredError, StoreUnavailableError } from '../../port/store-errors.js';
import { codeOf, NOT_AUTHORIZED } from './error-codes.js';

/** Codes for writes that the collection's type or validator rejects: retrying cannot help. */
const UNFIT_COLLECTION = new Set([
  20, // IllegalOperation
  72, // InvalidOptions: a time series
  121, // DocumentValidationFailure
  166, // CommandNotSupportedOnView
  10_003, // a document of a capped collection would grow
  10_334, // BSONObjectTooLarge
]);

/** The remedy for a failed write: grant a privilege, repair the collection, or check the server. */
export type FailureKind = 'denied' | 'unfit' | 'other';

export function failureKindOf(error: unknown): FailureKind {
  // Our own errors carry the driver's error as their cause.
  const cause =
    error instanceof StoreUnavailableError && !(error instanceof StoreMisconfiguredError) && error.cause !== undefined
      ? error.cause
      : error;
  const code = codeOf(cause);
  if (code === NOT_AUTHORIZED) return 'denied';
  return code !== undefined && UNFIT_COLLECTION.has(code) ? 'unfit' : 'other';
}
