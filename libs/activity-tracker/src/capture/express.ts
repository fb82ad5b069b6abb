import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MatchedRoute, Platform, PlatformRequest } from './exchange.js';
import { handlerName } from './handler-name.js';
import type { ExchangeObserver } from './observe.js';
import { type Callable, METHOD_METADATA } from './route-metadata.js';

interface ExpressRequest extends PlatformRequest {
  readonly baseUrl?: string;
  readonly route?: { path?: unknown; stack?: { handle?: Callable }[] };
}

interface ExpressAdapter {
  use(middleware: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): unknown;
}

export const express: Platform = {
  matchedRoute(request: ExpressRequest): MatchedRoute | undefined {
    const { route } = request;
    const handle = route?.stack?.at(-1)?.handle;
    // A middleware bound to a path leaves a route as well; only Nest's handlers carry a method's metadata.
    if (!handle || !Reflect.hasMetadata(METHOD_METADATA, handle)) return undefined;
    return { template: `${request.baseUrl ?? ''}${String(route?.path)}`, handlerName: handlerName(handle.name) };
  },
};

/** Registered while providers are being made, so before body parsers and everything the host adds to the app. */
export function observeExpress(adapter: ExpressAdapter, observer: ExchangeObserver): void {
  adapter.use((request, response, next) => {
    const exchange = observer.begin(request, response, express);
    if (exchange) exchange.platformRequest = request as PlatformRequest;
    next();
  });
}
