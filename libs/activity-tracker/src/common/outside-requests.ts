import { AsyncResource } from 'node:async_hooks';

/** Created at load time, when no request has set an `AsyncLocalStorage`. */
const OUTSIDE = new AsyncResource('ActivityTracker', { requireManualDestroy: true });
// Jest's --detectOpenHandles would report it; it stays usable.
OUTSIDE.emitDestroy();

/** Work for many requests: stores and drivers would otherwise use the tenant, transaction or span of one of them. */
export function outsideRequests<Result>(work: () => Result): Result {
  return OUTSIDE.runInAsyncScope(work);
}
