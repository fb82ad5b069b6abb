import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { MatchedRoute, Platform, PlatformRequest } from './exchange.js';
import { expressRouteOf } from './routes/express-routes.js';
import { handlerName } from './routes/handler-name.js';
import { type Callable, METHOD_METADATA } from './routes/route-metadata.js';
import { type Tap, tapOf } from './bodies/tap.js';

interface ExpressRequest extends PlatformRequest {
  readonly baseUrl?: string;
  readonly route?: { path?: unknown; stack?: { handle?: Callable }[] };
}

interface Layer {
  readonly handle?: unknown;
}

interface ExpressApplication {
  use(middleware: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): unknown;
  readonly router?: { readonly stack?: Layer[] };
}

export const express: Platform = {
  matchedRoute(request: ExpressRequest): MatchedRoute | undefined {
    const { route } = request;
    const handle = route?.stack?.at(-1)?.handle;
    const name = handlerName(handle?.name);
    // Middleware bound to a path leaves a route too; only Nest's handlers have a name or method metadata.
    if (!handle || (name === undefined && !Reflect.hasMetadata(METHOD_METADATA, handle))) return undefined;
    return { template: `${request.baseUrl ?? ''}${String(route?.path)}`, handlerName: name, isOfNest: true };
  },
  routeByPath: expressRouteOf,
};

/** Moves our middleware to the front, even if the application added middleware before. */
export function tapExpress(application: ExpressApplication): Tap {
  return tapOf(application, (tap) => {
    // The function is named because tracing tools name spans after middleware.
    application.use(function activityTracker(request, response, next) {
      begin(request, response, tap);
      next();
    });
    const stack = application.router?.stack;
    const layer = stack?.pop();
    if (layer) stack!.unshift(layer);
  });
}

/** Starts before Express changes the prototypes of request and response, which slows down properties set later. */
export function tapExpressServer(server: Server): Tap {
  return tapOf(server, (tap) => {
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      begin(request, response, tap);
    });
  });
}

function begin(request: IncomingMessage, response: ServerResponse, { observer }: Tap): void {
  const exchange = observer?.begin(request, response, express);
  if (exchange) exchange.platformRequest = request as PlatformRequest;
}
