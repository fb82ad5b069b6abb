import type { Caller } from './request-authenticator.js';

/** Not stored on the request, so that no host property is overwritten or trusted. */
const callers = new WeakMap<object, Caller>();

export function rememberCaller(request: object, user: Caller): void {
  callers.set(request, user);
}

export function callerOf(request: object): Caller {
  const user = callers.get(request);
  if (!user) throw new Error('callerOf() was asked about a request that HistoryGuard has not let through');
  return user;
}
