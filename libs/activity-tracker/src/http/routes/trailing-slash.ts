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
 * Makes Fastify answer our paths with a slash at the end as it does without, which Express does by itself: Nest can name
 * no such path. Called before Nest registers routes; a second call for the same instance does nothing.
 * @param paths of our routes, without the host's prefix
 */
export function answerTrailingSlashes(instance: FastifyInstance, paths: readonly string[]): void {
  const { ignoreTrailingSlash, routerOptions } = instance.initialConfig ?? {};
  // Then both are the same, and Fastify refuses what is there already.
  if (ignoreTrailingSlash || routerOptions?.ignoreTrailingSlash || prepared.has(instance)) return;
  prepared.add(instance);
  instance.addHook('onRoute', ({ method, url, handler, constraints, config }) => {
    // Fastify adds HEAD for each GET by itself.
    if (method === 'HEAD' || !paths.some((path) => url.endsWith(`/${path}`))) return;
    instance.route({ method, url: `${url}/`, handler, ...(constraints && { constraints }), ...(config && { config }) });
  });
}
