import type { ExecutionContext } from '@nestjs/common';
import type { Exchange } from '../exchange.js';
import { exchangeOf } from '../observe.js';

type MaybeRequest = { readonly raw?: unknown } | null | undefined;

/** Position of the context among the arguments of a resolver. */
const CONTEXT = 2;

/**
 * The exchange that a resolver answers: of the request in the `req` of its context, where Apollo's driver puts it, or in
 * `request` or `reply.request`. Undefined for a subscription, and for a context without a request. Never throws.
 */
export function exchangeOfResolver(context: ExecutionContext): Exchange | undefined {
  try {
    const { req, request, reply } = context.getArgByIndex<
      Partial<Record<'req' | 'request', MaybeRequest>> & {
        reply?: { request?: MaybeRequest };
      }
    >(CONTEXT);
    const found = req ?? request ?? reply?.request;
    return found ? exchangeOf(found.raw ?? found) : undefined;
  } catch {
    // The context is the application's: a getter may throw.
    return undefined;
  }
}
