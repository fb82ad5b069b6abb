import { Inject, Injectable } from '@nestjs/common';
import { badParameter } from '../../history/bad-parameter.js';
import { allOf, NEWEST_FIRST, OLDEST_FIRST } from '../../history/paging.js';
import { ofUser } from '../../history/same-user.js';
import type { ActivityUserId } from '../../record/activity-log.js';
import { ACTIVITY_STORE, type ActivityStore, StoreTimeoutError } from '../../storage/activity-store.js';
import type { RouteIdentity } from '../../storage/statistics/dimension.js';
import type { ActivityStatistics, DimensionFilter, Span } from '../../storage/statistics/statistics.js';
import type { Tally } from '../../storage/statistics/tally.js';
import { Days } from './calls-a-day.js';
import {
  asked,
  byClass,
  type CallsByClass,
  errorShare,
  type StatisticsFilter,
  statisticsOf,
} from './statistics-source.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
const TOP_ROUTES = 20;
const TOP_ADDRESSES = 20;
/** The newest calls of a person whose addresses are counted. */
const ADDRESS_RECORDS = 10_000;
/** An index leads to the first call. Milliseconds. */
const FIRST_MS = 2_000;
/** Time for what a person's records have to tell, milliseconds: of somebody very busy the last weeks do. */
const ROUTES_MS = 250;

/** What a list of people can be sorted by, always the largest first. @publicApi */
export const PEOPLE_SORTS = ['last_seen', 'calls', 'errors', 'error_share'] as const;

/** @publicApi */
export type PeopleSort = (typeof PEOPLE_SORTS)[number];

/** @publicApi */
export interface PeopleQuery {
  /** Default: `last_seen`. */
  sort?: PeopleSort;
  /** Part of an id; upper and lower case are the same. */
  search?: string;
  /** From `next` of the page before. */
  cursor?: string;
  /** 1 to 500. Default: 50. */
  limit?: number;
}

/** @publicApi */
export interface PersonFigures {
  user_id: ActivityUserId;
  calls: number;
  /** Answered with 4xx or 5xx. */
  errors: number;
  error_share: number;
  by_class: CallsByClass;
  last_seen: Date;
  countries: string[];
  /** Client and system, such as `Firefox on Windows`. */
  devices: string[];
  /** Calls on each day (UTC) of the range, oldest first; of a longer one on its last 31. */
  activity: number[];
}

/** Where a person called from. @publicApi */
export interface PersonAddress {
  address: string;
  calls: number;
  last_seen: Date;
}

/** @publicApi */
export interface PeoplePage {
  people: PersonFigures[];
  /** How many people there are, on all pages. */
  count: number;
  next: string | null;
  /** Spans that could not be counted in time; empty when the figures are exact. */
  missing: Span[];
}

/** @publicApi */
export interface PersonPage {
  /** `null` where the person made no call in the range. */
  person: PersonFigures | null;
  /** Their first call of all, in the range or not; `null` where there is none. */
  first_seen: Date | null;
  /** Of the newest 10,000 calls in the range, most called from first, at most 20; `null` where time did not suffice. */
  addresses: PersonAddress[] | null;
  /** Milliseconds, within 4 %. */
  p50: number | null;
  p95: number | null;
  /** Most called first, at most 20. */
  routes: (RouteIdentity & { calls: number; errors: number; last_called: Date })[];
  /** Spans that could not be counted in time, of `person` or of the rest. */
  missing: Span[];
}

const SORT_VALUE: Record<PeopleSort, (tally: Tally) => number> = {
  last_seen: ({ last }) => last,
  calls: ({ calls }) => calls,
  errors: ({ errors }) => errors,
  error_share: errorShare,
};

/** Figures of people. */
@Injectable()
export class PeopleService {
  private readonly statistics: ActivityStatistics;

  constructor(@Inject(ACTIVITY_STORE) private readonly store: ActivityStore) {
    this.statistics = statisticsOf(store);
  }

  /**
   * @throws BadRequestException that names `cursor`
   * @throws StoreUnavailableError
   */
  async people(
    range: Span,
    { sort = 'last_seen', search = '', cursor, limit = DEFAULT_LIMIT }: PeopleQuery = {},
    filter: StatisticsFilter = {},
  ): Promise<PeoplePage> {
    const days = new Days(range);
    const { slots, missing } = await this.statistics.ask({ edges: days.edges, by: 'user', ...asked(filter) });
    const wanted = search.toLowerCase();
    const rows = [...days.sum(slots).values()]
      .filter(({ value }) =>
        String(value as ActivityUserId)
          .toLowerCase()
          .includes(wanted),
      )
      .map((tally) => ({ tally, place: [SORT_VALUE[sort](tally), String(tally.value as ActivityUserId)] as Place }))
      .sort((a, b) => compare(a.place, b.place));
    const after = cursor ? placeOf(cursor) : undefined;
    const rest = after ? rows.filter(({ place }) => compare(place, after) > 0) : rows;
    const page = rest.slice(0, Math.min(MAX_LIMIT, Math.max(1, limit)));
    const last = page.at(-1);
    return {
      people: page.map(({ tally }) => figuresOf(tally, days.activity(slots, tally.value))),
      count: rows.length,
      next: last && page.length < rest.length ? cursorAt(last.place) : null,
      missing,
    };
  }

  /**
   * @throws TypeError when `userId` is no user id
   * @throws StoreUnavailableError
   */
  async person(userId: ActivityUserId, range: Span): Promise<PersonPage> {
    const edges = [range.from, range.to];
    const days = new Days(range);
    const records = ofUser(userId);
    const [figures, routes] = await Promise.all([
      this.statistics.ask({ edges: days.edges, by: 'user', filter: records, only: onlyUser(userId) }),
      this.statistics.ask({ edges, by: 'route', filter: records, durations: true, budgetMs: ROUTES_MS }),
    ]);
    const [first_seen, addresses] = await Promise.all([this.firstSeen(userId), this.addresses(userId, range)]);
    const [tally] = days.sum(figures.slots).values();
    const all = routes.slots[0]!.sum();
    return {
      person: tally ? figuresOf(tally, days.activity(figures.slots, tally.value)) : null,
      first_seen,
      addresses,
      p50: all.durations?.percentile(0.5) ?? null,
      p95: all.durations?.percentile(0.95) ?? null,
      routes: [...routes.slots[0]!.values()]
        .sort((a, b) => b.calls - a.calls)
        .slice(0, TOP_ROUTES)
        .map((route) => ({
          ...(route.value as RouteIdentity),
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

  private async addresses(userId: ActivityUserId, { from, to }: Span): Promise<PersonAddress[] | null> {
    const within = { created_time: { $gte: from, $lt: to } };
    try {
      return await this.store.aggregate<PersonAddress>(
        [
          { $match: allOf([ofUser(userId), within]) },
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

/** Where somebody stands in the list: by value, then by id. */
type Place = readonly [value: number, id: string];

function compare([a, id]: Place, [b, other]: Place): number {
  if (a !== b) return b - a;
  if (id === other) return 0;
  return id < other ? -1 : 1;
}

const cursorAt = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function placeOf(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && typeof place[0] === 'number' && typeof place[1] === 'string') {
      return place as unknown as Place;
    }
  } catch {
    // Not one of ours.
  }
  throw badParameter('cursor', 'is not one that a page of people gave; start again without it');
}
