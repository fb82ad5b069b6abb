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

/**
 * Has Fastify answer a path with a slash at its end as it does without, which Express does by itself. Nest can name no such
 * path; what it registers for the one is registered for the other.
 */
export function withTrailingSlash(instance: FastifyInstance, path: string): void {
  const { ignoreTrailingSlash, routerOptions } = instance.initialConfig ?? {};
  // Then both are the same, and Fastify refuses what is there already.
  if (ignoreTrailingSlash || routerOptions?.ignoreTrailingSlash) return;
  instance.addHook('onRoute', ({ method, url, handler, constraints, config }) => {
    if (method !== 'GET' || !url.endsWith(`/${path}`)) return;
    instance.route({ method, url: `${url}/`, handler, ...(constraints && { constraints }), ...(config && { config }) });
  });
}
