import type { RouteName } from '../api/statistics-types';
import { placeTo } from '../location/use-place';
import { withTime } from '../query/scan';
import { isEvent } from './badge';
import { HandlerName } from './handler-name';
import { Link } from './link';

export type QueriedRoute = RouteName & { query: string | null };

export const routeRowKey = ({ namespace, url_name, method, route, other_type }: RouteName): string =>
  JSON.stringify([namespace, url_name, method, route, other_type]);

export const isEventRoute = (route: RouteName): boolean => route.other_type !== true && isEvent(route);

/** The name of a route, and a link to the calls that its figures count. @param query of the page */
export function RouteCalls({ route, query }: { route: QueriedRoute; query: string }) {
  const name = <HandlerName of={route} />;
  return !route.query ? name : <Link href={placeTo('/', { q: withTime(route.query, query) })}>{name}</Link>;
}
