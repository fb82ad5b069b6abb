import type { ActivityStore } from '../../storage/port/activity-store.js';
import { type CountedRoute, type RouteIdentity, routeOf } from '../../storage/tally/dimension.js';
import type { ActivityStatistics, Span } from '../../storage/port/statistics.js';
import type { Tallies, Tally } from '../../storage/tally/tally.js';
import { RouteQueries } from '../query/route-queries.js';
import { asked, callFigures, type CallFigures, type StatisticsFilter, statisticsOf } from './statistics-source.js';

/** Time limit for finding the last call of routes without calls in the range. Milliseconds. */
const LOOK_BACK_MS = 300;

/** A route of the application, called or not. @publicApi */
export type RegisteredRoute = Pick<RouteIdentity, 'namespace' | 'url_name'> & Partial<RouteIdentity>;

/** Statistics of one route. @publicApi */
export interface RouteStatistics extends RouteIdentity, CallFigures {
  /** A query text that finds these calls; `null` if none does. */
  query: string | null;
  /** Number of distinct signed-in users. */
  users: number;
  /** Milliseconds, within 4 %. */
  p99: number | null;
  /** Milliseconds. */
  mean: number;
  last_called: Date;
}

/** A route without calls in the range. @publicApi */
export interface UncalledRoute extends RegisteredRoute {
  /** Time of the last recorded call; `null` if there is none. */
  last_called: Date | null;
}

/** Statistics of all routes. @publicApi */
export interface RouteTable {
  /** Most called first. */
  routes: RouteStatistics[];
  uncalled: UncalledRoute[];
  /** Spans that could not be counted in time; empty if the figures are exact. */
  missing: Span[];
  /** Spans not searched for `last_called` of uncalled routes. */
  missing_before: Span[];
}

export class RoutesService {
  private readonly statistics: ActivityStatistics;

  constructor(store: ActivityStore) {
    this.statistics = statisticsOf(store);
  }

  /** @param registered routes of the application, to list those without calls @throws StoreUnavailableError */
  async routes(
    range: Span,
    filter: StatisticsFilter = {},
    registered: readonly RegisteredRoute[] = [],
  ): Promise<RouteTable> {
    const { slots, missing } = await this.statistics.query({
      edges: [range.from, range.to],
      by: 'route',
      durations: true,
      users: true,
      ...asked(filter),
    });
    const tallies = slots[0]!;
    const queries = new RouteQueries([...tallies.values()].map(({ value }) => value as CountedRoute));
    const routes = [...tallies.values()].map((tally) => figuresOf(tally, queries)).sort((a, b) => b.calls - a.calls);
    return { routes, missing, ...(await this.uncalled(range, registered, tallies)) };
  }

  private async uncalled(
    range: Span,
    registered: readonly RegisteredRoute[],
    called: Tallies,
  ): Promise<Pick<RouteTable, 'uncalled' | 'missing_before'>> {
    const names = new Set([...called.values()].map(({ value }) => nameOf(value as CountedRoute)));
    const silent = registered.filter((route) => !names.has(nameOf(route)));
    if (silent.length === 0) return { uncalled: [], missing_before: [] };
    const edges = [new Date(0), range.from];
    const { slots, missing } = await this.statistics.query({ edges, by: 'route', budgetMs: LOOK_BACK_MS });
    const last = new Map<string, number>();
    for (const { value, last: time } of slots[0]!.values()) {
      const name = nameOf(value as CountedRoute);
      last.set(name, Math.max(time, last.get(name) ?? 0));
    }
    return {
      uncalled: silent.map((route) => {
        const time = last.get(nameOf(route));
        return { ...route, last_called: time === undefined ? null : new Date(time) };
      }),
      missing_before: missing,
    };
  }
}

function figuresOf(tally: Tally, queries: RouteQueries): RouteStatistics {
  const { calls, users, durations, microseconds } = tally;
  const route = tally.value as CountedRoute;
  return {
    ...routeOf(route),
    query: queries.of(route),
    ...callFigures(tally),
    users: users?.count ?? 0,
    p99: durations?.percentile(0.99) ?? null,
    mean: calls === 0 ? 0 : microseconds / calls / 1_000,
    last_called: new Date(tally.last),
  };
}

/** A handler may serve several methods and templates; one call to any of them counts. */
const nameOf = ({ namespace, url_name }: Pick<CountedRoute, 'namespace' | 'url_name'>): string =>
  JSON.stringify([namespace, url_name]);
