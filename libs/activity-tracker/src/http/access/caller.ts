import type { Caller } from './request-authenticator.js';

/** Held here and not on the request, so that nothing of the host's is overwritten or can stand in for it. */
const callers = new WeakMap<object, Caller>();

export function rememberCaller(request: object, user: Caller): void {
  callers.set(request, user);
}

/** Whom the guard let through. */
export function callerOf(request: object): Caller {
  const user = callers.get(request);
  if (!user) throw new Error('callerOf() was asked about a request that HistoryGuard has not let through');
  return user;
}
