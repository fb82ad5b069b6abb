import { type CountedRoute, isOtherType } from '../../storage/tally/dimension.js';
import type { QueryCondition } from './activity-query.js';
import { type HandlerIdentity, HandlerConditions, is } from './handler-conditions.js';
import { formatQuery } from './parse/format-query.js';

interface Siblings {
  readonly controllers: Set<string | null>;
  readonly methods: Set<string | null>;
  readonly routes: Set<string | null>;
}

export class RouteQueries {
  private readonly handlers: HandlerConditions;
  private readonly siblings = new Map<string, Siblings>();

  constructor(routes: readonly CountedRoute[]) {
    const known = routes.filter(isFindable);
    this.handlers = new HandlerConditions(known);
    for (const route of known) {
      const place = placeOf(route);
      const { controllers, methods, routes: templates } = this.siblings.get(place) ?? noSiblings();
      controllers.add(route.namespace);
      methods.add(route.method);
      templates.add(route.route);
      this.siblings.set(place, { controllers, methods, routes: templates });
    }
  }

  /** `null` for a route with a part that no query finds. */
  of(route: CountedRoute): string | null {
    if (!isFindable(route)) return null;
    const { controllers, methods, routes } = this.siblings.get(placeOf(route)) ?? noSiblings();
    const conditions: QueryCondition[] = [
      ...this.handlers.of(route),
      ...(route.url_name === null && (controllers.size > 1 || route.namespace !== null)
        ? [is('controller', route.namespace)]
        : []),
      ...(methods.size > 1 ? [is('method', route.method)] : []),
      ...(routes.size > 1 ? [is('route', route.route)] : []),
    ];
    return formatQuery({ conditions });
  }
}

type FindableRoute = HandlerIdentity & { method: string | null; route: string | null };

const isFindable = (route: CountedRoute): route is FindableRoute =>
  !isOtherType(route.namespace) &&
  !isOtherType(route.url_name) &&
  !isOtherType(route.method) &&
  isRouteFindable(route.route);

/** `route:` takes a text without a slash for the name of a handler. */
export const isRouteFindable = (route: CountedRoute['route']): route is string | null =>
  route === null || (typeof route === 'string' && route.startsWith('/'));

const placeOf = ({ namespace, url_name }: HandlerIdentity): string =>
  JSON.stringify(url_name === null ? null : [namespace, url_name]);

const noSiblings = (): Siblings => ({ controllers: new Set(), methods: new Set(), routes: new Set() });
