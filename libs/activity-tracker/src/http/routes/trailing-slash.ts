interface RouteOptions {
  method: string | string[];
  url: string;
  handler: unknown;
  constraints?: object;
  config?: object;
}

interface RouterOptions {
  ignoreTrailingSlash?: boolean;
}

interface FastifyInstance {
  readonly initialConfig?: RouterOptions & { routerOptions?: RouterOptions };
  addHook(name: 'onRoute', hook: (route: RouteOptions) => void): unknown;
  route(options: RouteOptions): unknown;
}

const prepared = new WeakSet<FastifyInstance>();

/**
 * Fastify gets our paths with a trailing slash too, as Express has them. Call it before Nest registers routes.
 * @param paths of our routes, without the host's prefix
 */
export function answerTrailingSlashes(instance: FastifyInstance, paths: readonly string[]): void {
  const { ignoreTrailingSlash, routerOptions } = instance.initialConfig ?? {};
  // The paths are already equal, and Fastify rejects duplicates.
  if (ignoreTrailingSlash || routerOptions?.ignoreTrailingSlash || prepared.has(instance)) return;
  prepared.add(instance);
  instance.addHook('onRoute', ({ method, url, handler, constraints, config }) => {
    // Fastify adds HEAD for each GET.
    if (method === 'HEAD' || !paths.some((path) => url.endsWith(`/${path}`))) return;
    instance.route({ method, url: `${url}/`, handler, ...(constraints && { constraints }), ...(config && { config }) });
  });
}
