import type { MatchedRoute } from '../exchange.js';
import { handlerName } from './handler-name.js';
import type { Callable } from './route-metadata.js';

interface Layer {
  match?(path: string): boolean | { params?: Record<string, unknown> };
  readonly params?: Record<string, unknown>;
  readonly route?: { path?: unknown; methods?: Record<string, boolean>; stack?: { handle?: Callable }[] };
}

interface WithRouter {
  readonly app?: { readonly router?: { readonly stack?: readonly Layer[] } };
}

/** The route of a request whose body a parser refused; undefined if several match, such as versions selected by a header. */
export function expressRouteOf(request: object, method: string, path: string): MatchedRoute | undefined {
  const stack = (request as WithRouter).app?.router?.stack ?? [];
  const taken = stack.find((layer) => isHandler(layer, method) && Boolean(layer.match?.(path)));
  const template = taken?.route?.path;
  if (!taken || typeof template !== 'string') return undefined;
  if (stack.some((layer) => layer !== taken && isHandler(layer, method) && layer.route?.path === template))
    return undefined;
  const matched = taken.match?.(path);
  const params = typeof matched === 'object' ? matched.params : taken.params;
  return { template, handlerName: nameOf(taken), isOfNest: true, params: { ...params } };
}

function isHandler(layer: Layer, method: string): boolean {
  const { methods } = layer.route ?? {};
  return Boolean(methods?._all ?? methods?.[method.toLowerCase()]) && nameOf(layer) !== undefined;
}

function nameOf({ route }: Layer): string | undefined {
  return handlerName(route?.stack?.at(-1)?.handle?.name);
}
