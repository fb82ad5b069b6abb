import type { ActivityStore } from '../../storage/port/activity-store.js';
import { type CountedRoute, type RouteIdentity, routeOf } from '../../storage/tally/dimension.js';
import type { ActivityStatistics, Span } from '../../storage/port/statistics.js';
import { Tallies, type Tally } from '../../storage/tally/tally.js';
import { RouteQueries } from '../query/route-queries.js';
import {
  asked,
  callFigures,
  type CallFigures,
  errorShare,
  type StatisticsFilter,
  statisticsOf,
} from './statistics-source.js';

const MOVERS = 10;

/** Statistics of a period. @publicApi */
export interface PeriodFigures extends Span, CallFigures {
  calls_per_minute: number;
  active_users: number;
}

/** A route whose number of calls changed much. @publicApi */
export interface Mover extends RouteIdentity {
  /** A query text that finds these calls; `null` if none does. */
  query: string | null;
  calls: number;
  calls_before: number;
  error_share: number;
  error_share_before: number;
}

/** Overview of a period. @publicApi */
export interface Overview {
  current: PeriodFigures;
  /** The preceding period of the same length. */
  previous: PeriodFigures;
  /** Largest change of calls first. */
  movers: Mover[];
  missing: Span[];
}

export class OverviewService {
  private readonly statistics: ActivityStatistics;

  constructor(store: ActivityStore) {
    this.statistics = statisticsOf(store);
  }

  async overview({ from, to }: Span, filter: StatisticsFilter = {}): Promise<Overview> {
    const edges = [new Date(2 * from.getTime() - to.getTime()), from, to];
    const [all, routes] = await Promise.all([
      this.statistics.query({ edges, by: 'all', durations: true, users: true, ...asked(filter) }),
      this.statistics.query({ edges, by: 'route', ...asked(filter) }),
    ]);
    const [before, now] = all.slots.map((tallies) => tallies.sum()) as [Tally, Tally];
    return {
      current: figuresOf(now, { from, to }),
      previous: figuresOf(before, { from: edges[0]!, to: from }),
      movers: moversOf(routes.slots as [Tallies, Tallies]),
      missing: all.missing,
    };
  }
}

function figuresOf(tally: Tally, { from, to }: Span): PeriodFigures {
  return {
    from,
    to,
    ...callFigures(tally),
    calls_per_minute: tally.calls / Math.max(1 / 60, (to.getTime() - from.getTime()) / 60_000),
    active_users: tally.users?.count ?? 0,
  };
}

function moversOf([before, now]: [Tallies, Tallies]): Mover[] {
  const either = new Tallies('route');
  either.merge(before);
  either.merge(now);
  const routes = [...either.values()].map(({ value }) => value as CountedRoute);
  const queries = new RouteQueries(routes);
  return routes
    .map((route) => {
      const [old, current] = [before.get(route), now.get(route)];
      return {
        ...routeOf(route),
        query: queries.of(route),
        calls: current?.calls ?? 0,
        calls_before: old?.calls ?? 0,
        error_share: current ? errorShare(current) : 0,
        error_share_before: old ? errorShare(old) : 0,
      };
    })
    .filter(({ calls, calls_before }) => calls !== calls_before)
    .sort((a, b) => Math.abs(b.calls - b.calls_before) - Math.abs(a.calls - a.calls_before))
    .slice(0, MOVERS);
}
