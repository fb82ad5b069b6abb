import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MatchedRoute, Platform, PlatformRequest } from './exchange.js';
import { handlerName } from './handler-name.js';
import type { ExchangeObserver } from './observe.js';

interface ExpressRequest extends PlatformRequest {
  readonly baseUrl?: string;
  readonly route?: { path?: unknown; stack?: { handle?: { name?: string } }[] };
}

interface ExpressAdapter {
  use(middleware: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): unknown;
}

export const express: Platform = {
  matchedRoute(request: ExpressRequest): MatchedRoute | undefined {
    const { route } = request;
    // A middleware bound to a path leaves a route as well; only Nest's handlers are named `Controller.method`.
    const name = route && handlerName(route.stack?.at(-1)?.handle?.name);
    return name === undefined
      ? undefined
      : { template: `${request.baseUrl ?? ''}${String(route?.path)}`, handlerName: name };
  },
};

/** Registered while providers are being made, so before body parsers and everything the host adds to the app. */
export function observeExpress(adapter: ExpressAdapter, observer: ExchangeObserver): void {
  adapter.use((request, response, next) => {
    observer.begin(request, response, express).platformRequest = request as PlatformRequest;
    next();
  });
}
