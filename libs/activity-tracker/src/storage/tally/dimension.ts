import type { ActivityUserId } from '../../record/activity-log.js';

/** Properties to group calls by; `all` does not group. @publicApi */
export const DIMENSIONS = ['all', 'route', 'user', 'status', 'country', 'method', 'outcome'] as const;

/** One of {@link DIMENSIONS}. @publicApi */
export type Dimension = (typeof DIMENSIONS)[number];

/** Identity of a route. @publicApi */
export interface RouteIdentity {
  /** Controller class. */
  namespace: string | null;
  /** Handler name. */
  url_name: string | null;
  /** HTTP method. */
  method: string | null;
  /** Path template. */
  route: string | null;
  /** Set if a part has a type that the tracker does not write; that part is `null`. */
  other_type?: true;
}

/** Stands for all values of a type that the tracker does not write. @publicApi */
export interface OtherType {
  /** Marks it, also when read from a store. */
  readonly other_type: true;
}

export const OTHER_TYPE: OtherType = Object.freeze({ other_type: true });

export const isOtherType = (value: unknown): value is OtherType =>
  typeof value === 'object' && value !== null && 'other_type' in value;

/** A {@link RouteIdentity} whose parts of other types differ from missing ones. @publicApi */
export type CountedRoute = Record<'namespace' | 'url_name' | 'method' | 'route', string | OtherType | null>;

function routePart(value: unknown): string | OtherType | null {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'string' ? value : OTHER_TYPE;
}

export const countedRoute = (stored: Partial<Record<keyof CountedRoute, unknown>>): CountedRoute => ({
  namespace: routePart(stored.namespace),
  url_name: routePart(stored.url_name),
  method: routePart(stored.method),
  route: routePart(stored.route),
});

const textOf = (part: string | OtherType | null): string | null => (typeof part === 'string' ? part : null);

export const routeOf = ({ namespace, url_name, method, route }: CountedRoute): RouteIdentity => ({
  namespace: textOf(namespace),
  url_name: textOf(url_name),
  method: textOf(method),
  route: textOf(route),
  ...([namespace, url_name, method, route].some(isOtherType) && { other_type: true }),
});

/**
 * A {@link CountedRoute} for `route`, an id for `user`, a code for `status`, otherwise a text; `null` for none.
 * @publicApi
 */
export type DimensionValue = CountedRoute | ActivityUserId | OtherType | null;
