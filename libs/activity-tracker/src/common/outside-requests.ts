import { AsyncResource } from 'node:async_hooks';

/** Made while modules load, when no request has set an `AsyncLocalStorage`. */
const OUTSIDE = new AsyncResource('ActivityTracker', { requireManualDestroy: true });
// Reported as gone, which changes nothing in its use: Jest's --detectOpenHandles would take it for an open handle.
OUTSIDE.emitDestroy();

/**
 * Runs work that serves many requests outside of the one that made it due. A store or a driver would otherwise find the tenant,
 * the transaction or the span of one user's request around the records of all.
 */
export function outsideRequests<Result>(work: () => Result): Result {
  return OUTSIDE.runInAsyncScope(work);
}
