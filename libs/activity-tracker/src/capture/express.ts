import type { IncomingMessage, Server, ServerResponse } from 'node:http';
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
    const name = handlerName(handle?.name);
    // A middleware bound to a path leaves a route as well; only Nest's handlers have a name, or carry a method's metadata.
    if (!handle || (name === undefined && !Reflect.hasMetadata(METHOD_METADATA, handle))) return undefined;
    return { template: `${request.baseUrl ?? ''}${String(route?.path)}`, handlerName: name, isOfNest: true };
  },
};

/** Registered while providers are being made, so before body parsers and everything the host adds to the app. */
export function observeExpress(adapter: ExpressAdapter, observer: ExchangeObserver): void {
  adapter.use((request, response, next) => {
    begin(request, response, observer);
    next();
  });
}

/**
 * Begins a little earlier, where request and response are still as Node made them: what is hung on them costs more once
 * Express has given them its own prototypes. The middleware remains for servers that are not the adapter's.
 */
export function observeExpressServer(server: Server, observer: ExchangeObserver): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    begin(request, response, observer);
  });
}

function begin(request: IncomingMessage, response: ServerResponse, observer: ExchangeObserver): void {
  const exchange = observer.begin(request, response, express);
  if (exchange) exchange.platformRequest = request as PlatformRequest;
}
