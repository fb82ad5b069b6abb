import type { ExecutionContext } from '@nestjs/common';
import type { Exchange } from '../exchange.js';
import { exchangeOf } from '../observe.js';

type MaybeRequest = { readonly raw?: unknown } | null | undefined;

const CONTEXT = 2;

/** Finds the request in `req` (Apollo), `request` or `reply.request` of the context; undefined for subscriptions. */
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
    return undefined;
  }
}
