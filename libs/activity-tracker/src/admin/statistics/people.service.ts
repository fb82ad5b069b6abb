import { allOf, NEWEST_FIRST, OLDEST_FIRST } from '../../http/paging/paging.js';
import { ofUser } from '../../http/access/same-user.js';
import type { ActivityUserId } from '../../record/activity-log.js';
import { isUserId } from '../../record/user-forms.js';
import type { ActivityFilter, ActivityStore } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import { type CountedRoute, routeOf } from '../../storage/tally/dimension.js';
import type { ActivityStatistics, DimensionFilter, Span } from '../../storage/port/statistics.js';
import type { Tally } from '../../storage/tally/tally.js';
import { RouteQueries } from '../query/route-queries.js';
import { Days } from './calls-a-day.js';
import { comparePlaces, cursorAt, type PeoplePosition, placeOf } from './people-place.js';
import type { PeoplePage, PeopleQuery, PeopleSort, PersonAddress, PersonFigures, PersonPage } from './people.types.js';
import { asked, byClass, errorShare, type StatisticsFilter, statisticsOf } from './statistics-source.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
const TOP_ROUTES = 20;
const TOP_ADDRESSES = 20;
/** Number of a person's newest calls whose addresses are counted. */
const ADDRESS_RECORDS = 10_000;
/** Uses an index. Milliseconds. */
const FIRST_MS = 2_000;
/** Time limit for a person's routes, milliseconds; for a very active person it covers the last weeks. */
const ROUTES_MS = 250;

const SORT_VALUE: Record<PeopleSort, (tally: Tally) => number> = {
  last_seen: ({ last }) => last,
  calls: ({ calls }) => calls,
  errors: ({ errors }) => errors,
  error_share: errorShare,
};

export class PeopleService {
  private readonly statistics: ActivityStatistics;

  constructor(private readonly store: ActivityStore) {
    this.statistics = statisticsOf(store);
  }

  /** @throws BadRequestException that names `cursor` @throws StoreUnavailableError */
  async people(
    range: Span,
    { sort = 'last_seen', search = '', found = [], cursor, limit = DEFAULT_LIMIT }: PeopleQuery = {},
    filter: StatisticsFilter = {},
  ): Promise<PeoplePage> {
    const days = new Days(range);
    const { slots, missing } = await this.statistics.query({ edges: days.edges, by: 'user', ...asked(filter) });
    const wanted = search.toLowerCase();
    const among = new Set(found.map(String));
    const rows = [...(await days.sum(slots)).values()]
      .filter(({ value }) => {
        if (!isUserId(value)) return false;
        const id = String(value);
        return among.has(id) || id.toLowerCase().includes(wanted);
      })
      .map((tally) => ({
        tally,
        place: [SORT_VALUE[sort](tally), String(tally.value as ActivityUserId)] as PeoplePosition,
      }))
      .sort((a, b) => comparePlaces(a.place, b.place));
    const after = cursor ? placeOf(cursor) : undefined;
    const rest = after ? rows.filter(({ place }) => comparePlaces(place, after) > 0) : rows;
    const page = rest.slice(0, Math.min(MAX_LIMIT, Math.max(1, limit)));
    const last = page.at(-1);
    return {
      people: page.map(({ tally }) => figuresOf(tally, days.activity(slots, tally.value))),
      count: rows.length,
      next: last && page.length < rest.length ? cursorAt(last.place) : null,
      missing,
    };
  }

  /** @throws TypeError if `userId` is not a user id @throws StoreUnavailableError */
  async person(userId: ActivityUserId, range: Span, filter: StatisticsFilter = {}): Promise<PersonPage> {
    const edges = [range.from, range.to];
    const days = new Days(range);
    const records = { ...ofUser(userId), ...(filter.records && { $and: [filter.records] }) };
    // Roll-ups by user hold no other property of a call.
    const source = filter.records ? { budgetMs: ROUTES_MS } : { only: onlyUser(userId) };
    const [figures, routes] = await Promise.all([
      this.statistics.query({ edges: days.edges, by: 'user', filter: records, ...source }),
      this.statistics.query({ edges, by: 'route', filter: records, durations: true, budgetMs: ROUTES_MS }),
    ]);
    const [first_seen, addresses] = await Promise.all([this.firstSeen(userId), this.addresses(records, range)]);
    // A list of ids matches the filter as well.
    const tally = (await days.sum(figures.slots)).get(userId);
    const all = routes.slots[0]!.sum();
    const called = [...routes.slots[0]!.values()];
    const queries = new RouteQueries(called.map(({ value }) => value as CountedRoute));
    return {
      person: tally ? figuresOf(tally, days.activity(figures.slots, tally.value)) : null,
      first_seen,
      addresses,
      p50: all.durations?.percentile(0.5) ?? null,
      p95: all.durations?.percentile(0.95) ?? null,
      routes: called
        .sort((a, b) => b.calls - a.calls)
        .slice(0, TOP_ROUTES)
        .map((route) => ({
          ...routeOf(route.value as CountedRoute),
          query: queries.of(route.value as CountedRoute),
          calls: route.calls,
          errors: route.errors,
          last_called: new Date(route.last),
        })),
      missing: figures.missing.length > 0 ? figures.missing : routes.missing,
    };
  }

  private async firstSeen(userId: ActivityUserId): Promise<Date | null> {
    const [first] = await this.store.find(ofUser(userId), {
      sort: OLDEST_FIRST,
      limit: 1,
      fields: ['created_time'],
      maxTimeMs: FIRST_MS,
    });
    return first?.created_time ?? null;
  }

  private async addresses(records: ActivityFilter, { from, to }: Span): Promise<PersonAddress[] | null> {
    const within = { created_time: { $gte: from, $lt: to } };
    try {
      return await this.store.aggregate<PersonAddress>(
        [
          { $match: allOf([records, within]) },
          { $sort: NEWEST_FIRST },
          { $limit: ADDRESS_RECORDS },
          { $match: { client_ip_address: { $type: 'string' } } },
          { $group: { _id: '$client_ip_address', calls: { $sum: 1 }, last_seen: { $max: '$created_time' } } },
          { $sort: { calls: -1, _id: 1 } },
          { $limit: TOP_ADDRESSES },
          { $project: { _id: 0, address: '$_id', calls: 1, last_seen: 1 } },
        ],
        { maxTimeMs: ROUTES_MS },
      );
    } catch (error) {
      if (error instanceof StoreTimeoutError) return null;
      throw error;
    }
  }
}

/** `7` and `'7'` are the same user. */
export function onlyUser(userId: ActivityUserId): DimensionFilter {
  return {
    dimension: 'user',
    among: [userId],
    includes: (value) => typeof value !== 'object' && String(value) === String(userId),
  };
}

function figuresOf(tally: Tally, activity: number[]): PersonFigures {
  const { calls, errors, countries, devices } = tally;
  return {
    user_id: tally.value as ActivityUserId,
    calls,
    errors,
    error_share: errorShare(tally),
    by_class: byClass(tally),
    last_seen: new Date(tally.last),
    countries,
    devices,
    activity,
  };
}
