import { AsyncResource } from 'node:async_hooks';

/** Created at load time, when no request has set an `AsyncLocalStorage`. */
const OUTSIDE = new AsyncResource('ActivityTracker', { requireManualDestroy: true });
// Jest's --detectOpenHandles would report it; it stays usable.
OUTSIDE.emitDestroy();

/**
 * Runs work for many requests outside the async context of the request that triggered it; stores and drivers would
 * otherwise use the tenant, transaction or span of that one request.
 */
export function outsideRequests<Result>(work: () => Result): Result {
  return OUTSIDE.runInAsyncScope(work);
}
