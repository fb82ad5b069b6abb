import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { MatchedRoute, Origin, Platform, PlatformRequest } from './exchange.js';
import { handlerName } from './routes/handler-name.js';
import { type Callable, METHOD_METADATA } from './routes/route-metadata.js';
import { type Tap, tapOf } from './bodies/tap.js';

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

type OnRequest = (request: FastifyRequest, reply: { raw: ServerResponse }, done: () => void) => void;

interface FastifyInstance {
  readonly server: Server;
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown;
  addHook(name: 'onRequest', hook: OnRequest): unknown;
  after(loaded: () => void): unknown;
}

class Fastify implements Platform {
  private areNamed = false;
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
    const isOfNest = name !== undefined || this.routesOfNest.has(`${raw.method} ${template}`) || this.mayWrap(template);
    return { template, handlerName: name, isOfNest };
  }

  /** Nest below 12.1 leaves no name on handlers of parameterized routes: assume that any such route is Nest's. */
  private mayWrap(template: string): boolean {
    return !this.areNamed && template.includes(':');
  }
}

/**
 * The server's `request` event precedes every hook; the hook adds Fastify's request, and starts exchanges of
 * `inject()`.
 * @throws if the instance has started, because Fastify then accepts no hooks
 */
export function tapFastify(instance: FastifyInstance): Tap {
  return tapOf(instance, (tap) => {
    const fastify = new Fastify();
    const onRequest: OnRequest = (request, reply, done) => {
      begin(request, reply.raw, tap, fastify);
      done();
    };
    instance.addHook('onRequest', onRequest);
    // Fastify adds hooks after the plugins registered before them are loaded.
    instance.after(() => moveToFront(instance, onRequest));
    instance.addHook('onRoute', (route) => fastify.noteRoute(route));
    instance.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      tap.observer?.begin(request, response, fastify);
    });
  });
}

function begin(request: FastifyRequest, response: ServerResponse, { observer }: Tap, fastify: Fastify): void {
  const exchange = observer?.begin(request.raw, response, fastify);
  if (exchange) exchange.platformRequest = request;
  if (exchange?.arrivedFrom) exchange.arrivedFrom = originOf(request) ?? exchange.arrivedFrom;
}

/** An earlier hook of the application may reply, and ours would never run. Unknown internals are left alone. */
function moveToFront(instance: FastifyInstance, hook: OnRequest): void {
  const key = Object.getOwnPropertySymbols(instance).find(({ description }) => description === 'fastify.hooks');
  const hooks = key && (instance as unknown as Record<symbol, { onRequest?: unknown[] } | undefined>)[key]?.onRequest;
  const index = Array.isArray(hooks) ? hooks.indexOf(hook) : -1;
  if (index > 0) hooks!.unshift(...hooks!.splice(index, 1));
}

/** Undefined if the application's trustProxy throws: that error must surface there, not here. */
function originOf(request: FastifyRequest): Origin | undefined {
  try {
    return { ip: request.ip, protocol: request.protocol, host: request.host };
  } catch {
    return undefined;
  }
}
