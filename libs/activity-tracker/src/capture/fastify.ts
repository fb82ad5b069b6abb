import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { MatchedRoute, Origin, Platform, PlatformRequest } from './exchange.js';
import { handlerName } from './handler-name.js';
import type { ExchangeObserver } from './observe.js';

interface FastifyRequest extends PlatformRequest {
  readonly raw: IncomingMessage;
  readonly is404?: boolean;
  readonly routeOptions?: { url?: string; handler?: { name?: string } };
}

interface FastifyInstance {
  readonly server: Server;
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: { raw: ServerResponse }, done: () => void) => void,
  ): unknown;
}

export const fastify: Platform = {
  matchedRoute(request: FastifyRequest): MatchedRoute | undefined {
    const options = request.routeOptions;
    if (request.is404 || !options?.url) return undefined;
    return { template: options.url, handlerName: handlerName(options.handler?.name) };
  },
};

/**
 * The server's own event comes before every hook, also before middleware that answers by itself; the hook adds
 * Fastify's request object, and begins on servers that have no such event (`inject()`, a second listening address).
 */
export function observeFastify(instance: FastifyInstance, observer: ExchangeObserver): void {
  instance.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    observer.begin(request, response, fastify);
  });
  instance.addHook('onRequest', (request, reply, done) => {
    const exchange = observer.begin(request.raw, reply.raw, fastify);
    if (exchange) exchange.platformRequest = request;
    if (exchange?.arrivedFrom) exchange.arrivedFrom = originOf(request) ?? exchange.arrivedFrom;
    done();
  });
}

/** `undefined` where the host's own trust-proxy function throws: that is for the host to meet, not for us to cause. */
function originOf(request: FastifyRequest): Origin | undefined {
  try {
    return { ip: request.ip, protocol: request.protocol, host: request.host };
  } catch {
    return undefined;
  }
}
