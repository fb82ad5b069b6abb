import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { MatchedRoute, Origin, Platform, PlatformRequest } from './exchange.js';
import { handlerName } from './handler-name.js';
import type { ExchangeObserver } from './observe.js';
import { type Callable, METHOD_METADATA } from './route-metadata.js';

interface FastifyRequest extends PlatformRequest {
  readonly raw: IncomingMessage;
  readonly is404?: boolean;
  readonly routeOptions?: { url?: string; handler?: { name?: string } };
}

interface FastifyRoute {
  readonly method: string | string[];
  readonly url: string;
  readonly handler: Callable;
}

interface FastifyInstance {
  readonly server: Server;
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown;
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: { raw: ServerResponse }, done: () => void) => void,
  ): unknown;
}

class Fastify implements Platform {
  /** Nest names its handlers, from version 12 on: then what has no name is not Nest's. */
  private areNamed = false;
  /** Method and template of routes whose handler carries what Nest's decorators say of it. */
  private readonly routesOfNest = new Set<string>();

  noteRoute({ method, url, handler }: FastifyRoute): void {
    this.areNamed ||= handlerName(handler.name) !== undefined;
    if (!Reflect.hasMetadata(METHOD_METADATA, handler)) return;
    for (const each of [method].flat()) this.routesOfNest.add(`${each} ${url}`);
  }

  matchedRoute({ routeOptions, is404, raw }: FastifyRequest): MatchedRoute | undefined {
    const template = routeOptions?.url;
    if (is404 || !template) return undefined;
    const name = handlerName(routeOptions.handler?.name);
    return { template, handlerName: name, isOfNest: name !== undefined || this.mayBeOfNest(raw.method, template) };
  }

  /** Nest 11 wraps the handlers of templates with parameters, which then carry nothing. */
  private mayBeOfNest(method: string | undefined, template: string): boolean {
    return !this.areNamed && (template.includes(':') || this.routesOfNest.has(`${method} ${template}`));
  }
}

/**
 * The server's own event comes before every hook, also before middleware that answers by itself; the hook adds
 * Fastify's request object, and begins on servers that have no such event (`inject()`, a second listening address).
 */
export function observeFastify(instance: FastifyInstance, observer: ExchangeObserver): void {
  const fastify = new Fastify();
  instance.addHook('onRoute', (route) => fastify.noteRoute(route));
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
