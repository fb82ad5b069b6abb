import { SharedClass } from '../../package/shared-class.js';

/**
 * The store is unreachable, refuses access, or did not respond in time. The message contains no credentials.
 * @publicApi
 */
@SharedClass('StoreUnavailableError')
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError';
}

/** A query exceeded its `maxTimeMs` on the server; narrow the query. @publicApi */
@SharedClass('StoreTimeoutError')
export class StoreTimeoutError extends StoreUnavailableError {
  override readonly name: string = 'StoreTimeoutError';
}

/**
 * The store is reachable, but its configuration must be corrected; the message names the remedy. A retry succeeds after
 * the correction, so it extends {@link StoreUnavailableError}.
 * @publicApi
 */
@SharedClass('StoreMisconfiguredError')
export class StoreMisconfiguredError extends StoreUnavailableError {
  override readonly name: string = 'StoreMisconfiguredError';
}

/** No store is configured, so there are no records to read; a retry cannot help. @publicApi */
@SharedClass('StoreNotConfiguredError')
export class StoreNotConfiguredError extends StoreUnavailableError {
  override readonly name: string = 'StoreNotConfiguredError';
}
